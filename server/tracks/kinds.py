"""Which of libav's formats a recording has, by its first bytes: no other is tried on it."""

from __future__ import annotations

HEAD_BYTES = 16


def container(head: bytes) -> str | None:
    """libav's name for the format of a file that begins so, or None for one that is no recording.

    Parameters
    ----------
    head : bytes
        At least the first `HEAD_BYTES`, if there are as many.
    """
    if head[:4] == b"RIFF" and head[8:12] == b"WAVE":
        return "wav"
    if head.startswith(b"fLaC"):
        return "flac"
    if head.startswith(b"OggS"):
        return "ogg"
    if head[4:8] == b"ftyp":
        return "mov"
    return "mp3" if head.startswith(b"ID3") or _is_mp3_frame(head) else None


def _is_mp3_frame(head: bytes) -> bool:
    # Eleven bits of sync, then version and layer (ISO 11172-3, 2.4.1.3); layer 0 would be AAC's ADTS.
    return len(head) > 1 and head[0] == 0xFF and head[1] & 0xE0 == 0xE0 and head[1] & 0x06 != 0
