import numpy as np
import pytest

from benchmarks.jitter.trace import through
from benchmarks.rivals.jacktrip import HEADROOM_MS, Tolerance, play
from dsp.path.trace import from_transit


def test_the_tolerance_is_the_longest_gaps_and_some_headroom() -> None:
    tolerance = Tolerance(120)
    for number in range(6000):
        tolerance.tick(number * 120.0)
    assert tolerance.samples == pytest.approx((2.5 + HEADROOM_MS) * 48)


def test_a_lost_packet_is_predicted_and_soon_left_behind() -> None:
    transit = np.zeros(6000)
    transit[5000] = np.nan
    outcome = play(from_transit(transit, 120))
    assert 2.5 <= outcome.concealed_ms.sum() <= 10.0
    assert outcome.concealed_ms[outcome.at_s > 13.0].sum() == 0.0


def test_on_a_rough_path_it_waits_about_its_tolerance() -> None:
    assert 1.0 < play(through("wifi", seed=1, seconds=30, ptime_samples=120)).mean_delay_ms < 60.0
