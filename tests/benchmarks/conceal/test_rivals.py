import numpy as np
import pytest

from benchmarks.conceal.rivals import RIVALS, burg_predictor

TONE = 0.3 * np.sin(2 * np.pi * 1000 * np.arange(6400) / 48_000)
LOST = np.zeros(100, np.bool_)
LOST[[40, 60, 61]] = True


@pytest.mark.parametrize("name", sorted(RIVALS))
def test_what_came_is_left_alone_but_for_a_packet_after_a_gap(name: str) -> None:
    heard = RIVALS[name](TONE, LOST, 64)
    touched = np.repeat(LOST | np.roll(LOST, 1), 64)
    assert np.array_equal(heard[~touched], TONE[~touched])


def test_a_tone_is_carried_on_by_burg() -> None:
    heard = RIVALS["jacktrip"](TONE, LOST, 64)
    gap = np.repeat(LOST, 64)
    assert np.abs(heard - TONE)[gap].max() < 0.03


def test_silence_has_no_predictor() -> None:
    assert len(burg_predictor(np.zeros(100), 20)) == 0
