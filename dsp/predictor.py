"""A predictor at work: how a sound goes on by the weights of what was."""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import as_strided
from scipy.linalg.blas import dtrsv

from dsp.toeplitz import Floats

BLOCK_FRAMES = 64  # predicted at a time
_DAMPING = 0.9999 ** np.arange(1, 1025)  # moves every pole inwards, so that nothing rings up
_NOTHING = np.zeros(BLOCK_FRAMES - 1)


class Predictor:
    """Weights of what was, newest first, and the equations that carry them on through a block.

    Parameters
    ----------
    weights : NDArray[float64]
        ``x[t] ~ sum(weights[i] * x[t - 1 - i])``, 1024 at most; every pole is moved a little inwards.

    Notes
    -----
    Realtime-safe: yes. Thread-safe: yes, nothing changes.
    """

    def __init__(self, weights: Floats) -> None:
        self.order = len(weights)
        self.weights = weights * _DAMPING[: self.order]
        self._padded = np.concatenate((self.weights, _NOTHING))
        newest = np.concatenate((_NOTHING, [1.0], -self._padded[: BLOCK_FRAMES - 1]))
        step = newest.strides[0]
        self._own = np.asfortranarray(  # what each sample of a block owes to those before it in the block
            as_strided(newest[BLOCK_FRAMES - 1 :], (BLOCK_FRAMES, BLOCK_FRAMES), (step, -step))
        )

    def after(self, past: Floats, frames: int) -> Floats:
        """Give the next ``frames`` (64 at most) after ``past`` (``order`` samples at least)."""
        known = np.correlate(self._padded[: self.order + frames - 1], past[: -self.order - 1 : -1], "valid")
        return np.asarray(dtrsv(self._own[:frames, :frames], known, lower=1, diag=1))
