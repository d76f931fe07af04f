"""The one table of who may do what, and the one function that reads it.

It speaks of roles somebody holds *towards* a lesson: a teacher's towards their own lessons, a guardian's
towards their child's. `server.roles.reach` finds out which those are; here nothing is looked up.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from server.roles.names import OF_A_LESSON, AccountRole, Action, LessonState

_ALIVE = frozenset({LessonState.PLANNED, LessonState.OPEN})
_EVER = frozenset(LessonState)

#: In which states of a lesson an action means anything.
STATES: Final[Mapping[Action, frozenset[LessonState]]] = {
    Action.SEE_LESSON: _EVER,
    Action.ENTER_LESSON: _ALIVE,
    Action.COPY_INVITES: _ALIVE,
    Action.INVITE_TO_LESSON: _ALIVE,
    Action.REVOKE_INVITE: _ALIVE,
    Action.CLOSE_LESSON: _ALIVE,
}

_LOOKS_AND_ENTERS = frozenset({Action.LIST_LESSONS, Action.SEE_LESSON, Action.ENTER_LESSON})

#: What each role may do in its municipality.
POLICY: Final[Mapping[AccountRole, frozenset[Action]]] = {
    AccountRole.TEACHER: _LOOKS_AND_ENTERS
    | {
        Action.PLAN_LESSON,
        Action.LIST_PEOPLE,
        Action.KEEP_OWN_CARD,
        Action.COPY_INVITES,
        Action.INVITE_TO_LESSON,
        Action.REVOKE_INVITE,
        Action.CLOSE_LESSON,
        Action.SEE_HOURS,
        Action.CONFIRM_HOURS,
        Action.SEE_READINESS,
        Action.MEASURE_OWN_PLACES,
    },
    AccountRole.HOST: _LOOKS_AND_ENTERS,
    AccountRole.GUARDIAN: _LOOKS_AND_ENTERS,
    AccountRole.OBSERVER: _LOOKS_AND_ENTERS,
    # Plans for everybody, but enters no lesson: who is in one is known to those in it.
    AccountRole.COORDINATOR: frozenset(
        {
            Action.LIST_LESSONS,
            Action.SEE_LESSON,
            Action.PLAN_LESSON,
            Action.PLAN_FOR_OTHERS,
            Action.LIST_PEOPLE,
            Action.ADD_PERSON,
            Action.INVITE_GUARDIAN,
            Action.SEE_STAFF_CARDS,
            Action.KEEP_STAFF_CARDS,
            Action.COPY_INVITES,
            Action.INVITE_TO_LESSON,
            Action.REVOKE_INVITE,
            Action.CLOSE_LESSON,
            Action.SEE_AGREEMENTS,
            Action.MANAGE_AGREEMENTS,
            Action.SEE_HOURS,
            Action.CONFIRM_HOURS,
            Action.MANAGE_TIMETABLE,
            Action.SEE_POSTS,
            Action.MANAGE_POSTS,
            Action.EXCHANGE_TABLES,
            Action.MANAGE_API_KEYS,
            Action.SEE_READINESS,
        }
    ),
    AccountRole.TECHNICIAN: frozenset(
        {Action.SEE_DOCTOR, Action.SEE_READINESS, Action.MANAGE_PLACES, Action.MEASURE_OWN_PLACES}
    ),
    AccountRole.ADMIN: frozenset(
        {
            Action.LIST_LESSONS,
            Action.SEE_LESSON,
            Action.REVOKE_INVITE,
            Action.CLOSE_LESSON,
            Action.LIST_PEOPLE,
            Action.ADD_PERSON,
            Action.INVITE_GUARDIAN,
            Action.SEE_STAFF_CARDS,
            Action.MANAGE_ACCOUNTS,
            Action.SEE_SIGN_INS,
            Action.REVOKE_SIGN_INS,
            Action.SEE_DOCTOR,
            Action.SEE_READINESS,
            Action.MANAGE_PLACES,
            Action.MEASURE_OWN_PLACES,
            Action.MANAGE_PRIVACY,
            Action.SEE_AGREEMENTS,
            Action.SEE_HOURS,
            Action.SEE_POSTS,
            Action.EXCHANGE_TABLES,
            Action.MANAGE_API_KEYS,
        }
    ),
}

#: Whose reach is the whole municipality; all others have their own lessons and no more.
WHOLE_MUNICIPALITY: Final = frozenset({AccountRole.COORDINATOR, AccountRole.ADMIN})


def may(role: AccountRole, action: Action, lesson_state: LessonState | None, same_municipality: bool) -> bool:
    """Tell whether one role allows an action.

    Parameters
    ----------
    role : AccountRole
        Held in the municipality that is asked and, for an action of one lesson, towards that lesson.
    action : Action
    lesson_state : LessonState or None
        None exactly for what concerns no lesson.
    same_municipality : bool
        Whether what is asked for belongs to the municipality in which the role is held.

    Raises
    ------
    ValueError
        An action of a lesson without a state, or the other way round.
    """
    if (action in OF_A_LESSON) != (lesson_state is not None):
        raise ValueError(f"{action} asked with lesson state {lesson_state}")
    if not same_municipality or action not in POLICY[role]:
        return False
    return lesson_state is None or lesson_state in STATES[action]


def may_any(
    roles: Iterable[AccountRole], action: Action, lesson_state: LessonState | None, same_municipality: bool
) -> bool:
    """Tell whether any of the roles somebody holds allows it: they add up, none takes away."""
    return any(may(role, action, lesson_state, same_municipality) for role in roles)
