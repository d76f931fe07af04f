"""Lessons out of a table: planned with their invites and put into the timetable, moved until they begin."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncConnection

from server.agreements.errors import AgreementStateError
from server.bridges import repository
from server.bridges.fields import Fault, Reason, Row, WrongError
from server.bridges.lesson_people import Here, InRow
from server.bridges.lesson_times import Times
from server.bridges.repository import Held
from server.bridges.taking import Done, Outcome
from server.db.tables import invite as invites
from server.db.tables import lesson as lessons
from server.delivered.linking import link
from server.lessons import plan_repository
from server.lessons import repository as planned
from server.lessons.planning import LEEWAY_S
from server.lessons.repository import Invite, Lesson
from server.lessons.service import Lessons, RelayMissingError
from server.people.repository import Person
from server.timetable import repository as timetable
from server.timetable.conflicts import Engagement
from server.timetable.repository import Occurrence
from signaling.messages import Role


class _EngagedError(Exception):
    """Somebody, or the room, is in another lesson then: perhaps one that a later row moves."""


class LessonRows:
    """Takes in lessons of teachers and pupils that are here, named by number, or staff by address.

    An empty level, place or host says nothing: what is known stays.
    """

    def __init__(self, municipality_id: str, now_s: float, make: Lessons, zone: ZoneInfo) -> None:
        self._here = municipality_id
        self._now_s = now_s
        self._make = make
        self._zone = zone.key
        self._lessons: dict[str, str] = {}
        self._held: dict[str, Held] = {}
        self._known = Here(municipality_id)
        self._times = Times()

    async def learn(self, connection: AsyncConnection) -> None:
        """See `Taker`."""
        self._lessons = await repository.lessons_called(connection, self._here)
        self._held = await repository.held_in(connection, self._here)
        await self._known.learn(connection)

    async def take(self, connection: AsyncConnection, rows: Sequence[Row], outcome: Outcome) -> None:
        """See `Taker`."""
        for row in rows:
            who, faults = self._known.named(row)
            outcome.faults += faults
            if who is None:
                continue
            known = self._lessons.get(row.values["id"], row.values["id"])
            try:
                found = await planned.find_lesson(connection, known)
                if found is None or found.municipality_id != self._here:
                    outcome.done[await self._plan(connection, row, who)] += 1
                else:
                    outcome.done[await self._move(connection, row, found, who)] += 1
            except WrongError as error:
                outcome.faults.append(Fault(row.n, "begins", error.reason))
            except _EngagedError:
                outcome.engaged.append(row)

    async def _engage(
        self, connection: AsyncConnection, lesson: Lesson, who: InRow, host: str | None, place: str | None
    ) -> list[Engagement]:
        """Return what the lesson takes. Raises _EngagedError."""
        assert lesson.begins_s is not None and lesson.minutes is not None  # a row says both
        people = [who.teacher.id, *(one.id for one in who.pupils), *([] if host is None else [host])]
        ends_s = lesson.begins_s + lesson.minutes * 60
        found = await self._times.wanted(
            connection, lesson.id, people, place, begins_s=lesson.begins_s, ends_s=ends_s
        )
        if found is None:
            raise _EngagedError
        return found

    async def _plan(self, connection: AsyncConnection, row: Row, who: InRow) -> Done:
        lesson = replace(
            self._make.new_lesson(who.teacher.name, row.values["instrument"], 1.0),
            municipality_id=self._here,
            **_when(row),
        )
        try:
            invited = [self._invite(lesson, Role.TEACHER, who.teacher)]
            invited += [self._invite(lesson, Role.PUPIL, pupil) for pupil in who.pupils]
        except RelayMissingError as error:
            raise WrongError(Reason.NO_RELAY) from error
        level = row.values["level"] or ""
        takes = await self._engage(connection, lesson, who, who.host, who.place)
        # Linked in a transaction of its own within this one: a refused row leaves nothing of itself.
        try:
            async with connection.begin_nested():
                await planned.add_lesson(connection, lesson, invited)
                await link(connection, lesson, who.teacher.id, level)
                await repository.call_lesson(connection, self._here, row.values["id"], lesson.id)
        except AgreementStateError as error:
            raise WrongError(Reason.NO_AGREEMENT) from error
        if who.host is not None:
            await plan_repository.add_host(connection, lesson.id, who.host)
        await self._put_in(connection, lesson, who, place=who.place, level=level)
        self._lessons[row.values["id"]] = lesson.id
        self._times.take(lesson.id, takes)
        return Done.ADDED

    async def _put_in(
        self, connection: AsyncConnection, lesson: Lesson, who: InRow, *, place: str | None, level: str
    ) -> None:
        """Put a lesson into the timetable, where its level and place stand."""
        assert lesson.begins_s is not None and lesson.minutes is not None  # a row says both
        made = Occurrence(
            secrets.token_hex(8),
            self._here,
            None,
            None,
            self._zone,
            lesson.begins_s,
            lesson.begins_s + lesson.minutes * 60,
            who.teacher.id,
            place,
            lesson.instrument,
            None,
            lesson_id=lesson.id,
            level=level,
        )
        await timetable.add(connection, made, [one.id for one in who.pupils])

    def _invite(self, lesson: Lesson, role: Role, person: Person) -> Invite:
        self._make.check_protected(person.protected)
        return self._make.new_invite(
            lesson, role, person.name, protected=person.protected, person_id=person.id
        )

    async def _move(self, connection: AsyncConnection, row: Row, found: Lesson, who: InRow) -> Done:
        await self._check_same(connection, found, who)
        held = self._held.get(found.id, Held())
        wanted = replace(
            held,
            place=who.place or held.place,
            level=row.values["level"] or held.level,
            host=who.host or held.host,
        )
        when = _when(row)
        said = {"begins_s": when["begins_s"], "minutes": when["minutes"]}
        if found.begins_s is not None and found.begins_s // 60 == when["begins_s"] // 60:
            said["begins_s"] = found.begins_s  # a table tells no seconds
        said["instrument"] = row.values["instrument"]
        if wanted == held and all(getattr(found, name) == value for name, value in said.items()):
            return Done.UNCHANGED
        if found.revoked_s is not None or (found.begins_s is not None and found.begins_s <= self._now_s):
            raise WrongError(Reason.BEGUN)
        # What was handed out stays good until its own end, or the new one if that is later.
        moved = replace(found, **said, expires_s=max(found.expires_s, when["expires_s"]))
        takes = await self._engage(connection, moved, who, wanted.host, wanted.place)
        try:
            async with connection.begin_nested():
                await self._alter(connection, moved, who, wanted)
                await link(connection, moved, who.teacher.id, wanted.level)
        except AgreementStateError as error:
            raise WrongError(Reason.NO_AGREEMENT) from error
        self._times.take(moved.id, takes)
        return Done.CHANGED

    async def _check_same(self, connection: AsyncConnection, found: Lesson, who: InRow) -> None:
        # Who was uninvited, as a teacher is where a substitute stands in, is not in it.
        invited = {
            (one.role, one.person_id)
            for one in await planned.list_invites(connection, found.id)
            if one.role in {Role.TEACHER, Role.PUPIL} and (one.revoked_s is None or found.revoked_s)
        }
        named = {(Role.TEACHER, who.teacher.id)} | {(Role.PUPIL, one.id) for one in who.pupils}
        if not named <= invited or (found.revoked_s is None and invited != named):
            raise WrongError(Reason.PEOPLE_CHANGED)

    async def _alter(self, connection: AsyncConnection, moved: Lesson, who: InRow, wanted: Held) -> None:
        assert moved.begins_s is not None and moved.minutes is not None
        said = {"begins_s": moved.begins_s, "minutes": moved.minutes, "instrument": moved.instrument}
        mine = update(lessons).where(lessons.c.id == moved.id)
        await connection.execute(mine.values(**said, expires_s=moved.expires_s))
        theirs = update(invites).where(invites.c.lesson_id == moved.id)
        await connection.execute(theirs.values(expires_s=moved.expires_s))
        if wanted.host is not None:
            await plan_repository.remove_hosts(connection, moved.id)
            await plan_repository.add_host(connection, moved.id, wanted.host)
        if wanted.occurrence is None:
            await self._put_in(connection, moved, who, place=wanted.place, level=wanted.level)
            return
        await timetable.change(
            connection,
            wanted.occurrence,
            begins_s=moved.begins_s,
            ends_s=moved.begins_s + moved.minutes * 60,
            place_id=wanted.place,
            instrument=moved.instrument,
            level=wanted.level,
            own=True,  # its series changes it no more
        )


def _when(row: Row) -> dict[str, Any]:
    begins_s, minutes = row.values["begins"], row.values["minutes"]
    return {
        "begins_s": begins_s,
        "minutes": minutes,
        "expires_s": float(int(begins_s + minutes * 60 + LEEWAY_S)),
    }
