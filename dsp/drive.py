"""What moves a model on through a gap: a sound is never only what was; there is breath, and the bow."""

from __future__ import annotations

import numpy as np

from dsp.toeplitz import Floats

TEMPLATE_FRAMES = 256
LEAST_PERIOD = 128
LEAST_SHARE = 0.5  # of the loudness of what is left over, where nothing in it repeats
STILL_FRAMES = 64  # by when the model alone has gone wrong enough for this to be heard as better ...
RISE_FRAMES = 128  # ... and so gradually
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
    Realtime-safe: yes. Thread-safe: no.
    Residual-excited concealment: J.-H. Chen, *Packet loss concealment for predictive speech coding*, 2009.
    """

    def __init__(self, left_over: Floats) -> None:
        self._left_over = left_over
        self._found: tuple[Floats, float] | None = None

    def at(self, first: int, frames: int) -> Floats:
        """Give what drives the gap's samples from ``first`` on, ``(frames,)``."""
        if first + frames <= STILL_FRAMES:  # most gaps end here, and need not pay for the search
            return np.zeros(frames)
        if self._found is None:
            self._found = _most_alike(self._left_over)
        period, repeats = self._found
        places = np.arange(first, first + frames)
        risen = np.clip((places + 1 - STILL_FRAMES) / RISE_FRAMES, 0.0, 1.0)
        return np.asarray(period[places % len(period)] * (max(repeats, LEAST_SHARE) * risen))


def _most_alike(left_over: Floats) -> tuple[Floats, float]:
    """What came after the stretch that was most like the newest one, and how much of it comes nearest."""
    newest = left_over[-TEMPLATE_FRAMES:]
    places = len(left_over) - TEMPLATE_FRAMES - LEAST_PERIOD + 1
    spectrum = np.fft.rfft(left_over, _TRANSFORM) * np.fft.rfft(newest, _TRANSFORM).conj()
    alike = np.fft.irfft(spectrum, _TRANSFORM)[:places]
    summed = np.concatenate((np.zeros(1), np.cumsum(left_over * left_over)))
    power = summed[TEMPLATE_FRAMES:][:places] - summed[:places] + _SILENCE
    alike /= np.sqrt(power)
    best = int(alike.argmax())
    repeats = float(alike[best] / np.sqrt(power[best]))
    return left_over[best + TEMPLATE_FRAMES :], min(1.0, max(0.0, repeats))
