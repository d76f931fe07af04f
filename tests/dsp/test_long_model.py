import numpy as np
import pytest

from dsp.long_model import HISTORY_FRAMES, Predictor, learn


def test_silence_teaches_nothing() -> None:
    assert list(learn(np.zeros(HISTORY_FRAMES))) == []


def test_a_sound_is_learnt_in_slices_and_told_at_the_last() -> None:
    at = np.arange(HISTORY_FRAMES + 64)
    sound = 0.3 * np.sin(0.05 * at) + 0.2 * np.sin(0.31 * at)
    told = list(learn(sound[:HISTORY_FRAMES]))
    assert told[:-1] == [None] * 5
    model = told[-1]
    assert model is not None
    assert model.after(sound[:HISTORY_FRAMES], 64) == pytest.approx(sound[HISTORY_FRAMES:], abs=0.02)
    assert model.misses(sound[:HISTORY_FRAMES], 128) < 1e-4


def test_a_predictor_goes_on_by_its_own_weights() -> None:
    model = Predictor(np.array([0.5, 0.25]))
    past = np.array([1.0, 2.0])
    wanted = list(past)
    for _ in range(10):
        wanted.append(float(model.weights @ wanted[:-3:-1]))
    assert model.after(past, 10) == pytest.approx(wanted[2:])
