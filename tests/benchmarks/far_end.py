"""Recordings with a known fate, for the metrics to find out."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from benchmarks.material import SAMPLE_RATE_HZ

Floats = NDArray[np.float64]
_FINER = 8


def delayed(played: Floats, delay_samples: Floats | float) -> Floats:
    """``played`` as it comes out after a delay that may change and need not be whole."""
    spectrum = np.fft.rfft(played)
    more = np.zeros(_FINER * len(played) // 2 + 1 - len(spectrum))
    fine = _FINER * np.fft.irfft(np.concatenate([spectrum, more]), _FINER * len(played))
    at = (np.arange(len(played)) - delay_samples) * _FINER
    return np.asarray(np.interp(at, np.arange(len(fine)), fine, left=0.0))


def ms(value: float) -> float:
    """Milliseconds in samples."""
    return value * SAMPLE_RATE_HZ / 1000
