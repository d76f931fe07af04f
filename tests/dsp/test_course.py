import pytest

from dsp.course import Course

PTIME = 120


def feed(course: Course, transits: list[float], start_s: float = 0.0) -> float:
    at_s = start_s
    for number, transit in enumerate(transits):
        course.observe(transit, PTIME, at_s)
        at_s += PTIME / 48_000
        if number % 40 == 39:
            course.decide(PTIME, 0.1, settled=True)
    return at_s


def settled(climbs: bool, weight_ms: float = 4.0) -> tuple[Course, float]:
    course = Course(climbs, weight_ms)
    course.begin(500.0)
    return course, feed(course, [500.0] * 800)


def filling(rise_samples: float, count: int) -> list[float]:
    """A queue that fills: each packet later than the one before."""
    return [500.0 + rise_samples * (1 + number) for number in range(count)]


def test_a_climber_goes_up_with_a_queue_that_fills() -> None:
    course, at_s = settled(climbs=True)
    queue = filling(12.0, 60)  # a tenth of real time
    feed(course, queue, at_s)
    assert course.level >= queue[-1] - 60.0


def test_a_climber_lets_a_spike_pass() -> None:
    course, at_s = settled(climbs=True)
    before = course.level
    feed(course, filling(480.0, 3) + [500.0 + 1440.0 - 100.0 * n for n in range(14)], at_s)
    assert course.level == before


def test_the_climb_ends_when_packets_are_in_time_again() -> None:
    course, at_s = settled(climbs=True)
    base = course.level
    at_s = feed(course, filling(12.0, 60), at_s)
    feed(course, [500.0] * 10, at_s)
    assert course.level == base


def test_what_a_climb_saved_is_not_waited_for() -> None:
    course, at_s = settled(climbs=True)
    for _ in range(10):
        at_s = feed(course, filling(12.0, 60) + [1200.0 - 12.0 * n for n in range(58)], at_s)
        at_s = feed(course, [500.0] * 400, at_s)
    assert course.level < 500.0 + 240.0


def test_the_cheaper_course_is_the_one_that_pays_less() -> None:
    costs = {}
    for climbs in (False, True):
        course, at_s = settled(climbs, weight_ms=10.0)
        course.cost = 0.0
        for _ in range(4):
            at_s = feed(course, filling(12.0, 60) + [1200.0 - 12.0 * n for n in range(58)], at_s)
            at_s = feed(course, [500.0] * 1600, at_s)
        costs[climbs] = course.cost
    assert costs[True] < costs[False]


@pytest.mark.parametrize("climbs", [False, True])
def test_a_path_that_stays_longer_is_taken_up_at_once(climbs: bool) -> None:
    course, at_s = settled(climbs)
    feed(course, [1940.0] * 3, at_s)
    assert 1940.0 <= course.level <= 1970.0


@pytest.mark.parametrize("climbs", [False, True])
def test_one_late_packet_moves_no_course(climbs: bool) -> None:
    course, at_s = settled(climbs)
    before = course.level
    feed(course, [3000.0] + [500.0] * 200, at_s)
    assert course.level == before
