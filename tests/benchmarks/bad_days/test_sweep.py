from __future__ import annotations

import numpy as np
import pytest

from benchmarks.bad_days.sweep import RATE_HZ, Heard, listen, make
from benchmarks.metrics import Clock

_STEADY = Clock.steady(0.0, RATE_HZ)


def _delayed(delay_s: float, seconds: float = 6.0) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    sound = np.resize(make()[:, 0].astype(np.float64), int(seconds * RATE_HZ))
    return np.concatenate([np.zeros(int(delay_s * RATE_HZ)), sound])[: len(sound)]


def _heard(sound: np.ndarray[tuple[int], np.dtype[np.float64]]) -> Heard:
    return listen(sound, _STEADY, _STEADY)


@pytest.mark.parametrize("delay_s", [0.01, 0.3])
def test_a_delay_is_read_from_the_pitch(delay_s: float) -> None:
    found = _heard(_delayed(delay_s))
    assert np.nanmedian(found.delay_s) == pytest.approx(delay_s, abs=0.02)
    assert found.stale_s(0.0, 6.0) == 0.0


def test_the_return_of_the_sound_is_found_and_a_flicker_is_no_return() -> None:
    sound = _delayed(0.02)
    sound[RATE_HZ : 3 * RATE_HZ] = 0.0
    sound[2 * RATE_HZ : 2 * RATE_HZ + 9600] = _delayed(0.02)[2 * RATE_HZ : 2 * RATE_HZ + 9600]
    assert _heard(sound).back_after(1.5) == pytest.approx(1.5, abs=0.05)


def test_what_never_comes_back_is_never_back() -> None:
    sound = _delayed(0.02)
    sound[RATE_HZ:] = 0.0
    assert _heard(sound).back_after(2.0) == float("inf")


def test_old_sound_is_stale() -> None:
    sound = _delayed(0.02)
    sound[4 * RATE_HZ : 5 * RATE_HZ] = sound[RATE_HZ : 2 * RATE_HZ]
    assert _heard(sound).stale_s(3.0, 6.0) == pytest.approx(1.0, abs=0.1)
