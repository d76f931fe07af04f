import numpy as np
import pytest

from dsp.long_model import HISTORY_FRAMES, ORDER, halves, learn


def test_silence_teaches_nothing() -> None:
    assert list(learn(np.zeros(HISTORY_FRAMES))) == []


def test_a_sound_is_learnt_in_slices_and_told_at_the_last() -> None:
    at = np.arange(HISTORY_FRAMES)
    sound = 0.3 * np.sin(0.05 * at) + 0.2 * np.sin(0.31 * at)
    told = list(learn(sound))
    assert told[:-1] == [None] * 5
    weights = told[-1]
    assert weights is not None and weights.shape == (ORDER,)
    for half in halves(sound):
        guess = np.convolve(half, weights, "valid")[:-1]
        assert guess == pytest.approx(half[ORDER:], abs=0.02)


def test_a_sound_is_taken_as_its_even_and_its_odd_samples() -> None:
    assert halves(np.arange(6.0)).tolist() == [[0, 2, 4], [1, 3, 5]]
