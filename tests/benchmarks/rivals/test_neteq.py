import numpy as np
import pytest

from benchmarks.jitter.trace import through
from benchmarks.rivals.neteq import BUCKET, START, DelayManager, play
from dsp.path.trace import from_transit


def test_a_steady_path_is_given_one_bucket() -> None:
    manager = DelayManager()
    assert manager.target == START
    for number in range(8000):
        manager.packet(0.0, number * 120.0)
    assert manager.target == BUCKET


def test_a_spike_in_every_half_second_is_waited_for() -> None:
    manager = DelayManager()
    for number in range(8000):
        manager.packet(50 * 48.0 if number % 150 == 0 else 0.0, number * 120.0)
    assert manager.target == 3 * BUCKET


def test_a_steady_path_is_soon_played_whole() -> None:
    outcome = play(from_transit(np.zeros(8000), 120))
    assert outcome.concealed_ms[outcome.at_s > 5.0].sum() == 0.0
    assert outcome.delay_ms[-1] == pytest.approx(20.0, abs=15.0)


def test_a_rough_path_is_waited_for_in_buckets() -> None:
    assert 10.0 < play(through("lte", seed=1, seconds=30, ptime_samples=960)).mean_delay_ms < 150.0


def test_at_our_pace_it_keeps_its_first_delay_longer() -> None:
    trace = through("clean", seed=1, seconds=20, ptime_samples=480)
    assert play(trace, down_ms_per_s=2.0).mean_delay_ms > play(trace).mean_delay_ms
