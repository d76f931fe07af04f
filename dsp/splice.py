"""Where a stretch of sound can be left out so that nobody hears it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

LONG_FADE_FRAMES = 480  # 10 ms
SHORT_FADE_FRAMES = 240  # where no more has come yet
LEAST_LAG = 96
MOST_LAG = 960
LIKENESS = 0.98
_LEVEL_DIFFERENCE = 1.26  # 1 dB in power: an onset or a decay between the two places
_FFT = 2048
_SILENCE = 1e-9


def find_cut(sound: NDArray[np.float32], most: int, fade: int) -> int:
    """Find how much may be left out of the beginning of ``sound``.

    Parameters
    ----------
    sound : NDArray[float32]
        ``(frames, channels)``, what is to come.
    most : int
        The longest cut that is of use.
    fade : int
        Over how many frames the two sides of the cut are to cross.

    Returns
    -------
    int
        The largest lag at which the normalised correlation over the fade is 0.98 at least and at a local
        peak, and the level the same within 1 dB; 0: there is none.

    Notes
    -----
    Realtime-safe: yes. Thread-safe: yes. Waveform similarity: Verhelst and Roelands, 1993.
    """
    reach = min(most, MOST_LAG, len(sound) - fade)
    if reach < LEAST_LAG:
        return 0
    reached = sound[: fade + reach].T.astype(np.float64)
    head = reached[:, :fade]
    spectrum = np.fft.rfft(reached, _FFT) * np.conj(np.fft.rfft(head, _FFT))
    likeness = np.fft.irfft(spectrum.sum(axis=0), _FFT)[: reach + 1]
    summed = np.concatenate((np.zeros(1), np.cumsum((reached * reached).sum(axis=0))))
    power = summed[fade : fade + reach + 1] - summed[: reach + 1]
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


def cut(sound: NDArray[np.float32], lag: int, fade: int) -> NDArray[np.float32]:
    """Leave ``lag`` frames out, crossing over ``fade``; gives a new ``(frames - lag, channels)``."""
    rise = _RISES[fade]
    kept = sound[lag:].copy()
    kept[:fade] *= rise
    kept[:fade] += (1.0 - rise) * sound[:fade]
    return kept


def _rise(fade: int) -> NDArray[np.float32]:
    turned = 0.5 - 0.5 * np.cos(np.pi * (np.arange(fade) + 0.5) / fade)
    return np.asarray(turned[:, None], np.float32)


_RISES = {fade: _rise(fade) for fade in (LONG_FADE_FRAMES, SHORT_FADE_FRAMES)}
