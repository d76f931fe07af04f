import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dsp.long_model import HISTORY_FRAMES, ORDER, halves, learn


def test_silence_teaches_nothing() -> None:
    assert list(learn(np.zeros(HISTORY_FRAMES))) == []


def test_a_sound_is_learnt_in_slices_and_told_at_the_last() -> None:
    at = np.arange(HISTORY_FRAMES)
    sound = 0.3 * np.sin(0.05 * at) + 0.2 * np.sin(0.31 * at)
    told = list(learn(sound))
    assert told[:-1] == [None] * 6
    weights = told[-1]
    assert weights is not None and weights.shape == (ORDER,)
    for half in halves(sound):
        guess = np.convolve(half, weights, "valid")[:-1]
        assert guess == pytest.approx(half[ORDER:], abs=0.02)


def test_a_sound_is_taken_as_its_even_and_its_odd_samples() -> None:
    assert halves(np.arange(6.0)).tolist() == [[0, 2, 4], [1, 3, 5]]


@settings(deadline=None, max_examples=30)
@given(st.integers(0, HISTORY_FRAMES), st.floats(1e-4, 1.0), st.integers(0, 2**32 - 1))
def test_what_is_learnt_never_rings_up_however_short_the_sound(silence: int, level: float, seed: int) -> None:
    rng = np.random.default_rng(seed)
    turns = rng.uniform(0.01, 1.0, 3)
    sound = np.sum(np.sin(np.outer(turns, np.arange(HISTORY_FRAMES))), axis=0) * level
    sound[:silence] = 0.0
    for told in learn(sound):
        if told is not None:
            past = sound[::2][-ORDER:]
            for _ in range(64):
                past = np.concatenate((past[1:], [told @ past[::-1]]))
                assert abs(past[-1]) <= 2.5 * np.abs(sound[-1024:]).max()
