from __future__ import annotations

from itertools import product

import pytest

from server.roles import AccountRole, Action, LessonState, may, may_any
from server.roles.in_lesson import IN_LESSON
from server.roles.names import OF_A_LESSON
from server.roles.policy import POLICY, STATES
from signaling.messages import Role

CELLS = [
    (role, action, state)
    for role, action in product(AccountRole, Action)
    for state in (LessonState if action in OF_A_LESSON else [None])
]


@pytest.mark.parametrize(("role", "action", "state"), CELLS)
def test_nobody_may_anything_in_another_municipality(
    role: AccountRole, action: Action, state: LessonState | None
) -> None:
    assert not may(role, action, state, same_municipality=False)


def test_every_role_and_every_action_of_a_lesson_stands_in_the_table() -> None:
    assert set(POLICY) == set(AccountRole)
    assert set(STATES) == OF_A_LESSON


def test_nobody_changes_or_enters_a_lesson_that_is_over_or_closed() -> None:
    allowed = {
        action
        for role, action, state in CELLS
        if state in {LessonState.OVER, LessonState.CLOSED} and may(role, action, state, True)
    }
    assert allowed == {Action.SEE_LESSON}


def test_who_manages_accounts_enters_no_lesson_by_that() -> None:
    for role in AccountRole:
        enters = may(role, Action.ENTER_LESSON, LessonState.OPEN, True)
        assert enters is (role in IN_LESSON)
        assert not (enters and Action.MANAGE_ACCOUNTS in POLICY[role])


def test_roles_add_up() -> None:
    both = {AccountRole.TEACHER, AccountRole.TECHNICIAN}
    assert may_any(both, Action.PLAN_LESSON, None, True)
    assert may_any(both, Action.SEE_DOCTOR, None, True)
    assert not may_any(set(), Action.LIST_LESSONS, None, True)


@pytest.mark.parametrize(
    ("action", "state"), [(Action.SEE_LESSON, None), (Action.LIST_PEOPLE, LessonState.OPEN)]
)
def test_a_question_that_makes_no_sense_is_an_error(action: Action, state: LessonState | None) -> None:
    with pytest.raises(ValueError, match=action.value):
        may(AccountRole.ADMIN, action, state, True)


def test_a_teacher_teaches_a_guardian_opens_the_childs_door_and_an_observer_observes() -> None:
    assert IN_LESSON[AccountRole.TEACHER] is Role.TEACHER
    assert IN_LESSON[AccountRole.GUARDIAN] is IN_LESSON[AccountRole.HOST] is Role.PUPIL
    assert IN_LESSON[AccountRole.OBSERVER] is Role.OBSERVER
