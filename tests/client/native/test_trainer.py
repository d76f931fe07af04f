from __future__ import annotations

import mmap

import numpy as np
import pytest
from numpy.typing import NDArray

from client.native.trainer import SHARED_BYTES, SLOTS, ModelMaker, ModelSlot, Slot, shared_slots
from client.native.trainer_worker import answer
from dsp.concealment import Concealer


def memory() -> list[Slot]:
    return shared_slots(mmap.mmap(-1, SHARED_BYTES))


def sound(frames: int, channels: int, hz: float = 440.0) -> NDArray[np.float32]:
    at = np.arange(frames)[:, None] / 48_000
    return (0.3 * np.sin(2 * np.pi * hz * at + np.arange(channels))).astype(np.float32)


def trained_here(history: NDArray[np.float32]) -> NDArray[np.float64]:
    concealer = Concealer(history.shape[1])
    concealer.train(history)
    while not concealer.step():
        pass
    assert concealer.model is not None
    return concealer.model


@pytest.mark.parametrize(("frames", "channels"), [(4096, 1), (4096, 2), (1500, 1), (5000, 2)])
def test_a_model_made_elsewhere_is_the_one_made_here(frames: int, channels: int) -> None:
    place = memory()[0]
    slot = ModelSlot(place)
    history = sound(frames, channels)
    assert slot.offer(history)
    assert answer(place, Concealer(2))
    model = slot.take()
    assert model is not None
    np.testing.assert_allclose(model, trained_here(history), rtol=1e-9, atol=1e-9)


def test_nothing_is_taken_twice_and_nothing_offered_while_the_last_is_at_work() -> None:
    place = memory()[0]
    slot = ModelSlot(place)
    assert slot.take() is None
    assert slot.offer(sound(4096, 1))
    assert not slot.offer(sound(4096, 1, 500.0))
    assert slot.take() is None
    answer(place, Concealer(2))
    assert not answer(place, Concealer(2))
    assert slot.take() is not None
    assert slot.take() is None
    assert slot.offer(sound(4096, 1))


def test_silence_leaves_the_model_of_the_sound_before() -> None:
    place = memory()[0]
    slot, concealer = ModelSlot(place), Concealer(2)
    for history in (sound(4096, 1), np.zeros((4096, 1), np.float32)):
        assert slot.offer(history)
        answer(place, concealer)
        last = slot.take()
    assert last is None


def test_the_process_answers_and_ends_with_us() -> None:
    with ModelMaker() as models:
        slots = [models.slot() for _ in range(SLOTS)]
        assert models.slot() is None
        one = slots[3]
        assert one is not None
        models.give_back(one)
        assert models.slot() is not None
        history = sound(4096, 2)
        assert one.offer(history)
    model = one.take()
    assert model is not None
    np.testing.assert_allclose(model, trained_here(history), rtol=1e-9, atol=1e-9)
