"""The clock on the wall, in the nights it is changed."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from server.timetable.wall import day_of, utc, utc_s

ZONES = ("Europe/Stockholm", "Europe/Helsinki", "Europe/Vilnius", "Europe/Rome", "Atlantic/Azores", "UTC")


def test_two_oclock_in_the_afternoon_is_two_oclock_in_winter_and_in_summer() -> None:
    zone = ZoneInfo("Europe/Stockholm")
    for day, hour in ((date(2027, 3, 27), 13), (date(2027, 3, 28), 12), (date(2027, 10, 31), 13)):
        at_s = utc_s(day, time(14), "Europe/Stockholm")
        assert datetime.fromtimestamp(at_s, UTC).hour == hour
        assert datetime.fromtimestamp(at_s, zone).hour == 14


def test_a_time_that_does_not_exist_is_as_much_after_the_jump() -> None:
    at_s = utc_s(date(2027, 3, 28), time(2, 30), "Europe/Stockholm")
    assert datetime.fromtimestamp(at_s, ZoneInfo("Europe/Stockholm")).time() == time(3, 30)


def test_of_a_time_that_exists_twice_the_first_counts() -> None:
    at_s = utc_s(date(2027, 10, 31), time(2, 30, fold=1), "Europe/Stockholm")
    assert utc(at_s) == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)


@given(st.dates(date(2020, 1, 1), date(2035, 12, 31)), st.times(), st.sampled_from(ZONES))
def test_the_day_comes_back_and_the_time_but_where_the_clock_jumps(day: date, at: time, zone: str) -> None:
    at = at.replace(second=0, microsecond=0)
    at_s = utc_s(day, at, zone)
    back = datetime.fromtimestamp(at_s, ZoneInfo(zone))
    late_s = (back.replace(tzinfo=None) - datetime.combine(day, at)).total_seconds()
    assert late_s in {0, 3600}
    if late_s == 0:
        assert day_of(at_s, zone) == day
