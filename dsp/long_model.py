"""Learn how a sound goes on from 85 ms of it: a weight for every second sample, in slices of under 0.3 ms.

A low note has more partials than a predictor of the last 10 ms can tell apart, and one that reaches back 17
costs nearly three times as much to make. Every second sample is enough: sums of partials go on by the same
kind of rule there, and what that leaves over is for the short model that follows (`dsp.short_model`). So the
sound is taken as two, its even samples and its odd ones, that go on by one rule.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from dsp.predictor import BLOCK_FRAMES, Predictor
from dsp.toeplitz import Floats, Inverse, joined, predictor, remainder

ORDER = 400
STRIDE = 2
REACH_FRAMES = STRIDE * ORDER
HISTORY_FRAMES = 4096
_HALF = ORDER // 2
_FALL = 64
_RECENT = 1200  # samples of each of the two that the equations are refined on
_NOISE = 1e-7  # keeps the equations solvable: white noise 70 dB below the sound
_SILENCE = 1e-10
_TRIED = 128  # of every second sample: 5 ms
_TRANSFORM = 2500  # half the history and the lags, at a length that is quick


def late_window(frames: int, fall: int) -> Floats:
    """Give a window that rises slowly and falls over its last ``fall`` samples: what is new counts most."""
    rise = frames - fall
    up = np.sin(np.pi / 2 * (np.arange(rise) + 0.5) / rise) ** 2
    down = np.cos(np.pi / 2 * (np.arange(fall) + 0.5) / fall) ** 2
    return np.concatenate((up, down))


def halves(sound: Floats) -> Floats:
    """Give its even and its odd samples: ``(frames,)`` to ``(2, frames / 2)``."""
    return np.ascontiguousarray(sound.reshape(-1, STRIDE).T)


def learn(sound: Floats) -> Iterator[Floats | None]:
    """Find weights ``w`` with ``x[t] ~ sum(w[i] * x[t - 2 - 2 * i])`` in ``sound``, 4096 samples.

    The autocorrelation method under a window that favours the newest gives a predictor that is stable but
    blurred; a step of preconditioned conjugate gradients on the unwindowed 2400 newest samples sharpens it.
    Samples that the first predictor misses by much (onsets, seams of earlier gaps) count for less there.

    Yields
    ------
    NDArray[float64] or None
        None until the last slice gives the weights; none of them for silence, or where they would ring up.

    Raises
    ------
    LinAlgError
        The equations have no solution.

    Notes
    -----
    Realtime-safe: yes, slice by slice.
    J. Makhoul, "Linear Prediction", 1975; I. Kauppinen and K. Roth, 2002; P. Huber, "Robust Statistics".
    """
    spectra = np.fft.rfft(halves(sound * _WINDOW), _TRANSFORM)
    power = (spectra.real**2 + spectra.imag**2).sum(axis=0)
    correlation = np.fft.irfft(power, _TRANSFORM)[: ORDER + 1]
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
    recent = _Recent(halves(sound[-STRIDE * _RECENT :]), weights)
    yield None
    refined = recent.refined()
    yield None
    if not _rings_up(refined, sound):
        yield refined
    elif not _rings_up(weights, sound):
        yield weights


def _rings_up(weights: Floats, sound: Floats) -> bool:
    """Whether the sound, carried on by ``weights`` for 5 ms, becomes twice as loud as it was for 21."""
    model, half = Predictor(weights), sound[1::STRIDE]
    loudest, past = 2.0 * float(np.abs(half[-4 * _TRIED :]).max()), half[-ORDER:]
    for _ in range(_TRIED // BLOCK_FRAMES):
        made = model.after(past, BLOCK_FRAMES)
        if not float(np.abs(made).max()) <= loudest:
            return True
        past = np.concatenate((past[BLOCK_FRAMES:], made))
    return False


class _Recent:
    """The newest samples ``(2, 1200)``, and how much each counts."""

    def __init__(self, sound: Floats, weights: Floats) -> None:
        self._weights = weights
        self._spectra = np.fft.rfft(sound)
        wrong = sound - self._predict(weights)
        size = np.abs(wrong)
        size[:, :ORDER] = 0.0
        usual = 1.5 * float(size.sum()) / (STRIDE * (_RECENT - ORDER)) + 1e-9
        self._counts = np.minimum(1.0, usual / np.maximum(size, usual))
        self._counts[:, :ORDER] = 0.0
        self._ridge = _NOISE * float(np.vdot(sound, sound)) * float(self._counts.mean())
        shares = (np.fft.rfft(wrong * self._counts) * self._spectra.conj()).sum(axis=0)
        self._slope = np.fft.irfft(shares, _RECENT)[1 : ORDER + 1] - self._ridge * weights

    def _predict(self, weights: Floats) -> Floats:
        """Predict each sample; the first 400 of each are wrapped round and without meaning."""
        taps = np.concatenate(([0.0], weights))
        return np.fft.irfft(np.fft.rfft(taps, _RECENT) * self._spectra, _RECENT)

    def refined(self) -> Floats:
        """Go the best length in the preconditioned direction of steepest descent."""
        way = Inverse(self._weights)(self._slope)
        along = self._predict(way)
        bend = float(np.vdot(along * self._counts, along)) + self._ridge * float(way @ way)
        gain = float(way @ self._slope)
        if not (bend > 0.0 and gain > 0.0):
            return self._weights
        return self._weights + (gain / bend) * way


_WINDOW = late_window(HISTORY_FRAMES, _FALL)
