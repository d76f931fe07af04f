"""The verdict on a place, against simulated weeks of which it is known whether they got worse."""

from __future__ import annotations

import numpy as np

from server.readiness.worse import DAY_S, HOUR_S, LEAST_DAYS, compare

NOW_S = 1_800_000_000 // HOUR_S * HOUR_S
SCHOOL_HOURS = range(8, 17)
PLACES = 200


def weeks(seed: int, *, later_ms: float = 0.0, count: int = 5) -> dict[int, float]:
    """Five weeks of a school: slow afternoons, noise in every hour, and a good or bad day now and then."""
    random = np.random.default_rng(seed)
    found = {}
    for day in range(7 * count):
        bad_ms = random.exponential(0.7)
        began_s = NOW_S - (day + 1) * DAY_S
        for hour in SCHOOL_HOURS:
            busy_ms = 8.0 if hour >= 13 else 0.0
            worse_ms = later_ms if day < 7 else 0.0
            found[began_s + hour * HOUR_S] = 20 + busy_ms + bad_ms + random.exponential(1.5) + worse_ms
    return found


def test_of_two_hundred_places_that_stayed_as_they_were_at_most_one_is_called_worse() -> None:
    found = [compare(weeks(seed), NOW_S) for seed in range(PLACES)]
    assert sum(one is not None and one.is_so for one in found) <= 1


def test_a_place_four_ms_worse_is_called_so_and_the_interval_holds_the_truth() -> None:
    found = [compare(weeks(seed, later_ms=4.0), NOW_S) for seed in range(PLACES)]
    every = [one for one in found if one is not None]
    assert len(every) == PLACES
    assert sum(one.is_so for one in every) >= 0.9 * PLACES
    assert sum(abs(one.change_ms - 4.0) <= one.uncertain_ms + 0.5 for one in every) >= 0.99 * PLACES


def test_afternoons_are_not_held_against_mornings() -> None:
    mornings = {at: 20.0 for at in weeks(0) if NOW_S - at > 7 * DAY_S and at % DAY_S < DAY_S / 2}
    afternoons = {at: 90.0 for at in weeks(0) if NOW_S - at <= 7 * DAY_S and at % DAY_S >= DAY_S / 2}
    assert compare(mornings | afternoons, NOW_S) is None


def test_fewer_than_four_days_say_nothing() -> None:
    every = weeks(1, later_ms=30.0)
    few = {at: ms for at, ms in every.items() if not DAY_S * (LEAST_DAYS - 1) < NOW_S - at <= 7 * DAY_S}
    assert compare(few, NOW_S) is None


def test_a_figure_without_noise_that_rose_by_two_ms_got_worse_and_by_half_a_ms_did_not() -> None:
    for rise_ms, is_so in ((2.0, True), (0.5, False)):
        steady = {at: 20.0 + rise_ms * (NOW_S - at <= 7 * DAY_S) for at in weeks(2)}
        found = compare(steady, NOW_S)
        assert found is not None
        assert found.is_so is is_so
        assert found.uncertain_ms == 0
