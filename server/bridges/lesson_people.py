"""Whom a row of lessons names: teacher, pupils, the adult beside them, and the room."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from server.bridges import repository
from server.bridges.fields import Fault, Kind, Reason, Row
from server.db.tables import account, membership
from server.people import repository as people
from server.people.repository import Person
from server.roles.names import AccountRole
from server.timetable import frame
from server.timetable.schemas import IN_A_ROOM

Named = dict[str, Person]


@dataclass(frozen=True)
class InRow:
    """The host and the place by their identifiers; None where the row says none."""

    teacher: Person
    pupils: tuple[Person, ...]
    host: str | None
    place: str | None


class Here:
    """Who and which rooms a municipality has, as a table names them: by number, staff by address too."""

    def __init__(self, municipality_id: str) -> None:
        self._here = municipality_id
        self._teachers: Named = {}
        self._hosts: Named = {}
        self._pupils: Named = {}
        self._places: dict[str, str] = {}

    async def learn(self, connection: AsyncConnection) -> None:
        """Read what there is."""
        every = await people.everybody(connection, self._here)
        members = await people.members(connection, self._here)
        called = await repository.people_called(connection, self._here, Kind.STAFF)
        query = select(account.c.email, membership.c.person_id)
        query = query.join(account, account.c.id == membership.c.account_id)
        found = await connection.execute(query.where(membership.c.municipality_id == self._here))
        emails = {str(row.email): str(row.person_id) for row in found}

        def staff(role: AccountRole) -> Named:
            held = {one.person_id for one in members if role in one.roles}
            names = {one: one for one in held} | called | emails
            return {name: every[one] for name, one in names.items() if one in held}

        self._teachers, self._hosts = staff(AccountRole.TEACHER), staff(AccountRole.HOST)
        self._pupils = {one: person for one, person in every.items() if one not in self._teachers}
        for outside_id, one in (await repository.people_called(connection, self._here, Kind.PUPILS)).items():
            self._pupils[outside_id] = every[one]
        places = (await frame.read(connection, self._here)).places
        self._places = {one.name.casefold(): one.id for one in places}

    def named(self, row: Row) -> tuple[InRow | None, list[Fault]]:
        """Return whom a row names, or all that is wrong about it."""
        teacher = _staff(self._teachers, row.values["teacher"])
        pupils = _several(row.values["pupil"], self._pupils)
        host = _staff(self._hosts, row.values["host"])
        place = self._places.get(row.values["place"].casefold())
        wrong = {
            "teacher": Reason.UNKNOWN_TEACHER if teacher is None else None,
            "pupil": Reason.UNKNOWN_PUPIL if not pupils else None,
            "host": Reason.UNKNOWN_HOST if row.values["host"] and host is None else None,
            "place": Reason.UNKNOWN_PLACE if row.values["place"] and place is None else None,
        }
        if len(pupils) + 1 > IN_A_ROOM:
            wrong["pupil"] = Reason.TOO_MANY
        faults = [Fault(row.n, field, reason) for field, reason in wrong.items() if reason is not None]
        if teacher is None or faults:
            return None, faults
        return InRow(teacher, pupils, None if host is None else host.id, place), []


def _staff(known: Named, named: str) -> Person | None:
    return known.get(named) or known.get(named.lower())


def _several(text: str, known: Named) -> tuple[Person, ...]:
    """One pupil, or several with a semicolon or comma between them; nobody where one is unknown."""
    words: Iterable[str] = [text] if text in known else re.split(r"\s*[;,]\s*", text.strip(" ;,"))
    found = {word: known.get(word) for word in words}
    if None in found.values():
        return ()
    return tuple({one.id: one for one in found.values() if one is not None}.values())
