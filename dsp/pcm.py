"""Uncompressed sound on the wire: 16 and 24 bits in network order (RFC 3551, 4.5.11; RFC 3190, 4)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dsp.profiles import SAMPLE_RATE_HZ, Profile

PACKET_SAMPLES = (64, 128)


@dataclass(frozen=True, slots=True)
class PcmFormat:
    """How samples become bytes: interleaved, two's complement, most significant byte first.

    Parameters
    ----------
    bits : int
        16 or 24.
    channels : int
        1 or 2.

    Raises
    ------
    ValueError
        Another number of bits or channels (the message gives it).

    Notes
    -----
    Realtime-safe: yes. Thread-safe: yes. Nothing is dithered: what left a card with 16 or 24 bits comes out
    as it was.
    """

    bits: int
    channels: int

    def __post_init__(self) -> None:
        if self.bits not in (16, 24):
            raise ValueError(f"bits must be 16 or 24, not {self.bits}")
        if self.channels not in (1, 2):
            raise ValueError(f"channels must be 1 or 2, not {self.channels}")

    @classmethod
    def of(cls, profile: Profile) -> PcmFormat:
        """The format that a profile's bitrate has room for (24 bits from 1.152 Mbit/s a channel)."""
        bits = profile.bitrate_bps / (SAMPLE_RATE_HZ * profile.channels)
        return cls(24 if bits >= 24 else 16, profile.channels)

    @property
    def name(self) -> str:
        """``L16`` or ``L24``, as session descriptions say."""
        return f"L{self.bits}"

    @property
    def frame_bytes(self) -> int:
        """Bytes of one sample of all channels."""
        return self.channels * self.bits // 8

    def frames(self, payload: bytes) -> int:
        """How many frames a payload holds.

        Raises
        ------
        ValueError
            Empty, or not whole frames.
        """
        count, rest = divmod(len(payload), self.frame_bytes)
        if rest or not count:
            raise ValueError(f"{len(payload)} bytes are no whole frames of {self.frame_bytes} bytes")
        return count

    def encode(self, block: NDArray[np.float32]) -> bytes:
        """Write ``(frames, channels)`` float32, full scale +-1; what is louder is clipped.

        Raises
        ------
        ValueError
            Another number of channels.
        """
        if block.ndim != 2 or block.shape[1] != self.channels:
            raise ValueError(f"block must have shape (frames, {self.channels}), not {block.shape}")
        full = 1 << (self.bits - 1)
        scaled = block * np.float64(full)
        np.rint(scaled, out=scaled)
        np.clip(scaled, -full, full - 1, out=scaled)
        if self.bits == 16:
            return scaled.astype(">i2").tobytes()
        words = scaled.astype(">i4").view(np.uint8).reshape(-1, 4)
        return words[:, 1:].tobytes()

    def decode(self, payload: bytes, channels: int) -> NDArray[np.float32]:
        """Read a payload as ``(frames, channels)`` float32; stereo becomes its mean, mono the same twice.

        Raises
        ------
        ValueError
            Empty, or not whole frames.
        """
        frames = self.frames(payload)
        scale = np.float32(1.0 / (1 << (self.bits - 1)))
        if self.bits == 16:
            read = np.frombuffer(payload, ">i2").astype(np.float32)
        else:
            words = np.zeros((frames * self.channels, 4), np.uint8)
            words[:, :3] = np.frombuffer(payload, np.uint8).reshape(-1, 3)
            read = (words.view(">i4")[:, 0] >> 8).astype(np.float32)
        sound = (read * scale).reshape(frames, self.channels)
        if channels == self.channels:
            return sound
        if channels == 1:
            return np.asarray(sound.mean(axis=1, keepdims=True), np.float32)
        return sound.repeat(2, axis=1)


PCM_FORMATS = tuple(PcmFormat(bits, channels) for bits in (16, 24) for channels in (2, 1))
