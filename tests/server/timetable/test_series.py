"""Recurrences: right across summer time and holidays; a series that is moved keeps its numbers."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.timetable.series import Part, Rule, monday

ZONES = ("Europe/Stockholm", "Europe/Helsinki", "Europe/Vilnius", "Europe/Rome")
DAYS = st.dates(date(2026, 8, 1), date(2028, 8, 1))


@st.composite
def rules(draw: st.DrawFn) -> Rule:
    first = draw(DAYS)
    at = time(draw(st.integers(7, 20)), draw(st.sampled_from((0, 10, 15, 30, 45))))
    part = Part(0, first, at, draw(st.sampled_from((20, 30, 40, 60))), "anna")
    last = first + timedelta(days=draw(st.integers(0, 300)))
    return Rule(draw(st.sampled_from(ZONES)), draw(st.integers(1, 4)), last, (part,))


def a_rule(**changes: object) -> Rule:
    part = Part(0, date(2027, 3, 2), time(14), 30, "anna", "hall")
    said = {"zone": "Europe/Stockholm", "every_weeks": 1, "last_day": date(2027, 6, 11), "parts": (part,)}
    return Rule(**(said | changes))  # type: ignore[arg-type]


@given(rules())
def test_every_occurrence_is_on_its_weekday_at_its_time_of_the_clock_on_the_wall(rule: Rule) -> None:
    first = rule.parts[0]
    found = list(rule.slots())
    assert len(found) == (rule.last_day - first.day).days // (7 * rule.every_weeks) + 1
    for number, slot in enumerate(found):
        when = datetime.fromtimestamp(slot.begins_s, ZoneInfo(rule.zone))
        assert (when.date(), when.time()) == (slot.day, first.at)
        assert slot.n == number
        assert slot.day == first.day + timedelta(weeks=rule.every_weeks * number)


@given(rules(), st.lists(st.tuples(DAYS, st.integers(0, 30)), max_size=5))
def test_holidays_are_left_out_and_nothing_else_changes(rule: Rule, spans: list[tuple[date, int]]) -> None:
    def free(day: date) -> bool:
        return any(first <= day <= first + timedelta(days=days) for first, days in spans)

    with_holidays = list(rule.slots(free))
    assert with_holidays == [slot for slot in rule.slots() if not free(slot.day)]


@given(rules(), st.integers(0, 60), st.integers(0, 6), st.integers(7, 20))
def test_what_is_before_a_move_stays_and_what_follows_keeps_number_and_week(
    rule: Rule, at_n: int, weekday: int, hour: int
) -> None:
    before = {slot.n: slot for slot in rule.slots()}
    n = min(at_n, max(before))
    day = monday(rule.day_of(n)) + timedelta(days=weekday)
    moved = rule.moved(n, Part(n, day, time(hour), 40, "bo"))
    after = {slot.n: slot for slot in moved.slots()}
    assert {k: v for k, v in after.items() if k < n} == {k: v for k, v in before.items() if k < n}
    for number, slot in after.items():
        if number >= n:
            assert (slot.teacher_id, slot.minutes, slot.day.weekday()) == ("bo", 40, weekday)
            assert monday(slot.day) == monday(rule.day_of(number))
    assert max(after, default=-1) in {max(before) - 1, max(before), max(before) + 1}


@given(rules(), st.integers(0, 60))
def test_an_ended_series_is_what_it_was_before_and_nothing_after(rule: Rule, at_n: int) -> None:
    before = [slot for slot in rule.slots() if slot.n < at_n]
    assert list(rule.ended(at_n).slots()) == before


def test_a_series_does_not_leave_its_week() -> None:
    rule = a_rule()
    with pytest.raises(ValueError, match="2027-03-16 is not in the week of 2027-03-09"):
        rule.moved(1, Part(1, date(2027, 3, 16), time(14), 30, "anna"))


def test_a_later_move_is_forgotten_by_one_from_before() -> None:
    rule = a_rule().moved(5, Part(5, date(2027, 4, 7), time(15), 30, "anna"))
    moved = rule.moved(2, Part(2, date(2027, 3, 18), time(16), 30, "anna"))
    assert [part.from_n for part in moved.parts] == [0, 2]


@pytest.mark.parametrize(
    "wrong", [{"every_weeks": 0}, {"parts": ()}, {"parts": (Part(1, date(2027, 3, 2), time(14), 30, "a"),)}]
)
def test_what_is_no_series_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"0 weeks|parts from"):
        a_rule(**wrong)
