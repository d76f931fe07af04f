"""Where a stretch of sound can be left out so that nobody hears it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

FADE_FRAMES = 480  # 10 ms
LEAST_LAG = 96
MOST_LAG = 960
LIKENESS = 0.985
_LEVEL_DIFFERENCE = 1.26  # 1 dB in power: an onset or a decay between the two places
_FFT = 2048
_SILENCE = 1e-9

NEEDED_FRAMES = FADE_FRAMES + LEAST_LAG


def find_cut(sound: NDArray[np.float32], most: int) -> int:
    """Find how many samples after the first ``FADE_FRAMES`` resemble the beginning best.

    Parameters
    ----------
    sound : NDArray[float32]
        ``(frames, channels)``, what is to come.
    most : int
        The longest cut that is of use.

    Returns
    -------
    int
        The largest lag at which the normalised correlation over 10 ms is 0.985 at least and at a local
        peak, and the level the same within 1 dB; 0: there is none.

    Notes
    -----
    Realtime-safe: yes. Thread-safe: yes. Waveform similarity: Verhelst and Roelands, 1993.
    """
    reach = min(most, MOST_LAG, len(sound) - FADE_FRAMES)
    if reach < LEAST_LAG:
        return 0
    reached = sound[: FADE_FRAMES + reach].T.astype(np.float64)
    head = reached[:, :FADE_FRAMES]
    spectrum = np.fft.rfft(reached, _FFT) * np.conj(np.fft.rfft(head, _FFT))
    likeness = np.fft.irfft(spectrum.sum(axis=0), _FFT)[: reach + 1]
    summed = np.concatenate((np.zeros(1), np.cumsum((reached * reached).sum(axis=0))))
    power = summed[FADE_FRAMES : FADE_FRAMES + reach + 1] - summed[: reach + 1]
    if power[0] <= _SILENCE or power.min() <= _SILENCE * 1e-3:
        return 0
    likeness /= np.sqrt(power * power[0])
    alike = likeness >= LIKENESS
    alike &= (power < _LEVEL_DIFFERENCE * power[0]) & (power * _LEVEL_DIFFERENCE > power[0])
    alike[:LEAST_LAG] = False
    alike[LEAST_LAG:-1] &= (likeness[LEAST_LAG:-1] >= likeness[LEAST_LAG - 1 : -2]) & (
        likeness[LEAST_LAG:-1] >= likeness[LEAST_LAG + 1 :]
    )
    alike[-1] = False
    lags = np.flatnonzero(alike)
    return int(lags[-1]) if len(lags) else 0


_RISE = (0.5 - 0.5 * np.cos(np.pi * (np.arange(FADE_FRAMES) + 0.5) / FADE_FRAMES)).astype(np.float32)[:, None]


def cut(sound: NDArray[np.float32], lag: int) -> NDArray[np.float32]:
    """Leave ``lag`` frames out, crossing over 10 ms; gives a new ``(frames - lag, channels)``."""
    kept = sound[lag:].copy()
    kept[:FADE_FRAMES] *= _RISE
    kept[:FADE_FRAMES] += (1.0 - _RISE) * sound[:FADE_FRAMES]
    return kept
