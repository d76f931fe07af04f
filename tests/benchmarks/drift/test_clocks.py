import numpy as np
import pytest

from benchmarks.drift.clocks import Clock


def test_a_clock_is_off_by_what_it_is_told_and_wanders_by_a_ppm_in_ten_minutes() -> None:
    clock = Clock.wandering(100.0, seconds=2700, wander_ppm=1.0, period_s=600, seed=3)
    ppm = (clock.rate_at(np.arange(0.0, 2700.0)) - 1) * 1e6
    assert ppm[0] == pytest.approx(100.0, abs=0.01)
    for begin in range(0, 2400, 600):
        assert abs(ppm[begin + 600] - ppm[begin]) == pytest.approx(1.0, abs=0.01)
    assert np.abs(np.diff(ppm)).max() < 0.003


def test_a_right_clock_counts_48000_a_second() -> None:
    clock = Clock.wandering(0.0, seconds=10, wander_ppm=0.0, period_s=600, seed=1)
    assert clock.time_of(np.array([48_000.0, 96_000.0])) == pytest.approx([1.0, 2.0])
    with pytest.raises(ValueError, match="0 s"):
        Clock.wandering(0.0, seconds=0, wander_ppm=0.0, period_s=600, seed=1)
