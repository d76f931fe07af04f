"""What the long model leaves over, learnt inside the gap from the last 21 ms, and put behind it.

The long model was made some time before the gap. What it has become wrong about, a note that began or bent
since then, and all that it never held is in what it leaves over of the newest sound; a predictor of that, of
a low order, is quickly made. Both together are one predictor of the sound.
"""

from __future__ import annotations

import numpy as np

from dsp.long_model import ORDER as LONG_ORDER
from dsp.long_model import REACH_FRAMES, STRIDE, halves, late_window
from dsp.predictor import Predictor
from dsp.toeplitz import Floats, predictor

FRAMES = 1024
ORDER = 96
NEEDED_FRAMES = FRAMES + REACH_FRAMES
_SILENCE = 1e-14
_NOISE = 1e-6
_TRANSFORM = 960  # half of what is needed of the sound, at a length that is quick
_LAGS = np.zeros(ORDER)
_WINDOW = late_window(FRAMES, 64)


class LongModel:
    """The weights that `dsp.long_model.learn` found, ready to be left behind.

    Notes
    -----
    Realtime-safe: yes. Thread-safe: yes, nothing changes.
    """

    def __init__(self, weights: Floats) -> None:
        self.weights = weights
        self.whole = np.zeros(STRIDE * len(weights) + 1)
        self.whole[0] = 1.0
        self.whole[STRIDE::STRIDE] = -weights
        self._spectrum = np.fft.rfft(self.whole[::STRIDE], _TRANSFORM)

    def leaves(self, past: Floats) -> Floats:
        """Give what it gets wrong in the newest 1024 of ``past`` (1824 samples)."""
        wrong = np.fft.irfft(np.fft.rfft(halves(past), _TRANSFORM) * self._spectrum, _TRANSFORM)
        return wrong[:, LONG_ORDER : NEEDED_FRAMES // STRIDE].T.ravel()  # what is before is wrapped round


def sharpened(long: LongModel | None, past: Floats) -> Predictor | None:
    """Make the predictor of this moment.

    Parameters
    ----------
    long : LongModel or None
        What is known from before; None: nothing.
    past : NDArray[float64]
        The newest 1824 samples.

    Returns
    -------
    Predictor or None
        None: silence, and nothing known.

    Notes
    -----
    Realtime-safe: yes. Thread-safe: yes.
    """
    whole, left_over = (np.ones(1), past[-FRAMES:]) if long is None else (long.whole, long.leaves(past))
    left_over = left_over * _WINDOW
    correlation = np.correlate(np.concatenate((left_over, _LAGS)), left_over, "valid")
    if correlation[0] > _SILENCE:
        correlation[0] *= 1.0 + _NOISE
        try:
            short = predictor(correlation, ORDER)
        except np.linalg.LinAlgError:
            return None
        whole = np.convolve(whole, np.concatenate(([1.0], -short)))
    elif long is None:
        return None
    return Predictor(-whole[1:]) if np.all(np.isfinite(whole)) else None
