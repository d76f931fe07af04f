"""Is what was heard what was played?"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.signal import oaconvolve

from benchmarks.material import duet, write_wav

RATE_HZ = 48_000
WINDOW = RATE_HZ // 10  # short enough to fall between two places where a loaded browser stretches time
Floats = NDArray[np.float32]


def microphones(folder: Path, *, seed: int = 5, seconds: float = 12.0) -> dict[str, tuple[Path, Floats]]:
    """Two WAV files to play into microphones, of two parts that do not resemble each other."""
    parts = duet(seed, seconds)
    made = {}
    for name, part in (("violin", parts.violin), ("cello", parts.cello)):
        path = folder / f"{name}.wav"
        write_wav(path, part)
        made[name] = (path, part[:, 0])
    return made


def resemblance(played: Floats, heard: Floats) -> float:
    """Median over windows of 0.1 s, five a second, of how well each is found anywhere in ``played``, 0-1.

    ``played`` repeats without end. A browser stretches time, so windows are looked up one by one; the
    normalised cross-correlation needs the waveform itself, not just its loudness. The other part of the
    same duet reaches 0.4, noise 0.05.
    """
    loop = np.concatenate([played, played[:WINDOW]]).astype(np.float64)
    power = np.cumsum(np.concatenate([[0.0], loop**2]))
    energy = np.sqrt(np.maximum(power[WINDOW:] - power[:-WINDOW], 1e-9))
    found = []
    for start in range(0, len(heard) - WINDOW, 2 * WINDOW):
        window = heard[start : start + WINDOW].astype(np.float64)
        norm = float(np.linalg.norm(window))
        if norm < 0.01 * np.sqrt(WINDOW):
            continue
        found.append(float(np.max(np.abs(oaconvolve(loop, window[::-1], "valid")) / energy)) / norm)
    return float(np.median(found)) if found else 0.0
