import numpy as np
import pytest

from benchmarks.drift.unheard import unwarp


def rows(*pieces: tuple[float, float]) -> np.ndarray:
    return np.array([(play, media, 1.0, 0.0) for play, media in pieces])


SOUND = np.sin(2 * np.pi * 480.0 * np.arange(20_000) / 48_000)  # a hundred samples a period


def test_a_map_without_jumps_gives_back_what_was_played() -> None:
    back = unwarp(SOUND, rows((0, -700.5)), 1000, 8000)
    there = np.sin(2 * np.pi * 480.0 * (np.arange(1000, 9000) + 700.5) / 48_000)
    assert back == pytest.approx(there, abs=1e-5)


@pytest.mark.parametrize("jump", [300, -300])
def test_whole_periods_left_out_or_put_in_are_undone(jump: int) -> None:
    back = unwarp(SOUND, rows((0, 0), (8000, 8000 + jump)), 1000, 15_000)
    assert back == pytest.approx(SOUND[1000:16_000], abs=1e-4)
