"""Occurrences as they are shown: with names, but for those that are protected."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from server.lessons import plan_repository
from server.lessons.plan_repository import Host
from server.people.repository import Membership
from server.privacy.protection import shown
from server.roles.names import AccountRole
from server.roles.policy import WHOLE_MUNICIPALITY
from server.timetable import repository
from server.timetable.repository import Listed
from server.timetable.schemas import OccurrenceOut, Who
from server.timetable.wall import utc


async def out(
    connection: AsyncConnection, member: Membership, found: Sequence[Listed], *, now_s: float
) -> list[OccurrenceOut]:
    """Write them out for somebody; a family reads who of their own learns, not who else does."""
    pupils = await repository.pupils_of(connection, [one.occurrence.id for one in found])
    ids = [one.occurrence.lesson_id for one in found if one.occurrence.lesson_id is not None]
    hosts = await plan_repository.hosts_of(connection, ids)
    family = await plan_repository.pupils_of(connection, member.person_id) | {member.person_id}
    shown_to = []
    for one in found:
        beside = hosts.get(one.occurrence.lesson_id or "", [])
        learn = pupils[one.occurrence.id]
        if not _reads_all(member, one, beside):
            learn = [each for each in learn if each[0] in family]
        shown_to.append(_one(member, one, learn, beside, now_s=now_s))
    return shown_to


def _reads_all(member: Membership, listed: Listed, beside: Sequence[Host]) -> bool:
    """Whether somebody has to know everybody who learns: by their role, or because they are there."""
    found = listed.occurrence
    there = {found.teacher_id, found.instead_of, *(one.person_id for one in beside)}
    return bool(member.roles & WHOLE_MUNICIPALITY) or member.person_id in there


def _one(
    member: Membership,
    listed: Listed,
    pupils: Sequence[tuple[str, str, bool]],
    hosts: Sequence[Host],
    *,
    now_s: float,
) -> OccurrenceOut:
    found = listed.occurrence
    theirs = AccountRole.COORDINATOR in member.roles or (
        AccountRole.TEACHER in member.roles and found.teacher_id == member.person_id
    )
    over = found.ends_s <= now_s
    may_change = theirs and not listed.cancelled and found.begins_s > now_s
    return OccurrenceOut(
        id=found.id,
        series=found.series_id,
        every_weeks=listed.every_weeks,
        begins_at=utc(found.begins_s),
        minutes=found.minutes,
        zone=found.zone,
        state="cancelled" if listed.cancelled else "over" if over else "planned",
        moved=found.own and found.series_id is not None and not listed.cancelled,
        teacher=Who(id=found.teacher_id, name=shown(*listed.teacher)),
        usual_teacher=None if listed.usual_teacher is None else shown(*listed.usual_teacher),
        pupils=[shown(name, protected) for _, name, protected in pupils],
        pupil_ids=[one for one, _, _ in pupils] if may_change else [],
        host=Who(id=hosts[0].person_id, name=hosts[0].name) if hosts else None,
        instrument=found.instrument,
        level=found.level,
        place=None
        if found.place_id is None or listed.place is None
        else Who(id=found.place_id, name=listed.place),
        meeting_url=found.meeting_url,
        lesson=found.lesson_id,
        may_change=may_change,
    )
