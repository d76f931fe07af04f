import numpy as np

from benchmarks.model_helper import LATER_SAMPLES, ModelHelper
from dsp.concealment import HISTORY_FRAMES, Concealer


def test_a_model_comes_some_milliseconds_later_once_and_is_what_a_concealer_makes() -> None:
    history = np.random.default_rng(1).normal(0, 0.1, (HISTORY_FRAMES, 1)).astype(np.float32)
    helper = ModelHelper()
    assert helper.offer(history) and not helper.offer(history)
    helper.now = LATER_SAMPLES - 1
    assert not helper.work() and helper.take() is None
    helper.now = LATER_SAMPLES
    assert helper.work()
    alone = Concealer(1)
    alone.train(history)
    while not alone.step():
        pass
    model = helper.take()
    assert model is not None and alone.model is not None
    assert np.array_equal(model, alone.model)
    assert helper.take() is None and helper.offer(history)
