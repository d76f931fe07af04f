import numpy as np
import pytest

from dsp.long_model import HISTORY_FRAMES, REACH_FRAMES, learn
from dsp.short_model import FRAMES, NEEDED_FRAMES, LongModel, sharpened
from dsp.toeplitz import Floats


def tone(turn: float, frames: int = HISTORY_FRAMES) -> Floats:
    return np.asarray(0.3 * np.sin(turn * np.arange(frames)))


def learnt(sound: Floats) -> LongModel:
    weights = list(learn(sound))[-1]
    assert weights is not None
    return LongModel(weights)


def test_what_a_model_leaves_over_is_what_it_gets_wrong() -> None:
    rng = np.random.default_rng(5)
    past = rng.normal(size=NEEDED_FRAMES)
    model = LongModel(0.01 * rng.normal(size=REACH_FRAMES // 2))
    wanted = np.convolve(past, model.whole, "valid")
    assert model.leaves(past) == pytest.approx(wanted[-FRAMES:])


@pytest.mark.parametrize("turn", [0.1, 1.3])
def test_a_note_that_began_since_is_learnt_at_once(turn: float) -> None:
    sound = np.concatenate((tone(0.06), tone(turn, 1500)))
    model = sharpened(learnt(sound[:HISTORY_FRAMES]), sound[-64 - NEEDED_FRAMES : -64])
    assert model is not None
    off = model.after(sound[:-64], 64) - sound[-64:]
    assert off @ off < 0.02 * (sound[-64:] @ sound[-64:])


def test_both_together_are_no_worse_than_the_long_one_alone() -> None:
    sound = tone(0.06) + tone(0.173)
    model = sharpened(learnt(sound), sound[-64 - NEEDED_FRAMES : -64])
    assert model is not None
    assert model.after(sound[:-64], 64) == pytest.approx(sound[-64:], abs=0.02)


def test_nothing_known_and_nothing_heard_gives_nothing() -> None:
    assert sharpened(None, np.zeros(NEEDED_FRAMES)) is None
