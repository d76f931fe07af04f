from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from client.native.course import Course, Look
from server.delivered.course import NewCourse

WELL: dict[str, Any] = {"both": True, "connected": True, "late_ms": 40.0, "missing_pct": 0.0}


def over(course: Course, from_s: float, seconds: int, **look: Any) -> None:
    """Looks once a second over so long a time."""
    for s in range(seconds + 1):
        course.feed(Look(**(WELL | look)), now_s=from_s + s)


def test_seconds_are_added_up_by_what_was_seen_in_them() -> None:
    course = Course()
    over(course, 0, 10)
    over(course, 10, 20, missing_pct=12.0)
    over(course, 30, 5, connected=False, late_ms=None, missing_pct=None)
    over(course, 35, 4, connected=False, away=True, late_ms=None, missing_pct=None)
    over(course, 39, 3, slow=True)
    told = course.take()
    assert [told[name] for name in ("together_s", "bad_s", "apart_s", "away_s", "slow_s")] == [
        33,
        20,
        5,
        4,
        3,
    ]


def test_a_machine_that_slept_was_in_no_lesson_meanwhile() -> None:
    course = Course()
    for at_s in (0.0, 3600.0):
        course.feed(Look(**WELL), now_s=at_s)
    assert course.take()["together_s"] == 10


def test_how_late_is_the_middle_and_how_much_is_missing_the_mean() -> None:
    course = Course()
    for at, late_ms in enumerate((30.0, 500.0, 50.0)):
        course.feed(Look(**(WELL | {"late_ms": late_ms, "missing_pct": float(at)})), now_s=at)
    told = course.take()
    assert (told["late_ms"], told["missing_pct"]) == (50, 1.0)


def test_what_was_told_is_told_once_and_what_did_not_arrive_again() -> None:
    course = Course()
    over(course, 0, 30, missing_pct=6.0, relayed=True, microphone="absent")
    lost = course.take()
    assert lost["microphone"] == "absent"
    assert (course.take()["together_s"], course.take()["relayed"]) == (0, False)
    course.give_back(lost)
    over(course, 31, 9, missing_pct=2.0)
    told = course.take()
    assert (told["together_s"], told["bad_s"], told["missing_pct"]) == (40, 30, 6.0)
    assert (told["relayed"], told["microphone"]) == (True, None)


def test_halves_of_seconds_are_not_lost_between_two_tellings() -> None:
    course = Course()
    found = 0
    for n in range(9):
        course.feed(Look(**WELL), now_s=n * 0.5)
        found += course.take()["together_s"]
    assert found == 4


LOOKS = st.builds(
    Look,
    both=st.booleans(),
    connected=st.booleans(),
    away=st.booleans(),
    slow=st.booleans(),
    relayed=st.booleans(),
    late_ms=st.none() | st.floats(-5.0, 1e6),
    missing_pct=st.none() | st.floats(0.0, 100.0),
    microphone=st.sampled_from([None, "absent"]),
)


@given(st.lists(st.tuples(LOOKS, st.floats(0.0, 1e5), st.booleans()), max_size=30))
def test_the_server_understands_whatever_is_told_and_no_second_is_told_twice(
    looks: list[tuple[Look, float, bool]],
) -> None:
    course, now_s, together_s = Course(), 0.0, 0
    for look, passed_s, arrives in looks:
        now_s += passed_s
        course.feed(look, now_s=now_s)
        told = course.take()
        TypeAdapter(NewCourse).validate_python(told)
        if arrives:
            together_s += told["together_s"]
        else:
            course.give_back(told)
    assert together_s + course.take()["together_s"] <= 10 * len(looks)
