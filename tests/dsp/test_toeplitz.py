import numpy as np
import pytest
from scipy.linalg import toeplitz

from dsp.toeplitz import Inverse, inverse_series, joined, predictor, remainder


def correlation(lags: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    at = np.arange(lags)
    made = np.cos(0.3 * at) + 0.1 * np.cos(1.1 * at) * 0.99**at
    made[0] += 1e-6
    return np.asarray(made)


def test_two_halves_make_the_predictor_of_the_whole() -> None:
    seen = correlation(129)
    half = predictor(seen, 64)
    left_over = remainder(seen, half, 64)
    rest = 0.5 * left_over
    rest[0] = 1.0
    whole = joined(half, left_over, predictor(rest, 64))
    assert whole == pytest.approx(predictor(seen, 128), abs=1e-7)


def test_the_inverse_undoes_the_matrix_but_for_a_factor() -> None:
    seen = correlation(65)
    seen[0] += 0.01
    vector = np.random.default_rng(3).normal(size=64)
    undone = Inverse(predictor(seen, 64))(toeplitz(seen[:64]) @ vector)
    assert np.corrcoef(undone, vector)[0, 1] > 0.999999
    assert undone @ vector > 0


def test_a_series_times_its_inverse_is_one() -> None:
    series = np.array([2.0, -0.5, 0.25, 0.1, 0.0, 0.3, 0.1])
    product = np.convolve(series, inverse_series(series, 7))[:7]
    assert product == pytest.approx([1, 0, 0, 0, 0, 0, 0], abs=1e-12)
