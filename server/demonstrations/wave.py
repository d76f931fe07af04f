"""A page's WAV, taken apart by hand: one form of it is written, and no other is let in."""

from __future__ import annotations

import struct
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from server.demonstrations.errors import DemonstrationKindError

RATE_HZ = 48_000
BYTES = 3
HEADER_BYTES = 44
_HEADER = struct.Struct("<4sI4s4sIHHIIHH4sI")


@dataclass(frozen=True)
class Wave:
    """What a header promises."""

    channels: int
    bytes: int

    @property
    def seconds(self) -> float:
        return self.bytes / (self.channels * BYTES * RATE_HZ)


def read_header(head: bytes) -> Wave:
    """Read the header of 24-bit sound at 48 kHz, one channel or two (RIFF, 1991), as a page writes it.

    Raises
    ------
    DemonstrationKindError
        It is anything else, or nothing is in it.
    """
    if len(head) < HEADER_BYTES:
        raise DemonstrationKindError
    riff, size, wave, fmt, fmt_bytes, form, channels, rate_hz, per_s, align, bits, data, data_bytes = (
        _HEADER.unpack(head[:HEADER_BYTES])
    )
    named = (riff, wave, fmt, data) == (b"RIFF", b"WAVE", b"fmt ", b"data")
    formed = (fmt_bytes, form, rate_hz, bits) == (16, 1, RATE_HZ, 8 * BYTES) and channels in {1, 2}
    sized = (size, per_s, align) == (36 + data_bytes, RATE_HZ * channels * BYTES, channels * BYTES)
    if not (named and formed and sized) or data_bytes == 0 or data_bytes % (channels * BYTES):
        raise DemonstrationKindError
    return Wave(channels, data_bytes)


def samples(data: bytes, channels: int) -> NDArray[np.float32]:
    """``(frames, channels)``, full scale +-1, of whole frames of such sound."""
    octets = np.frombuffer(data, np.uint8).reshape(-1, BYTES)
    words = np.zeros((len(octets), 4), np.uint8)
    words[:, 1:] = octets  # in the upper three of four, where the sign is the word's own
    scaled = (words.view("<i4")[:, 0] >> 8).astype(np.float32) / np.float32(2**23)
    return scaled.reshape(-1, channels)
