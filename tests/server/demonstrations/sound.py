"""Sound as a lesson's page writes it."""

from __future__ import annotations

import struct

import numpy as np
from numpy.typing import NDArray

RATE_HZ = 48_000


def tone(hz: float, seconds: float) -> NDArray[np.float32]:
    at_s = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    return (0.5 * np.sin(2 * np.pi * hz * at_s)).astype(np.float32)[:, None]


def header(
    frames: int,
    *,
    channels: int = 1,
    rate_hz: int = RATE_HZ,
    bits: int = 24,
    form: int = 1,
    data: int | None = None,
) -> bytes:
    frame = channels * bits // 8
    size = frames * frame if data is None else data
    first = struct.pack("<4sI4s4sI", b"RIFF", 36 + size, b"WAVE", b"fmt ", 16)
    second = struct.pack("<HHIIHH4sI", form, channels, rate_hz, rate_hz * frame, frame, bits, b"data", size)
    return first + second


def wav(sound: NDArray[np.float32]) -> bytes:
    words = np.round(sound.astype(np.float64) * 2**23).clip(-(2**23), 2**23 - 1).astype("<i4")
    octets = words.reshape(-1, 1).view(np.uint8)[:, :3]
    return header(len(sound), channels=sound.shape[1]) + octets.tobytes()
