"""What the resampler does to a sine, and how much later it makes it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dsp import SAMPLE_RATE_HZ
from dsp.resampler import AHEAD, BEHIND, Resampler

_MARGIN = BEHIND + AHEAD + 2
_BLOCK = 64
_PEAK = 0.5


def thd_plus_noise_db(hz: float, ratio: float, *, seconds: float = 1.0) -> float:
    """All that is not the sine, in dB of it, in a window of ``seconds`` played at a held ``ratio``.

    The sine is fitted by least squares at the frequency it must have, offset included; what is left is
    distortion, noise and any wobble of pitch (IEC 60268-3, 14.12, without a weighting).
    """
    heard = _played(hz, ratio, round(seconds * SAMPLE_RATE_HZ))
    angle = 2 * np.pi * hz * ratio / SAMPLE_RATE_HZ * np.arange(len(heard))
    basis = np.stack([np.sin(angle), np.cos(angle), np.ones(len(heard))], axis=1)
    weights, *_ = np.linalg.lstsq(basis, heard, rcond=None)
    rest = heard - basis @ weights
    return float(20 * np.log10(np.sqrt(np.mean(rest**2)) / (np.hypot(*weights[:2]) / np.sqrt(2))))


def _played(hz: float, ratio: float, frames: int) -> NDArray[np.float64]:
    count = int(frames * ratio) + 2 * _MARGIN + 2
    source = (_PEAK * np.sin(2 * np.pi * hz * np.arange(count) / SAMPLE_RATE_HZ)).astype(np.float32)[None, :]
    resampler, out = Resampler(source), np.empty((frames, 1), np.float32)
    place = float(_MARGIN)
    for begin in range(0, frames, _BLOCK):
        part = out[begin : begin + _BLOCK]
        resampler.read(place, ratio, part, width=1)
        place += ratio * len(part)
    return np.asarray(out[:, 0], np.float64)


def added_delay_ms(ratio: float) -> float:
    """How far into what is to come a played sample looks, found by touching the source."""
    source = np.zeros((1, 256), np.float32)
    resampler, out, last = Resampler(source), np.empty((1, 1), np.float32), 0
    for ahead in range(1, 100):
        source[0, 128 + ahead] = 1.0
        resampler.read(128.25, ratio, out, width=1)
        source[0, 128 + ahead] = 0.0
        if out[0, 0] != 0.0:
            last = ahead
    return last * 1000 / SAMPLE_RATE_HZ
