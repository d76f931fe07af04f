import numpy as np
import pytest

from benchmarks.paths.queueing import Link
from benchmarks.paths.weather import Weather


def steady(delay_us: int, loss_per_mille: int = 0) -> Weather:
    return Weather(np.array([delay_us]), np.array([loss_per_mille]))


def test_a_packet_arrives_after_the_delay_of_its_millisecond() -> None:
    link = Link(Weather(np.array([5000, 9000]), np.array([0, 0])), seed=1)
    assert link.take(0.0004) == 0.0004 + 0.005
    assert link.take(0.0012) == 0.0012 + 0.009


def test_packets_never_overtake_each_other() -> None:
    link = Link(Weather(np.array([50_000, 1000]), np.array([0, 0])), seed=1)
    assert link.take(0.0) == link.take(0.001) == pytest.approx(0.05)


def test_a_lost_packet_holds_nobody_up() -> None:
    link = Link(Weather(np.array([50_000, 1000]), np.array([1000, 0])), seed=1)
    assert link.take(0.0) is None
    assert link.take(0.001) == 0.002


def test_as_many_are_lost_as_the_weather_says_and_they_are_counted() -> None:
    link = Link(steady(1000, 100), seed=5)
    outcomes = [link.take(0.0025 * n) for n in range(20_000)]
    assert link.taken == 20_000
    assert link.lost == outcomes.count(None)
    assert 0.09 < link.lost / link.taken < 0.11


def test_a_seed_loses_the_same_packets_again() -> None:
    first, again, other = (Link(steady(1000, 200), seed=seed) for seed in (3, 3, 4))
    lost = [[link.take(0.001 * n) is None for n in range(500)] for link in (first, again, other)]
    assert lost[0] == lost[1] != lost[2]


def test_counting_from_another_start_lets_nobody_overtake() -> None:
    link = Link(Weather(np.array([50_000, 1000]), np.array([0, 0])), seed=1)
    assert link.take(10.0) == pytest.approx(10.05)
    link.shift(-10.0)
    assert link.take(0.001) == pytest.approx(0.05)


def test_before_its_start_a_link_is_in_the_last_of_its_weather() -> None:
    link = Link(Weather(np.array([1000, 7000]), np.array([0, 0])), seed=1)
    assert link.take(-1.0015) == pytest.approx(-1.0015 + 0.007)
