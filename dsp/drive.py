"""What moves a model on through a gap: a sound is never only what was; there is breath, and the bow."""

from __future__ import annotations

import numpy as np

from dsp.toeplitz import Floats

TEMPLATE_FRAMES = 256
LEAST_PERIOD = 128
MOST_SHARE = 1.0
LEAST_SHARE = 0.35  # of the loudness of what is left over, where nothing in it repeats
RISE_FRAMES = 1
_TRANSFORM = 1024
_SILENCE = 1e-30


class Drive:
    """What a predictor left over last, once more: from where it was most like the newest of it.

    A model that is driven by nothing falls silent where a sound is mostly noise, and forgets what repeats
    less often than it reaches back. Where what is left over repeats, it is given in its time and strength;
    where it does not, a part of it keeps the noise going.

    Parameters
    ----------
    left_over : NDArray[float64]
        What the predictor got wrong lately, 1024 samples at most, the newest last.

    Notes
    -----
    Realtime-safe: yes. Thread-safe: yes, nothing changes.
    Residual-excited concealment: J.-H. Chen, *Packet loss concealment for predictive speech coding*, 2009.
    """

    def __init__(self, left_over: Floats) -> None:
        newest = left_over[-TEMPLATE_FRAMES:]
        places = len(left_over) - TEMPLATE_FRAMES - LEAST_PERIOD + 1
        spectrum = np.fft.rfft(left_over, _TRANSFORM) * np.fft.rfft(newest, _TRANSFORM).conj()
        alike = np.fft.irfft(spectrum, _TRANSFORM)[:places]
        summed = np.concatenate((np.zeros(1), np.cumsum(left_over * left_over)))
        power = summed[TEMPLATE_FRAMES:][:places] - summed[:places] + _SILENCE
        alike /= np.sqrt(power)
        best = int(alike.argmax())
        # The share of the older that comes nearest to the newer.
        repeats = float(alike[best] / np.sqrt(power[best]))
        self._repeats = min(MOST_SHARE, max(0.0, repeats))
        self._period = left_over[best + TEMPLATE_FRAMES :]

    def at(self, first: int, frames: int) -> Floats:
        """Give what drives the gap's samples from ``first`` on, ``(frames,)``."""
        places = np.arange(first, first + frames)
        share = np.maximum(self._repeats, LEAST_SHARE * np.minimum(1.0, (places + 1) / RISE_FRAMES))
        return np.asarray(self._period[places % len(self._period)] * share)
