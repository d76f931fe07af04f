from __future__ import annotations

import numpy as np
import pytest

from dsp.path.clocks import Floats, floor_slope, relate

COUNT = 4000
SENT: Floats = np.arange(COUNT, dtype=np.float64) * 5.0


def crossing(
    seed: int, *, up_ms: float, down_ms: float, offset_ms: float, skew: float
) -> tuple[Floats, Floats, Floats, Floats]:
    """Both ways' sendings and transits by two clocks, the far one ``offset_ms`` ahead and ``skew`` faster."""
    rng = np.random.default_rng(seed)
    delay_up = up_ms + rng.gamma(1.5, 0.3, COUNT)
    delay_down = down_ms + rng.gamma(1.5, 0.3, COUNT)

    def far(near: Floats) -> Floats:
        return np.asarray(near * (1 + skew) + offset_ms)

    return SENT, far(SENT + delay_up) - SENT, far(SENT), SENT + delay_down - far(SENT)


@pytest.mark.parametrize("skew_ppm", [-60.0, 0.0, 35.0])
def test_the_clocks_rates_are_told_from_the_paths_delay(skew_ppm: float) -> None:
    told = relate(*crossing(1, up_ms=14, down_ms=9, offset_ms=1e7, skew=skew_ppm * 1e-6))
    assert told.known
    assert told.skew * 1e6 == pytest.approx(skew_ppm, abs=3.0)


def test_the_true_offset_lies_within_the_bound_however_the_way_divides() -> None:
    for seed in range(30):
        rng = np.random.default_rng(seed)
        up, down, skew = rng.uniform(1, 40), rng.uniform(1, 40), rng.uniform(-50e-6, 50e-6)
        told = relate(*crossing(seed, up_ms=up, down_ms=down, offset_ms=-3e5, skew=skew))
        true = -3e5 + skew * told.at_ms
        assert abs(told.offset_ms - true) <= told.bound_ms
        assert told.bound_ms <= (up + down) / 2 + 0.5


def test_a_path_that_changes_is_not_taken_for_a_clock_that_drifts() -> None:
    up_sent, up, down_sent, down = crossing(2, up_ms=26, down_ms=26, offset_ms=0.0, skew=0.0)
    told = relate(up_sent, up + np.linspace(0, 4, COUNT), down_sent, down)
    assert not told.known and told.skew == 0.0
    assert told.bound_ms > 26


def test_the_floor_is_found_under_noise_and_its_error_is_known() -> None:
    for seed in range(20):
        noise = np.random.default_rng(seed).exponential(2.0, COUNT)
        slope, error = floor_slope(SENT, 100 + 2e-5 * SENT + noise)
        assert abs(slope - 2e-5) <= 4 * error
        assert error < 2e-6


def test_a_path_in_steps_has_no_slope_worth_knowing() -> None:
    steps = np.where(SENT[-1] / 2 < SENT, 6.0, 0.0)
    _, error = floor_slope(SENT, 26 + steps)
    assert error > 1e-5


def test_one_way_alone_says_nothing() -> None:
    nothing = np.zeros(0)
    with pytest.raises(ValueError, match="one way alone"):
        relate(SENT, SENT, nothing, nothing)
