"""Which of somebody's roles count towards a lesson: their own lessons, their child's, or all there are."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, exists, or_, select, true

from server.db.tables import guardian, invite, lesson, lesson_host
from server.lessons.repository import Lesson
from server.roles.names import AccountRole, LessonState
from server.roles.policy import WHOLE_MUNICIPALITY
from signaling.messages import Role


def state_of(found: Lesson, now_s: float) -> LessonState:
    """How far a lesson is at that time."""
    if found.revoked_s is not None:
        return LessonState.CLOSED
    if now_s >= found.expires_s:
        return LessonState.OVER
    if found.begins_s is not None and now_s < found.begins_s:
        return LessonState.PLANNED
    return LessonState.OPEN


def within_reach(role: AccountRole, person: str) -> ColumnElement[bool]:
    """SQL that picks, of the municipality's lessons, those towards which this person holds this role."""
    if role in WHOLE_MUNICIPALITY:
        return true()
    if role is AccountRole.TEACHER:
        return _invited(person, Role.TEACHER)
    if role is AccountRole.OBSERVER:
        return _invited(person, Role.OBSERVER)
    if role is AccountRole.HOST:
        named = (lesson_host.c.lesson_id == lesson.c.id) & (lesson_host.c.person_id == person)
        return exists(select(lesson_host.c.lesson_id).where(named))
    if role is AccountRole.GUARDIAN:
        return exists(
            select(invite.c.id)
            .join(guardian, guardian.c.pupil_id == invite.c.person_id)
            .where(
                invite.c.lesson_id == lesson.c.id,
                invite.c.role == Role.PUPIL.value,
                invite.c.revoked_s.is_(None) | lesson.c.revoked_s.is_not(None),
                guardian.c.guardian_id == person,
                guardian.c.confirmed_s.is_not(None),
            )
        )
    return ~true()


def _invited(person: str, role: Role) -> ColumnElement[bool]:
    return exists(
        select(invite.c.id).where(
            and_(
                invite.c.lesson_id == lesson.c.id,
                invite.c.role == role.value,
                invite.c.person_id == person,
                # Whoever was uninvited has the lesson no more; one closed for all stays in everybody's list.
                or_(invite.c.revoked_s.is_(None), lesson.c.revoked_s.is_not(None)),
            )
        )
    )
