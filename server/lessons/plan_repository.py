"""Planned lessons as the people of a municipality find them: their own, their child's, or all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields

from sqlalchemy import ColumnElement, and_, delete, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from server.db.tables import guardian as guardians
from server.db.tables import invite as invites
from server.db.tables import lesson as lessons
from server.db.tables import lesson_host as hosts
from server.db.tables import person as people
from server.lessons.repository import Invite, Lesson
from server.roles.names import AccountRole
from server.roles.reach import within_reach
from signaling.messages import Role

#: So many lessons are one page; whoever wants more asks for those after its last.
LISTED = 100
# Rows are taken by their place, not by name: of a page's hundreds of rows the names cost more than the rows.
_LESSON = tuple(lessons.c[field.name] for field in fields(Lesson))
_INVITE = tuple(invites.c[field.name] for field in fields(Invite))
_ROLE_AT = [field.name for field in fields(Invite)].index("role")
_ROLES = {role.value: role for role in Role}


@dataclass(frozen=True)
class Found:
    """A lesson, and which of somebody's roles count towards it."""

    lesson: Lesson
    roles: frozenset[AccountRole]


@dataclass(frozen=True)
class Host:
    """The adult beside the pupil."""

    person_id: str
    name: str


async def find(
    connection: AsyncConnection,
    municipality_id: str,
    person_id: str,
    held: Iterable[AccountRole],
    *,
    from_s: float,
    to_s: float,
    after: str | None = None,
) -> list[Found]:
    """Lessons that begin in ``[from_s, to_s)`` and are within this person's reach, the earliest first.

    One more than a page, so that it is known whether there is another; see `following`.
    """
    roles = sorted(held)
    reach = [within_reach(role, person_id) for role in roles]
    if not reach:
        return []
    query = (
        select(*_LESSON, *(one.label(f"as_{role.value}") for role, one in zip(roles, reach, strict=True)))
        .where(lessons.c.municipality_id == municipality_id, following(from_s, to_s, after), or_(*reach))
        .order_by(lessons.c.begins_s, lessons.c.id)
        .limit(LISTED + 1)
    )
    known = len(_LESSON)
    return [
        Found(
            Lesson(*row[:known]),
            frozenset(role for role, counts in zip(roles, row[known:], strict=True) if counts),
        )
        for row in await connection.execute(query)
    ]


def following(from_s: float, to_s: float, after: str | None) -> ColumnElement[bool]:
    """SQL that picks lessons which begin in ``[from_s, to_s)``, or those of them after one at ``from_s``.

    So the next page is asked for by when the last lesson of this one begins, and by its id.
    """
    begins_s = lessons.c.begins_s
    if after is None:
        return and_(begins_s >= from_s, begins_s < to_s)
    later = or_(begins_s > from_s, and_(begins_s == from_s, lessons.c.id > after))
    return and_(begins_s >= from_s, begins_s < to_s, later)


async def invites_of(connection: AsyncConnection, ids: Sequence[str]) -> dict[str, list[Invite]]:
    """The invites of these lessons; of one lesson's, the teacher's first."""
    query = (
        select(*_INVITE)
        .where(invites.c.lesson_id.in_(ids))
        .order_by(invites.c.created_s, invites.c.role.desc(), invites.c.id)
    )
    found: dict[str, list[Invite]] = {one: [] for one in ids}
    for row in await connection.execute(query):
        cells = list(row)
        cells[_ROLE_AT] = _ROLES[cells[_ROLE_AT]]
        one = Invite(*cells)
        found[one.lesson_id].append(one)
    return found


async def hosts_of(connection: AsyncConnection, ids: Sequence[str]) -> dict[str, list[Host]]:
    """Who sits beside the pupil in these lessons."""
    query = (
        select(hosts.c.lesson_id, people.c.id, people.c.name)
        .join(people, people.c.id == hosts.c.person_id)
        .where(hosts.c.lesson_id.in_(ids))
        .order_by(people.c.name)
    )
    found: dict[str, list[Host]] = {one: [] for one in ids}
    for row in (await connection.execute(query)).mappings():
        found[row["lesson_id"]].append(Host(row["id"], row["name"]))
    return found


async def add_host(connection: AsyncConnection, lesson_id: str, person_id: str) -> None:
    await connection.execute(hosts.insert().values(lesson_id=lesson_id, person_id=person_id))


async def remove_hosts(connection: AsyncConnection, lesson_id: str) -> None:
    await connection.execute(delete(hosts).where(hosts.c.lesson_id == lesson_id))


async def pupils_of(connection: AsyncConnection, guardian_id: str) -> set[str]:
    """Whose guardian somebody is, and has said so."""
    query = select(guardians.c.pupil_id).where(
        guardians.c.guardian_id == guardian_id, guardians.c.confirmed_s.is_not(None)
    )
    return set((await connection.execute(query)).scalars())
