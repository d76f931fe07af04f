"""Learn how a sound goes on from 85 ms of it: a predictor of order 512, in slices of under 0.3 ms."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from dsp.toeplitz import Floats, Inverse, inverse_series, joined, predictor, remainder

ORDER = 512
HISTORY_FRAMES = 4096
BLOCK_FRAMES = 64  # synthesised at a time
DAMPING = 0.9999  # moves every pole inwards, so that nothing rings up
_HALF = ORDER // 2
_FALL = 64
_RECENT = 2048  # samples that the equations are refined on
_NOISE = 1e-7  # keeps the equations solvable: white noise 70 dB below the sound
_SILENCE = 1e-10


def late_window(frames: int, fall: int) -> Floats:
    """Give a window that rises slowly and falls over its last ``fall`` samples: what is new counts most."""
    rise = frames - fall
    up = np.sin(np.pi / 2 * (np.arange(rise) + 0.5) / rise) ** 2
    down = np.cos(np.pi / 2 * (np.arange(fall) + 0.5) / fall) ** 2
    return np.concatenate((up, down))


class Predictor:
    """Weights of what was, newest first, and the response that carries them on through a block.

    Parameters
    ----------
    weights : NDArray[float64]
        ``x[t] ~ sum(weights[i] * x[t - 1 - i])``.
    damping : float
        How much nearer to 0 every pole is moved, as a factor; 1: it was done before.
    """

    def __init__(self, weights: Floats, damping: float = DAMPING) -> None:
        self.weights = weights * damping ** np.arange(1, len(weights) + 1)
        self.order = len(weights)
        self._response: Floats | None = None
        self._padded = np.concatenate((self.weights, np.zeros(BLOCK_FRAMES - 1)))

    def prepare(self) -> Predictor:
        """Make what ``after`` needs; 0.05 ms."""
        if self._response is None:
            self._response = inverse_series(np.concatenate(([1.0], -self.weights)), BLOCK_FRAMES)
        return self

    def after(self, past: Floats, frames: int) -> Floats:
        """Give the next ``frames`` (64 at most) after ``past`` (``order`` samples at least)."""
        response = self._response if self._response is not None else self.prepare()._response
        assert response is not None
        known = np.correlate(self._padded[: self.order + frames - 1], past[: -self.order - 1 : -1], "valid")
        return np.convolve(known, response[:frames])[:frames]

    def misses(self, past: Floats, frames: int) -> float:
        """Give the power of what it would have got wrong in the last ``frames`` of ``past``."""
        reach = past[len(past) - frames - self.order :]
        wrong = reach[self.order :] - np.convolve(reach[:-1], self.weights, "valid")
        return float(wrong @ wrong) / frames


def learn(sound: Floats) -> Iterator[Predictor | None]:
    """Make a predictor of ``sound`` (4096 samples): gives None until the last slice gives it.

    The autocorrelation method under a window that favours the newest gives a predictor that is stable but
    blurred; a step of preconditioned conjugate gradients on the unwindowed 2048 newest samples sharpens it.
    Samples that the first predictor misses by much (onsets, seams of earlier gaps) count for less there.

    Notes
    -----
    Realtime-safe: yes, slice by slice. Gives nothing at all for silence or equations without solution.
    J. Makhoul, "Linear Prediction", 1975; I. Kauppinen and K. Roth, 2002; P. Huber, "Robust Statistics".
    """
    size = HISTORY_FRAMES + ORDER
    spectrum = np.fft.rfft(sound * _WINDOW, size)
    correlation = np.fft.irfft(spectrum.real**2 + spectrum.imag**2, size)[: ORDER + 1]
    if not correlation[0] > _SILENCE:
        return
    correlation[0] *= 1.0 + _NOISE
    yield None
    half = predictor(correlation, _HALF)
    yield None
    left_over = remainder(correlation, half, _HALF)
    yield None
    rest = 0.5 * left_over
    rest[0] = 1.0
    weights = joined(half, left_over, predictor(rest, _HALF))
    yield None
    recent = _Recent(sound[-_RECENT:], weights)
    yield None
    yield Predictor(recent.refined()).prepare()


class _Recent:
    """The newest samples, and how much each counts."""

    def __init__(self, sound: Floats, weights: Floats) -> None:
        self._weights = weights
        self._spectrum = np.fft.rfft(sound)
        wrong = sound - self._predict(weights)
        size = np.abs(wrong)
        size[:ORDER] = 0.0
        usual = 1.5 * float(size.sum()) / (_RECENT - ORDER) + 1e-9
        self._counts = np.minimum(1.0, usual / np.maximum(size, usual))
        self._counts[:ORDER] = 0.0
        self._ridge = _NOISE * float(sound @ sound) * float(self._counts.mean())
        shares = np.fft.rfft(wrong * self._counts) * self._spectrum.conj()
        self._slope = np.fft.irfft(shares, _RECENT)[1 : ORDER + 1] - self._ridge * weights

    def _predict(self, weights: Floats) -> Floats:
        """Predict each sample; the first 512 are wrapped round and without meaning."""
        taps = np.concatenate(([0.0], weights))
        return np.fft.irfft(np.fft.rfft(taps, _RECENT) * self._spectrum, _RECENT)

    def refined(self) -> Floats:
        """Go the best length in the preconditioned direction of steepest descent."""
        way = Inverse(self._weights)(self._slope)
        along = self._predict(way)
        bend = float((along * self._counts) @ along) + self._ridge * float(way @ way)
        gain = float(way @ self._slope)
        if not (bend > 0.0 and gain > 0.0):
            return self._weights
        return self._weights + (gain / bend) * way


_WINDOW = late_window(HISTORY_FRAMES, _FALL)
