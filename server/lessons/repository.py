"""Lessons and invites in the database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import RowMapping, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from server.db.tables import invite as invites
from server.db.tables import lesson as lessons
from signaling.messages import Role


@dataclass(frozen=True)
class Lesson:
    id: str
    teacher: str
    instrument: str
    created_s: float
    expires_s: float
    revoked_s: float | None = None
    echo_pause_ms: int | None = None
    municipality_id: str | None = None
    begins_s: float | None = None
    minutes: int | None = None

    def is_open(self, now_s: float) -> bool:
        return self.revoked_s is None and now_s < self.expires_s


@dataclass(frozen=True)
class Invite:
    """Which participant of which lesson an invite makes somebody; it is good for any of their devices."""

    id: str
    lesson_id: str
    participant: str
    role: Role
    name: str
    created_s: float
    expires_s: float
    revoked_s: float | None = None
    protected: bool = False
    person_id: str | None = None


async def add_lesson(connection: AsyncConnection, lesson: Lesson, invited: Sequence[Invite]) -> None:
    await connection.execute(lessons.insert().values(asdict(lesson)))
    for invite in invited:
        await add_invite(connection, invite)


async def add_invite(connection: AsyncConnection, invite: Invite) -> None:
    await connection.execute(invites.insert().values(asdict(invite) | {"role": invite.role.value}))


async def find_lesson(connection: AsyncConnection, lesson_id: str) -> Lesson | None:
    row = (await connection.execute(select(lessons).where(lessons.c.id == lesson_id))).mappings().first()
    return None if row is None else Lesson(**row)


async def find_invite(connection: AsyncConnection, invite_id: str) -> Invite | None:
    row = (await connection.execute(select(invites).where(invites.c.id == invite_id))).mappings().first()
    return None if row is None else _invite(row)


async def list_invites(connection: AsyncConnection, lesson_id: str) -> list[Invite]:
    """In the order they were made; of those made together, the teacher's first."""
    query = select(invites).where(invites.c.lesson_id == lesson_id)
    query = query.order_by(invites.c.created_s, invites.c.role.desc(), invites.c.id)
    return [_invite(row) for row in (await connection.execute(query)).mappings()]


async def list_lessons(
    connection: AsyncConnection, *, limit: int, open_at_s: float | None = None
) -> list[Lesson]:
    """The newest first; with ``open_at_s`` only those that can still be entered at that time."""
    query = select(lessons).order_by(lessons.c.created_s.desc(), lessons.c.id).limit(limit)
    if open_at_s is not None:
        query = query.where(lessons.c.revoked_s.is_(None), lessons.c.expires_s > open_at_s)
    return [Lesson(**row) for row in (await connection.execute(query)).mappings()]


async def count_lessons(connection: AsyncConnection) -> int:
    return int((await connection.execute(select(func.count()).select_from(lessons))).scalar_one())


async def count_invites(connection: AsyncConnection, lesson_id: str) -> int:
    query = select(func.count()).select_from(invites).where(invites.c.lesson_id == lesson_id)
    return int((await connection.execute(query)).scalar_one())


async def revoked_since(connection: AsyncConnection, since_s: float) -> list[Invite]:
    """Return the invites revoked at or after that time, of closed lessons as well."""
    query = select(invites).where(invites.c.revoked_s >= since_s).order_by(invites.c.revoked_s)
    return [_invite(row) for row in (await connection.execute(query)).mappings()]


async def retime(
    connection: AsyncConnection,
    lesson_id: str,
    teacher: str,
    *,
    begins_s: float,
    minutes: int,
    expires_s: float,
) -> None:
    """Let a lesson begin at another time, or with another teacher; its invites end with it."""
    of = lessons.c.id == lesson_id
    values = {"teacher": teacher, "begins_s": begins_s, "minutes": minutes, "expires_s": expires_s}
    await connection.execute(update(lessons).where(of).values(values))
    await connection.execute(
        update(invites).where(invites.c.lesson_id == lesson_id).values(expires_s=expires_s)
    )


async def revoke_lesson(connection: AsyncConnection, lesson_id: str, now_s: float) -> None:
    """Close a lesson and all its invites."""
    for table, key in ((lessons, lessons.c.id), (invites, invites.c.lesson_id)):
        open_ones = (key == lesson_id) & table.c.revoked_s.is_(None)
        await connection.execute(update(table).where(open_ones).values(revoked_s=now_s))


async def revoke_invite(connection: AsyncConnection, invite_id: str, now_s: float) -> None:
    await connection.execute(
        update(invites)
        .where(invites.c.id == invite_id, invites.c.revoked_s.is_(None))
        .values(revoked_s=now_s)
    )


def _invite(row: RowMapping) -> Invite:
    return Invite(**{**row, "role": Role(row["role"])})


async def revoke_invites_of(connection: AsyncConnection, person_id: str, now_s: float) -> None:
    """Make every invite worthless that names this person."""
    open_ones = (invites.c.person_id == person_id) & invites.c.revoked_s.is_(None)
    await connection.execute(update(invites).where(open_ones).values(revoked_s=now_s))
