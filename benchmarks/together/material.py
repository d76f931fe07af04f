"""A track of short bursts, and how far another sound lies from it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dsp import SAMPLE_RATE_HZ

Samples = NDArray[np.float32]
Floats = NDArray[np.float64]

BURST_FRAMES = 96
_LEAST_S, _MOST_S = 0.18, 0.32
MOST_OFF = 2400  # samples to either side that are looked through: 50 ms
_LEAST_LIKENESS = 0.8  # less: part of it was lost on the way, and it tells no time


def bursts(seconds: float, seed: int) -> tuple[Samples, NDArray[np.int64]]:
    """A track ``(frames, 1)`` of bursts of its own kind each, and where their middles are.

    They come at uneven times, so that none is taken for its neighbour, and reach from 1 to 9 kHz, where a
    sample is seen.
    """
    rng = np.random.default_rng(seed)
    track = np.zeros((int(seconds * SAMPLE_RATE_HZ), 1), np.float32)
    window = np.hanning(BURST_FRAMES)
    middles: list[int] = []
    at = int(0.1 * SAMPLE_RATE_HZ)
    while at + BURST_FRAMES < len(track):
        spectrum = np.fft.rfft(rng.standard_normal(BURST_FRAMES))
        hz = np.fft.rfftfreq(BURST_FRAMES, 1 / SAMPLE_RATE_HZ)
        spectrum[(hz < 1000) | (hz > 9000)] = 0.0
        burst = np.fft.irfft(spectrum, BURST_FRAMES) * window
        track[at : at + BURST_FRAMES, 0] = 0.5 * burst / np.abs(burst).max()
        middles.append(at + BURST_FRAMES // 2)
        at += int(rng.uniform(_LEAST_S, _MOST_S) * SAMPLE_RATE_HZ)
    return track, np.array(middles, dtype=np.int64)


def apart_samples(track: Samples, sound: Samples, at: int) -> float | None:
    """How many samples later than a burst of ``track`` around ``at`` the same burst is in ``sound``.

    Cross-correlation, normalised, its top found between samples by a parabola.

    Parameters
    ----------
    track, sound : NDArray[float32]
        ``(frames,)``, side by side.
    at : int
        With 50 ms and a burst around it.

    Returns
    -------
    float or None
        None: nothing like it is there, since it was lost on the way.
    """
    half = BURST_FRAMES
    burst = track[at - half : at + half].astype(np.float64)
    around = sound[at - half - MOST_OFF : at + half + MOST_OFF].astype(np.float64)
    likeness = np.correlate(around, burst, "valid")
    energy = np.convolve(around**2, np.ones(2 * half), "valid") * (burst @ burst)
    likeness /= np.sqrt(np.maximum(energy, 1e-6))
    top = int(np.argmax(likeness))
    if likeness[top] < _LEAST_LIKENESS or not 0 < top < len(likeness) - 1:
        return None
    left, middle, right = likeness[top - 1 : top + 2]
    return float(top - MOST_OFF + (left - right) / (2 * (left - 2 * middle + right)))
