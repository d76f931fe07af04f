"""Occurrences and the lessons they are: made, moved, called off together."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from server.agreements.standing import State
from server.lessons.planning import Planning
from server.lessons.service import Lessons
from server.people.repository import Person
from server.timetable import repository
from server.timetable.repository import Occurrence
from server.timetable.schemas import IN_A_ROOM, Warned
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
        self, connection: AsyncConnection, made: Occurrence, teacher: Person, pupils: Sequence[Person]
    ) -> set[Warned]:
        """Store an occurrence, with a lesson unless they are too many for one."""
        warned: set[Warned] = set()
        lesson_id = None
        if len(pupils) + 1 <= IN_A_ROOM:
            lesson, state = await self._planning.put(
                connection,
                teacher,
                pupils,
                begins_at=utc(made.begins_s),
                minutes=made.minutes,
                instrument=made.instrument,
            )
            lesson_id, warned = lesson.id, _warned(state)
        await repository.add(
            connection,
            Occurrence(**{**vars(made), "lesson_id": lesson_id}),
            [one.id for one in pupils],
        )
        return warned

    async def alter(
        self,
        connection: AsyncConnection,
        found: Occurrence,
        teacher: Person,
        *,
        begins_s: float,
        minutes: int,
        place_id: str | None,
        own: bool,
        instead_of: str | None = None,
    ) -> set[Warned]:
        """Give an occurrence another time, place or teacher."""
        await repository.change(
            connection,
            found.id,
            begins_s=begins_s,
            ends_s=begins_s + minutes * 60,
            teacher_id=teacher.id,
            place_id=place_id,
            own=own,
            instead_of=instead_of,
        )
        if found.lesson_id is None:
            return set()
        state = await self._planning.retime(
            connection, found.lesson_id, teacher, begins_s=begins_s, minutes=minutes
        )
        return _warned(state)

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


def _warned(state: State | None) -> set[Warned]:
    return {"agreement_lapsed"} if state is State.LAPSED else set()
