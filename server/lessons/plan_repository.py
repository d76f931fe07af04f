"""Planned lessons as the people of a municipality find them: their own, their child's, or all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields

from sqlalchemy import or_, select
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

LISTED = 500
_FIELDS = tuple(field.name for field in fields(Lesson))


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
) -> list[Found]:
    """Lessons that begin in ``[from_s, to_s)`` and are within this person's reach, the earliest first."""
    roles = sorted(held)
    reach = [within_reach(role, person_id) for role in roles]
    if not reach:
        return []
    query = (
        select(lessons, *(one.label(f"as_{role.value}") for role, one in zip(roles, reach, strict=True)))
        .where(
            lessons.c.municipality_id == municipality_id,
            lessons.c.begins_s >= from_s,
            lessons.c.begins_s < to_s,
            or_(*reach),
        )
        .order_by(lessons.c.begins_s, lessons.c.id)
        .limit(LISTED)
    )
    return [
        Found(
            Lesson(**{name: row[name] for name in _FIELDS}),
            frozenset(role for role in roles if row[f"as_{role.value}"]),
        )
        for row in (await connection.execute(query)).mappings()
    ]


async def invites_of(connection: AsyncConnection, ids: Sequence[str]) -> dict[str, list[Invite]]:
    """The invites of these lessons; of one lesson's, the teacher's first."""
    query = (
        select(invites)
        .where(invites.c.lesson_id.in_(ids))
        .order_by(invites.c.created_s, invites.c.role.desc(), invites.c.id)
    )
    found: dict[str, list[Invite]] = {one: [] for one in ids}
    for row in (await connection.execute(query)).mappings():
        found[row["lesson_id"]].append(Invite(**{**row, "role": Role(row["role"])}))
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


async def pupils_of(connection: AsyncConnection, guardian_id: str) -> set[str]:
    """Whose guardian somebody is, and has said so."""
    query = select(guardians.c.pupil_id).where(
        guardians.c.guardian_id == guardian_id, guardians.c.confirmed_s.is_not(None)
    )
    return set((await connection.execute(query)).scalars())
