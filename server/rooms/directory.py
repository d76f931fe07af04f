"""Which lessons and invites there are, as the lesson rooms ask it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from server.db import Database
from server.db.tables import invite as invites
from server.db.tables import lesson as lessons
from server.db.together import Together
from signaling.messages import IceServer, LessonInfo


class Directory:
    """Answers from the database, so that what `klangbro admin` has just created is known at once."""

    def __init__(self, database: Database, ice_servers: Sequence[IceServer]) -> None:
        self._database = database
        self._ice_servers = tuple(ice_servers)
        self._lessons = Together(self._find_lessons)
        self._invites = Together(self._find_invites)

    async def lesson(self, lesson: str, /) -> LessonInfo | None:
        """Return what its people may know of a lesson; a closed one is known still, by closed invites."""
        return await self._lessons.get(lesson)

    async def invite_holds(self, invite: str, /) -> bool:
        """Tell whether this invite exists and was not revoked."""
        return await self._invites.get(invite) or False

    def ice_servers(self, lesson: str, participant: str, /) -> Sequence[IceServer]:
        """Return the STUN and TURN servers that were set, the same for everyone."""
        return self._ice_servers

    async def _find_lessons(self, ids: Sequence[str]) -> Mapping[str, LessonInfo]:
        query = select(lessons.c.id, lessons.c.instrument, lessons.c.teacher).where(lessons.c.id.in_(ids))
        async with self._database.read() as connection:
            rows = (await connection.execute(query)).all()
        return {row.id: LessonInfo(id=row.id, instrument=row.instrument, teacher=row.teacher) for row in rows}

    async def _find_invites(self, ids: Sequence[str]) -> Mapping[str, bool]:
        query = select(invites.c.id, invites.c.revoked_s).where(invites.c.id.in_(ids))
        async with self._database.read() as connection:
            rows = (await connection.execute(query)).all()
        return {row.id: row.revoked_s is None for row in rows}
