import pytest

from dsp.rate import MOST_RIDE, RateControl


def test_clocks_that_are_not_known_play_at_one() -> None:
    assert RateControl().ratio(0.0) == 1.0


def test_an_error_rides_at_300_ppm_at_the_most_and_then_rests() -> None:
    rate = RateControl()
    assert rate.ratio(10.0) == 1.0
    assert rate.ratio(500.0) == 1.0 - MOST_RIDE
    assert rate.ratio(7.2) == pytest.approx(1.0 - MOST_RIDE / 2)
    assert rate.ratio(0.4) == 1.0
    assert rate.ratio(-8.0) == 1.0
    assert rate.ratio(-13.0) > 1.0


def test_the_ratio_is_far_clock_over_card_clock() -> None:
    rate = RateControl()
    for step in range(4000):
        at_s = step * 0.0025
        rate.sender.observe(-80 * 0.048 * at_s, at_s)
        rate.card.observe(20 * 0.048 * at_s, at_s)
    assert rate.drift_ppm == pytest.approx(100.0, abs=0.5)
    assert rate.ratio(0.0) == pytest.approx(1.0 + 100e-6, abs=1e-6)
