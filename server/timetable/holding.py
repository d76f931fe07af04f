"""Occurrences and the lessons they are: made, moved, called off together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncConnection

from server.delivered.matching import Warned
from server.lessons.planning import Planning
from server.lessons.service import Lessons
from server.people.repository import Person
from server.timetable import repository
from server.timetable.repository import Occurrence
from server.timetable.schemas import IN_A_ROOM
from server.timetable.wall import utc


class Holding:
    """Keeps what is planned and the lesson rooms alike; every step is part of its caller's transaction.

    Parameters
    ----------
    planning : Planning
        Makes lessons with invites, and puts those of guests under their agreement.
    lessons : Lessons
        Calls them off.
    """

    def __init__(self, planning: Planning, lessons: Lessons) -> None:
        self._planning = planning
        self._lessons = lessons

    async def make(
        self,
        connection: AsyncConnection,
        made: Occurrence,
        teacher: Person,
        pupils: Sequence[Person],
        host: Person | None = None,
    ) -> frozenset[Warned]:
        """Store an occurrence, with a lesson unless they are too many for one."""
        lesson_id, warned = await self._lesson(connection, made, teacher, pupils, host)
        await repository.add(connection, replace(made, lesson_id=lesson_id), [one.id for one in pupils])
        return warned

    async def _lesson(
        self,
        connection: AsyncConnection,
        of: Occurrence,
        teacher: Person,
        pupils: Sequence[Person],
        host: Person | None,
    ) -> tuple[str | None, frozenset[Warned]]:
        if len(pupils) + 1 > IN_A_ROOM:
            return None, frozenset()
        lesson, warned = await self._planning.put(
            connection,
            teacher,
            pupils,
            host,
            begins_at=utc(of.begins_s),
            minutes=of.minutes,
            instrument=of.instrument,
            level=of.level,
        )
        return lesson.id, warned

    async def alter(
        self, connection: AsyncConnection, wanted: Occurrence, teacher: Person, *, own: bool
    ) -> frozenset[Warned]:
        """Give an occurrence the time, place and teacher it shall have."""
        await repository.change(
            connection,
            wanted.id,
            begins_s=wanted.begins_s,
            ends_s=wanted.ends_s,
            teacher_id=teacher.id,
            place_id=wanted.place_id,
            own=own,
            instead_of=wanted.instead_of,
        )
        if wanted.lesson_id is None:
            return frozenset()
        return await self._planning.retime(
            connection,
            wanted.lesson_id,
            teacher,
            begins_s=wanted.begins_s,
            minutes=wanted.minutes,
            level=wanted.level,
        )

    async def let_in(
        self,
        connection: AsyncConnection,
        found: Occurrence,
        teacher: Person,
        pupils: Sequence[Person],
        host: Person | None,
        *,
        by: str,
    ) -> frozenset[Warned]:
        """Let these pupils come to an occurrence, and this adult sit beside; who stays keeps their invite.

        A lesson that becomes too large for a room loses it; one that fits into one again gets one.
        """
        await repository.set_pupils(connection, found.id, [one.id for one in pupils])
        if found.lesson_id is not None and len(pupils) + 1 <= IN_A_ROOM:
            await self._planning.let_in(connection, found.lesson_id, pupils, host)
            return frozenset()
        if found.lesson_id is not None:
            await self._lessons.revoke_in(connection, found.lesson_id, by=by)
        lesson_id, warned = await self._lesson(connection, found, teacher, pupils, host)
        await repository.change(connection, found.id, lesson_id=lesson_id)
        return warned

    async def cancel(self, connection: AsyncConnection, found: Occurrence, *, by: str, now_s: float) -> None:
        """Call one off; it stays in everybody's timetable as called off."""
        await repository.change(connection, found.id, cancelled_s=now_s, own=True)
        if found.lesson_id is not None:
            await self._lessons.revoke_in(connection, found.lesson_id, by=by)

    async def drop(self, connection: AsyncConnection, found: Occurrence, *, by: str) -> None:
        """Take one out as if it had never been planned: it falls on a holiday."""
        if found.lesson_id is not None:
            await self._lessons.revoke_in(connection, found.lesson_id, by=by)
        await repository.remove(connection, found.id)
