import pytest

from dsp import TargetDelay

PTIME = 120


def feed(target: TargetDelay, transits: list[float], start_s: float = 0.0, ptime: int = PTIME) -> float:
    at_s = start_s
    for transit in transits:
        target.observe(transit, ptime, at_s)
        at_s += ptime / 48_000
    return at_s


def settled(weight_ms: float = 4.0, ptime: int = PTIME) -> tuple[TargetDelay, float]:
    target = TargetDelay(weight_ms)
    return target, feed(target, [500.0] * 2000, ptime=ptime)


def filling(rise_samples: float, count: int) -> list[float]:
    """A queue that fills: each packet later than the one before."""
    return [500.0 + rise_samples * (1 + number) for number in range(count)]


def test_the_wait_goes_up_with_a_queue_that_fills() -> None:
    target, at_s = settled()
    queue = filling(12.0, 60)  # a tenth of real time
    feed(target, queue, at_s)
    assert target.wanted_transit >= queue[-1] - 60.0


def test_a_spike_passes() -> None:
    target, at_s = settled()
    before = target.wanted_transit
    feed(target, filling(480.0, 3) + [500.0 + 1440.0 - 100.0 * n for n in range(14)], at_s)
    assert target.wanted_transit == before


def test_the_climb_ends_when_packets_are_in_time_again() -> None:
    target, at_s = settled()
    before = target.wanted_transit
    at_s = feed(target, filling(12.0, 60), at_s)
    feed(target, [500.0] * 10, at_s)
    assert target.wanted_transit == before


def test_what_climbs_have_saved_is_not_waited_for() -> None:
    target, at_s = settled()
    for _ in range(10):
        at_s = feed(target, filling(12.0, 60) + [1200.0 - 12.0 * n for n in range(58)], at_s)
        at_s = feed(target, [500.0] * 400, at_s)
    assert target.wanted_transit < 500.0 + 240.0


def test_the_dearer_concealment_the_higher_it_is_climbed() -> None:
    heights = []
    for weight_ms in (4.0, 16.0, 64.0):
        target, at_s = settled(weight_ms)
        feed(target, filling(20.0, 4) + filling(200.0, 16)[1:], at_s)
        heights.append(target.wanted_transit)
    assert heights == sorted(set(heights))


def test_what_stays_late_for_a_second_is_where_the_path_is_now() -> None:
    target, at_s = settled()
    at_s = feed(target, filling(12.0, 60) + [1220.0] * 420, at_s)
    feed(target, [1100.0, 1220.0] * 20, at_s)
    assert 1220.0 <= target.wanted_transit <= 1290.0


@pytest.mark.parametrize(("ptime", "weight_ms", "packets"), [(120, 4.0, 3), (240, 10.0, 3), (960, 40.0, 1)])
def test_a_path_that_stays_longer_is_taken_up_at_once(ptime: int, weight_ms: float, packets: int) -> None:
    target, at_s = settled(weight_ms, ptime)
    feed(target, [1900.0] * packets, at_s, ptime)
    assert 1900.0 <= target.wanted_transit <= 1930.0


@pytest.mark.parametrize("weight_ms", [4.0, 10.0, 40.0])
def test_one_short_packet_that_comes_late_moves_nothing(weight_ms: float) -> None:
    target, at_s = settled(weight_ms)
    before = target.wanted_transit
    feed(target, [3000.0] + [500.0] * 200, at_s)
    assert target.wanted_transit == before


def test_on_a_clean_path_the_wait_settles_and_stays() -> None:
    target = TargetDelay(4.0)
    ripple = [500.0 + 8.0 * (number * 5 % 8) + (20.0 if number % 97 == 0 else 0.0) for number in range(8000)]
    at_s = feed(target, ripple[:4800])
    before = target.wanted_transit
    waits = set()
    for number in range(40):
        at_s = feed(target, ripple[number * 100 : number * 100 + 600], at_s)
        waits.add(target.wanted_transit)
    assert waits == {before}
