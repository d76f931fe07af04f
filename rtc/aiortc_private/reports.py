"""RTCP: aiortc's reports, made true for streams that it never sees."""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from aiortc import RTCRtpReceiver, RTCRtpSender
from aiortc.rtp import RTCP_PSFB_APP, RtcpByePacket, RtcpPsfbPacket, RtcpSrPacket, unpack_remb_fci

from ..audio_sender import SentAudio

_NTP_EPOCH_S = 2_208_988_800  # 1900 to 1970


def ntp(wall_s: float) -> int:
    """Unix time as a 64-bit NTP timestamp."""
    return int((wall_s + _NTP_EPOCH_S) * (1 << 32))


def ntp_to_wall_s(timestamp: int) -> float:
    """A 64-bit NTP timestamp as Unix time."""
    return timestamp / (1 << 32) - _NTP_EPOCH_S


def sender_ssrc(sender: RTCRtpSender) -> int:
    """The SSRC a sender declares."""
    return sender._ssrc


def report_reception(receiver: RTCRtpReceiver, ssrc: int, reception: Any) -> None:
    """Let a receiver's RTCP task report a stream that it never sees itself."""
    streams: dict[int, Any] = receiver._RTCRtpReceiver__remote_streams  # type: ignore[attr-defined]
    streams[ssrc] = reception


def timestamp_origin(receiver: RTCRtpReceiver) -> int | None:
    """The RTP timestamp that a receiver calls 0 in the frames it decodes."""
    mapper = receiver._RTCRtpReceiver__timestamp_mapper  # type: ignore[attr-defined]
    origin: int | None = mapper._origin
    return origin


@dataclass(frozen=True, slots=True)
class SenderReport:
    """What a sender report says: this RTP timestamp is that moment of the sender's wall clock."""

    ntp_timestamp: int
    rtp_timestamp: int


def observe_sender_reports(receiver: RTCRtpReceiver, on_report: Callable[[SenderReport], None]) -> None:
    """Tell of every sender report for this receiver's stream."""
    target: Any = receiver
    handle = target._handle_rtcp_packet

    async def handle_rtcp_packet(packet: Any) -> None:
        if isinstance(packet, RtcpSrPacket):
            info = packet.sender_info
            on_report(SenderReport(info.ntp_timestamp, info.rtp_timestamp))
        if isinstance(packet, RtcpByePacket):
            return  # aiortc would stop and join its decoder; the connection's end does that
        await handle(packet)

    target._handle_rtcp_packet = handle_rtcp_packet


@dataclass(frozen=True, slots=True)
class SenderFigures:
    """What a sender report shall say."""

    ntp_timestamp: int
    rtp_timestamp: int
    packets: int
    payload_bytes: int


def figures_of(last: SentAudio | None, capture_lag_s: float) -> SenderFigures | None:
    """What was sent last, dated by when it was captured; None: nothing was."""
    if last is None:
        return None
    return SenderFigures(
        ntp_timestamp=ntp(last.wall_s - capture_lag_s),
        rtp_timestamp=last.timestamp,
        packets=last.packets,
        payload_bytes=last.payload_bytes,
    )


def write_sender_reports(
    sender: RTCRtpSender, figures: Callable[[SenderFigures], SenderFigures | None]
) -> None:
    """Correct a sender's reports before they leave.

    Parameters
    ----------
    figures : callable
        Gets what aiortc would report, gives back what is true, or ``None``: nothing was sent, say nothing.
    """
    target: Any = sender
    send = target._send_rtcp

    async def send_rtcp(packets: list[Any]) -> None:
        for packet in packets:
            if isinstance(packet, RtcpSrPacket):
                info = packet.sender_info
                true = figures(
                    SenderFigures(info.ntp_timestamp, info.rtp_timestamp, info.packet_count, info.octet_count)
                )
                if true is None:
                    return
                info.ntp_timestamp, info.rtp_timestamp = true.ntp_timestamp, true.rtp_timestamp
                info.packet_count = true.packets & 0xFFFFFFFF
                info.octet_count = true.payload_bytes & 0xFFFFFFFF
                # The round trip is found by this stamp in the answer.
                target._RTCRtpSender__lsr = (true.ntp_timestamp >> 16) & 0xFFFFFFFF
        await send(packets)

    target._send_rtcp = send_rtcp


def sender_round_trip_s(sender: RTCRtpSender) -> float | None:
    """Round trip as RTCP measured it, smoothed."""
    value: float | None = sender._RTCRtpSender__rtt  # type: ignore[attr-defined]
    return value


def observe_feedback(
    sender: RTCRtpSender, on_keyframe_wanted: Callable[[], None], on_bitrate: Callable[[int], None]
) -> None:
    """Tell when the receiver lost the picture, and how much it can take."""
    target: Any = sender
    handle = target._handle_rtcp_packet
    target._send_keyframe = on_keyframe_wanted

    async def handle_rtcp_packet(packet: Any) -> None:
        if isinstance(packet, RtcpPsfbPacket) and packet.fmt == RTCP_PSFB_APP:
            try:
                bitrate_bps, ssrcs = unpack_remb_fci(packet.fci)
            except (ValueError, struct.error, IndexError):
                return
            if target._ssrc in ssrcs:
                on_bitrate(bitrate_bps)
        await handle(packet)

    target._handle_rtcp_packet = handle_rtcp_packet
