"""Every private name of aiortc and aioice that Klangbro touches, and the versions they were read in.

aiortc's public way for audio costs a wait of four frames, an executor hop and, after one lost packet, delay
for good. So audio goes past it: received where aioice hands over datagrams (``ice``), decrypted and
encrypted with the keys of aiortc's handshake (``media``), reported by aiortc's own RTCP (``reports``). The
rest (ICE, DTLS, SCTP, video) stays aiortc's, with its edges guarded against what a hostile or broken sender
may write. Nothing outside this package may know a name of theirs with an underscore; ``versions`` says what
the names belong to.
"""

from __future__ import annotations

from .ice import EdgeCounters, Seam, ice_connection
from .media import SRTP_REFUSALS, guard_dtls, guard_sctp, new_receive_session, new_send_session
from .pictures import deliver_promptly
from .reports import (
    SenderFigures,
    SenderReport,
    figures_of,
    ntp,
    ntp_to_wall_s,
    observe_feedback,
    observe_sender_reports,
    report_reception,
    sender_round_trip_s,
    sender_ssrc,
    timestamp_origin,
    write_sender_reports,
)
from .versions import KNOWN_VERSIONS, check_versions, unknown_versions

__all__ = [
    "KNOWN_VERSIONS",
    "SRTP_REFUSALS",
    "EdgeCounters",
    "Seam",
    "SenderFigures",
    "SenderReport",
    "check_versions",
    "deliver_promptly",
    "figures_of",
    "guard_dtls",
    "guard_sctp",
    "ice_connection",
    "new_receive_session",
    "new_send_session",
    "ntp",
    "ntp_to_wall_s",
    "observe_feedback",
    "observe_sender_reports",
    "report_reception",
    "sender_round_trip_s",
    "sender_ssrc",
    "timestamp_origin",
    "unknown_versions",
    "write_sender_reports",
]
