from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.delivered.booking import Cause, Outcome
from server.delivered.course import ENDS, Course
from server.delivered.signs import LATE_MS, LONG_S, Sign, proposed, signs
from signaling.messages import Role

GOOD = Course(
    role=Role.TEACHER,
    first_s=0.0,
    last_s=1800.0,
    together_s=1700,
    apart_s=3,
    bad_s=8,
    away_s=2,
    slow_s=0,
    late_ms=90.0,
    missing_pct=1.2,
    relayed=False,
    microphone=None,
    camera=None,
)
PUPIL = replace(GOOD, role=Role.PUPIL)


def first(*courses: Course, met: bool = True, over: bool = True) -> tuple[Sign, Cause | None, Role | None]:
    found = signs(courses, met=met, over=over)[0]
    return found.sign, found.cause, found.end


def test_of_a_lesson_that_went_well_there_is_nothing_to_tell() -> None:
    assert signs([GOOD, PUPIL], met=True, over=True) == []
    assert proposed([GOOD, PUPIL], met=True, over=True) is Outcome.HELD


def test_a_server_that_both_ends_missed_was_away_and_one_that_one_end_missed_was_not() -> None:
    gone = replace(GOOD, away_s=300)
    assert first(gone, replace(PUPIL, away_s=200)) == (Sign.SERVER_AWAY, Cause.SERVER, None)
    assert first(GOOD, replace(PUPIL, away_s=200)) == (Sign.AWAY, Cause.NETWORK, Role.PUPIL)


@pytest.mark.parametrize(
    ("changes", "sign", "cause"),
    [
        ({"microphone": "refused"}, Sign.MICROPHONE, Cause.DEVICE),
        ({"apart_s": LONG_S}, Sign.APART, Cause.NETWORK),
        ({"bad_s": LONG_S}, Sign.SOUND_MISSING, Cause.NETWORK),
        ({"late_ms": LATE_MS + 1}, Sign.LATE, Cause.NETWORK),
        ({"slow_s": LONG_S}, Sign.SLOW, Cause.DEVICE),
        ({"camera": "absent"}, Sign.CAMERA, Cause.DEVICE),
        ({"relayed": True}, Sign.RELAYED, None),
    ],
)
def test_what_one_end_measured_points_to_a_cause_there(
    changes: dict[str, object], sign: Sign, cause: Cause | None
) -> None:
    assert first(GOOD, replace(PUPIL, **changes)) == (sign, cause, Role.PUPIL)  # type: ignore[arg-type]


def test_who_did_not_come_is_told_once_the_lesson_is_over() -> None:
    assert first(met=False) == (Sign.NOBODY, None, None)
    assert first(GOOD, met=False) == (Sign.NO_PUPIL, None, Role.PUPIL)
    assert first(PUPIL, met=False) == (Sign.NO_TEACHER, None, Role.TEACHER)
    assert signs([GOOD], met=False, over=False) == []


def test_an_outcome_is_proposed_from_who_was_there() -> None:
    assert proposed([GOOD], met=False, over=True) is Outcome.PUPIL_ABSENT
    assert proposed([PUPIL], met=False, over=True) is Outcome.TEACHER_ABSENT
    assert proposed([GOOD], met=False, over=False) is None
    assert proposed([GOOD, PUPIL], met=False, over=True) is None


def test_two_who_were_let_in_and_never_heard_each_other_had_a_technical_failure() -> None:
    both = [replace(one, together_s=0, apart_s=900) for one in (GOOD, PUPIL)]
    assert proposed(both, met=True, over=True) is Outcome.TECHNICAL_FAILURE
    # One end alone may have told of nothing since its page was closed.
    assert proposed([both[0]], met=True, over=True) is Outcome.HELD


COURSES = st.lists(
    st.builds(
        Course,
        role=st.sampled_from(ENDS),
        first_s=st.just(0.0),
        last_s=st.just(1.0),
        together_s=st.integers(0, 9000),
        apart_s=st.integers(0, 9000),
        bad_s=st.integers(0, 9000),
        away_s=st.integers(0, 9000),
        slow_s=st.integers(0, 9000),
        late_ms=st.none() | st.floats(0, 9000),
        missing_pct=st.none() | st.floats(0, 100),
        relayed=st.booleans(),
        microphone=st.sampled_from([None, "refused", "absent"]),
        camera=st.sampled_from([None, "busy"]),
    ),
    max_size=2,
    unique_by=lambda one: one.role,
)


@given(COURSES, st.booleans(), st.booleans())
def test_whatever_was_measured_signs_come_in_their_order_and_none_of_them_twice(
    courses: list[Course], met: bool, over: bool
) -> None:
    found = signs(courses, met=met, over=over)
    order = [list(Sign).index(one.sign) for one in found]
    assert order == sorted(order)
    assert len({(one.sign, one.end) for one in found}) == len(found)
    if proposed(courses, met=met, over=over) is Outcome.TECHNICAL_FAILURE:
        assert Sign.APART in {one.sign for one in found}
