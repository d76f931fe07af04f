"""The few bytes of RTP that the audio way reads and writes itself (RFC 3550, 5.1)."""

from __future__ import annotations

import struct

from dsp.packets import AudioPacket

HEADER = struct.Struct("!BBHII")
HEADER_BYTES = HEADER.size
# pylibsrtp's buffer holds 1500 bytes and wants up to 144 of them for its own trailer.
MAX_DATAGRAM_BYTES = 1500
MAX_AUDIO_PAYLOAD_BYTES = 1200
VERSION_2 = 0x80


def is_media(first_byte: int) -> bool:
    """Whether a datagram is RTP or RTCP (RFC 7983, 7)."""
    return 127 < first_byte < 192


def is_rtcp(datagram: bytes) -> bool:
    """Whether a media datagram is RTCP (RFC 5761, 4)."""
    return len(datagram) > 1 and 192 <= datagram[1] <= 223


def parse_audio(plain: bytes) -> AudioPacket | None:
    """Read an RTP packet whose header is anything a sender may write.

    Parameters
    ----------
    plain : bytes
        The packet after SRTP; CSRCs, header extension and padding are stepped over.

    Returns
    -------
    AudioPacket or None
        ``None`` when lengths do not add up or nothing but padding is in it.
    """
    length = len(plain)
    if length < HEADER_BYTES:
        return None
    first, _, sequence, timestamp, _ = HEADER.unpack_from(plain)
    start = HEADER_BYTES
    if first != VERSION_2:
        if first >> 6 != 2:
            return None
        start += 4 * (first & 0x0F)
        if first & 0x10:
            if start + 4 > length:
                return None
            start += 4 + 4 * int.from_bytes(plain[start + 2 : start + 4], "big")
        if first & 0x20:
            padding = plain[-1]
            if not padding:
                return None
            length -= padding
    if start >= length:
        return None
    return AudioPacket(sequence, timestamp, plain[start:length])
