import numpy as np
import pytest

from dsp.predictor import BLOCK_FRAMES, Predictor


@pytest.mark.parametrize("frames", [1, 10, BLOCK_FRAMES])
def test_a_predictor_goes_on_by_its_own_weights(frames: int) -> None:
    model = Predictor(np.array([0.5, 0.25]))
    past = np.array([1.0, 2.0])
    wanted = list(past)
    for _ in range(frames):
        wanted.append(float(model.weights @ wanted[:-3:-1]))
    assert model.after(past, frames) == pytest.approx(wanted[2:])


def test_what_rings_for_ever_is_damped_a_little() -> None:
    model = Predictor(np.array([2 * np.cos(0.3), -1.0]))
    assert np.abs(np.roots([1.0, *-model.weights])).max() == pytest.approx(0.9999)
