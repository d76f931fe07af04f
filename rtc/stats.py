"""What a peer tells about itself."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PeerStats:
    """An immutable snapshot of one connection.

    Attributes
    ----------
    state : str
        ``new``, ``connecting``, ``up``, ``failed`` or ``closed``.
    path : str
        Kinds of the selected candidates, such as ``host/srflx``; empty while there is none.
    direct_send : bool
        Whether audio goes from the caller's thread to the socket (not over a relay reached by TCP or TLS).
    relayed : bool
        Whether a TURN server stands in between, ours or theirs.
    audio_sent_packets, audio_sent_bytes, audio_skipped, audio_failed : int
        Payloads that left; that came before the connection was up; that no packet can hold.
    audio_received_packets, audio_lost_packets : int
        As receiver reports count them (RFC 3550).
    audio_jitter_ms : float
        RFC 3550 estimate.
    audio_refused, audio_malformed, audio_foreign : int
        Forged or repeated; not RTP inside; of a source nobody declared.
    rtt_ms : float or None
        By RTCP, smoothed; ``None`` until a report came back.
    beats_sent, beats_received, beats_dropped, beats_malformed : int
        Of the beat channel; dropped for want of an open or free channel.
    video_frames : int
        Decoded pictures handed out.
    edge : dict
        Datagrams dropped at the edge, by kind.
    """

    state: str
    path: str
    direct_send: bool
    relayed: bool
    audio_sent_packets: int
    audio_sent_bytes: int
    audio_skipped: int
    audio_failed: int
    audio_received_packets: int
    audio_lost_packets: int
    audio_jitter_ms: float
    audio_refused: int
    audio_malformed: int
    audio_foreign: int
    rtt_ms: float | None
    beats_sent: int
    beats_received: int
    beats_dropped: int
    beats_malformed: int
    video_frames: int
    edge: dict[str, int]
