"""What a change of a series touches, and what it leaves alone."""

from __future__ import annotations

from datetime import date, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from server.timetable.changes import Changes, Kept, changes
from server.timetable.series import Part, Rule, Slot, monday

RULE = Rule(
    "Europe/Stockholm", 1, date(2027, 6, 11), (Part(0, date(2027, 3, 2), time(14), 30, "anna", "hall"),)
)
SLOTS = list(RULE.slots())


def kept_of(slot: Slot, *, own: bool = False, **changed: object) -> Kept:
    said = {key: value for key, value in vars(slot).items() if key != "day"}
    return Kept(id=f"o{slot.n}", own=own, **(said | changed))


def applied(found: Changes, kept: list[Kept]) -> dict[int, Kept]:
    """What is planned once it is done."""
    after = {one.n: one for one in kept if one.id not in found.drop}
    for of, slot in found.alter:
        assert of == after[slot.n].id
        after[slot.n] = kept_of(slot)
    return after | {slot.n: kept_of(slot) for slot in found.add}


@given(st.sets(st.integers(0, 14)), st.sets(st.integers(0, 14)), st.integers(0, 14), st.integers(0, 6))
def test_a_moved_series_keeps_its_exceptions(
    changed: set[int], free: set[int], from_n: int, weekday: int
) -> None:
    kept = [
        kept_of(slot, own=slot.n in changed, begins_s=slot.begins_s + 7200 * (slot.n in changed))
        for slot in SLOTS
    ]
    day = monday(RULE.day_of(from_n)) + timedelta(days=weekday)
    moved = RULE.moved(from_n, Part(from_n, day, time(16), 45, "bo"))
    every = list(moved.slots())
    wanted = {slot.n: slot for slot in every if slot.n not in free}
    after = applied(changes(wanted.values(), every, kept, now_s=0), kept)
    numbers = {slot.n for slot in every}
    for one in kept:
        if one.own and one.n in numbers:
            assert after.pop(one.n) == one
    assert {n: kept_of(slot) for n, slot in wanted.items() if n not in changed} == after


@given(st.sets(st.integers(0, 14)), st.integers(0, 14))
def test_what_is_as_it_should_be_is_not_touched_and_doing_it_twice_does_nothing(
    missing: set[int], begun: int
) -> None:
    now_s = SLOTS[begun].begins_s
    kept = [kept_of(slot) for slot in SLOTS if slot.n not in missing]
    found = changes(SLOTS, SLOTS, kept, now_s=now_s)
    assert found == Changes(add=tuple(slot for slot in SLOTS if slot.n in missing and slot.n > begun))
    again = changes(SLOTS, SLOTS, applied(found, kept).values(), now_s=now_s)
    assert again == Changes()


def test_what_has_begun_stays_when_the_series_ends_and_exceptions_to_come_go_with_it() -> None:
    kept = [kept_of(slot, own=slot.n == 9) for slot in SLOTS]
    ended = list(RULE.ended(4).slots())
    found = changes(ended, ended, kept, now_s=SLOTS[5].begins_s)
    assert found.drop == tuple(f"o{n}" for n in range(6, 15))
    assert (found.add, found.alter) == ((), ())


def test_what_was_moved_away_from_a_holiday_stays() -> None:
    kept = [kept_of(SLOTS[0]), kept_of(SLOTS[1], own=True)]
    found = changes([SLOTS[0]], SLOTS[:2], kept, now_s=0)
    assert found == Changes()
