"""WAV files in and out."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from scipy.io import wavfile

from benchmarks.material.notes import SAMPLE_RATE_HZ, Samples


def write_wav(path: Path, samples: Samples, rate_hz: int = SAMPLE_RATE_HZ) -> None:
    """Write ``(frames, channels)`` as 16-bit PCM, clipped at full scale, which everything can play."""
    wavfile.write(path, rate_hz, np.round(np.clip(samples, -1, 1) * 32767).astype(np.int16))


def read_wav(path: Path) -> tuple[Samples, int]:
    """``(frames, channels)`` float32 +-1, and the rate in Hz.

    Raises
    ------
    ValueError
        The file is not PCM of 16 or 32 bits, nor float.
    """
    rate_hz, data = wavfile.read(path)
    table = data[:, None] if data.ndim == 1 else data
    if table.dtype.kind == "f":
        return table.astype(np.float32), int(rate_hz)
    if table.dtype.kind != "i":
        raise ValueError(f"{path}: samples of type {table.dtype}")
    return (table / float(-np.iinfo(table.dtype).min)).astype(np.float32), int(rate_hz)
