"""Lessons out of a table: planned with their invites, moved while they have not begun."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from server.agreements.errors import AgreementStateError
from server.bridges import repository
from server.bridges.fields import Fault, Kind, Reason, Row, WrongError
from server.bridges.taking import Done, Outcome
from server.db.tables import account, membership
from server.db.tables import invite as invites
from server.db.tables import lesson as lessons
from server.delivered.linking import link
from server.lessons import repository as planned
from server.lessons.planning import LEEWAY_S
from server.lessons.repository import Invite, Lesson
from server.lessons.service import Lessons, RelayMissingError
from server.people import repository as people
from server.people.repository import Person
from server.roles.names import AccountRole
from signaling.messages import Role


class LessonRows:
    """Takes in lessons of teachers and pupils that are here, named by number, or staff by address."""

    def __init__(self, municipality_id: str, now_s: float, make: Lessons) -> None:
        self._here = municipality_id
        self._now_s = now_s
        self._make = make
        self._lessons: dict[str, str] = {}
        self._teachers: dict[str, Person] = {}
        self._pupils: dict[str, Person] = {}

    async def learn(self, connection: AsyncConnection) -> None:
        """See `Taker`."""
        self._lessons = await repository.lessons_called(connection, self._here)
        teachers = {
            one.person_id
            for one in await people.members(connection, self._here)
            if AccountRole.TEACHER in one.roles
        }
        every = await people.everybody(connection, self._here)
        self._pupils = {one: person for one, person in every.items() if one not in teachers}
        self._teachers = {one: every[one] for one in teachers}
        for outside_id, one in (await repository.people_called(connection, self._here, Kind.STAFF)).items():
            if one in teachers:
                self._teachers[outside_id] = every[one]
        for outside_id, one in (await repository.people_called(connection, self._here, Kind.PUPILS)).items():
            self._pupils[outside_id] = every[one]
        addresses = (
            select(account.c.email, membership.c.person_id)
            .join(account, account.c.id == membership.c.account_id)
            .where(membership.c.municipality_id == self._here)
        )
        for row in await connection.execute(addresses):
            if row.person_id in teachers:
                self._teachers[row.email] = every[row.person_id]

    async def take(self, connection: AsyncConnection, rows: Sequence[Row], outcome: Outcome) -> None:
        """See `Taker`."""
        for row in rows:
            named = row.values["teacher"]
            teacher = self._teachers.get(named) or self._teachers.get(named.lower())
            pupil = self._pupils.get(row.values["pupil"])
            if teacher is None:
                outcome.faults.append(Fault(row.n, "teacher", Reason.UNKNOWN_TEACHER))
            if pupil is None:
                outcome.faults.append(Fault(row.n, "pupil", Reason.UNKNOWN_PUPIL))
            if teacher is None or pupil is None:
                continue
            known = self._lessons.get(row.values["id"], row.values["id"])
            try:
                found = await planned.find_lesson(connection, known)
                if found is None or found.municipality_id != self._here:
                    outcome.done[await self._plan(connection, row, teacher, pupil)] += 1
                else:
                    outcome.done[await self._move(connection, row, found, (teacher, pupil))] += 1
            except WrongError as error:
                outcome.faults.append(Fault(row.n, "begins", error.reason))

    async def _plan(self, connection: AsyncConnection, row: Row, teacher: Person, pupil: Person) -> Done:
        lesson = replace(
            self._make.new_lesson(teacher.name, row.values["instrument"], 1.0),
            municipality_id=self._here,
            **_when(row),
        )
        try:
            invited = [self._invite(lesson, Role.TEACHER, teacher), self._invite(lesson, Role.PUPIL, pupil)]
        except RelayMissingError as error:
            raise WrongError(Reason.NO_RELAY) from error
        # Linked in a transaction of its own within this one: a refused row leaves nothing of itself.
        try:
            async with connection.begin_nested():
                await planned.add_lesson(connection, lesson, invited)
                await link(connection, lesson, teacher.id)
                await repository.call_lesson(connection, self._here, row.values["id"], lesson.id)
        except AgreementStateError as error:
            raise WrongError(Reason.NO_AGREEMENT) from error
        self._lessons[row.values["id"]] = lesson.id
        return Done.ADDED

    def _invite(self, lesson: Lesson, role: Role, person: Person) -> Invite:
        self._make.check_protected(person.protected)
        return self._make.new_invite(
            lesson, role, person.name, protected=person.protected, person_id=person.id
        )

    async def _move(
        self, connection: AsyncConnection, row: Row, found: Lesson, who: tuple[Person, Person]
    ) -> Done:
        invited = {one.role: one.person_id for one in await planned.list_invites(connection, found.id)}
        if (invited.get(Role.TEACHER), invited.get(Role.PUPIL)) != tuple(one.id for one in who):
            raise WrongError(Reason.PEOPLE_CHANGED)
        when = _when(row)
        said = {"begins_s": when["begins_s"], "minutes": when["minutes"]}
        said["instrument"] = row.values["instrument"]
        if all(getattr(found, name) == value for name, value in said.items()):
            return Done.UNCHANGED
        if found.revoked_s is not None or (found.begins_s is not None and found.begins_s <= self._now_s):
            raise WrongError(Reason.BEGUN)
        # What was handed out stays good until its own end, or the new one if that is later.
        until_s = max(found.expires_s, when["expires_s"])
        mine = update(lessons).where(lessons.c.id == found.id)
        await connection.execute(mine.values(**said, expires_s=until_s))
        theirs = update(invites).where(invites.c.lesson_id == found.id)
        await connection.execute(theirs.values(expires_s=until_s))
        return Done.CHANGED


def _when(row: Row) -> dict[str, Any]:
    begins_s, minutes = row.values["begins"], row.values["minutes"]
    return {
        "begins_s": begins_s,
        "minutes": minutes,
        "expires_s": float(int(begins_s + minutes * 60 + LEEWAY_S)),
    }
