import math

import pytest

from dsp.rate import MOST_RIDE, RateControl


def test_clocks_that_are_not_known_play_at_one() -> None:
    assert RateControl().ratio(0.0) == 1.0


def settled(drift_ppm: float = 0.0, seconds: float = 30.0) -> RateControl:
    rate = RateControl()
    for step in range(int(seconds / 0.0025)):
        at_s = step * 0.0025
        rate.sender.observe(-drift_ppm * 0.048 * at_s, at_s)
        rate.card.observe(0.0, at_s)
    return rate


def test_an_error_rides_at_300_ppm_at_the_most_and_then_rests() -> None:
    rate = settled()
    assert rate.ratio(10.0) == 1.0
    assert rate.ratio(500.0) == 1.0 - MOST_RIDE
    assert rate.ratio(3.6) == pytest.approx(1.0 - MOST_RIDE / 2)
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


def test_pitch_is_never_off_by_more_than_six_tenths_of_a_cent_while_the_drift_is_not_known() -> None:
    for drift_ppm in (-200.0, -100.0, 0.0, 100.0, 200.0):
        for tenths in range(0, 300, 5):
            rate = settled(drift_ppm, seconds=tenths / 10)
            for error in (-1000.0, 1000.0):
                off = rate.ratio(error) / (1.0 + drift_ppm * 1e-6)
                assert abs(1200 * math.log2(off)) <= 0.6
