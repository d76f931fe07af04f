"""A municipality's lessons: Today, the week, and what can be done with one lesson."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, HTTPException, Query

from server.accounts.asking import Id, LessonMember, Member, asks, asks_of_lesson
from server.lessons.plan_schemas import Entry, InviteList, NewPlan, PlannedLesson, PlannedLessons
from server.lessons.schemas import InviteOut, NewInvite
from server.problems import said
from server.roles.names import Action
from server.roles.policy import may_any
from server.state import ServicesOf
from server.timetable.schemas import Conflicting

MAX_DAYS = 62
# Seconds since 1970; a year of four digits is as far as calendars go.
UnixS = Annotated[float, Query(ge=0, lt=253_402_300_800, allow_inf_nan=False)]
# The last lesson of the page before, which begins at `from_s`.
After = Annotated[
    str | None,
    Query(max_length=64, pattern=r"^[A-Za-z0-9_-]+$", description="The `next` of the page before has it."),
]

router = APIRouter(
    prefix="/api/municipalities/{municipality_id}/lessons",
    tags=["planning"],
    responses=said(401, 403, 404, 422, 429),
)


@router.get("")
async def list_lessons(
    member: Annotated[Member, asks(Action.LIST_LESSONS)],
    services: ServicesOf,
    from_s: UnixS,
    to_s: UnixS,
    after: After = None,
) -> PlannedLessons:
    """List one's lessons that begin in a time, a day, a week, a month; a hundred at once."""
    if not 0 < to_s - from_s <= MAX_DAYS * 24 * 3600:
        raise HTTPException(422, f"to_s comes after from_s, by {MAX_DAYS} days at most.")
    return await services.planning.listing(member.membership, from_s, to_s, after)


@router.post("", status_code=201, responses={409: {"model": Conflicting}})
async def plan_lesson(
    new: NewPlan, member: Annotated[Member, asks(Action.PLAN_LESSON)], services: ServicesOf
) -> PlannedLesson:
    """Plan a lesson; its teacher is oneself, or whom one plans for.

    Where somebody is taken then, nothing is planned; a lesson that begins now asks nobody.
    """
    for_others = may_any(member.roles, Action.PLAN_FOR_OTHERS, None, same_municipality=True)
    return await services.planning.plan(member.membership, new, for_others=for_others)


@router.get("/{lesson_id}")
async def read_lesson(
    member: Annotated[LessonMember, asks_of_lesson(Action.SEE_LESSON)], services: ServicesOf
) -> PlannedLesson:
    """Read one lesson."""
    return await services.planning.one(member.lesson, member.roles)


@router.post("/{lesson_id}/entry")
async def enter_lesson(
    member: Annotated[LessonMember, asks_of_lesson(Action.ENTER_LESSON)], services: ServicesOf
) -> Entry:
    """Tell where one enters."""
    return Entry(url=await services.planning.entry(member.membership, member.lesson, member.roles))


@router.get("/{lesson_id}/invites")
async def list_invites(
    member: Annotated[LessonMember, asks_of_lesson(Action.COPY_INVITES)], services: ServicesOf
) -> InviteList:
    """List the invites, to send them."""
    return InviteList(invites=await services.planning.invites(member.lesson))


@router.post("/{lesson_id}/invites", status_code=201, responses=said(409))
async def add_invite(
    new: NewInvite,
    member: Annotated[LessonMember, asks_of_lesson(Action.INVITE_TO_LESSON)],
    services: ServicesOf,
) -> InviteOut:
    """Invite one more person."""
    return await services.lessons.invite(member.lesson.id, new)


@router.delete("/{lesson_id}/invites/{invite_id}", status_code=204)
async def revoke_invite(
    invite_id: Id,
    member: Annotated[LessonMember, asks_of_lesson(Action.REVOKE_INVITE)],
    services: ServicesOf,
) -> None:
    """Make an invite worthless."""
    await services.planning.revoke_invite(member.lesson, invite_id, by=member.person_id)
    await services.revocations.check()


@router.delete("/{lesson_id}", status_code=204)
async def close_lesson(
    member: Annotated[LessonMember, asks_of_lesson(Action.CLOSE_LESSON)], services: ServicesOf
) -> None:
    """Call a lesson off, or end it for good."""
    await services.lessons.revoke_lesson(member.lesson.id, by=member.person_id)
    await services.revocations.check()
    await services.scores.sweep()
