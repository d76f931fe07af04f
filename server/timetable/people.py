"""Whom a timetable names, looked up in their municipality."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from server.db.tables import person
from server.errors import UnknownHereError
from server.lessons.planning import NoTeacherError
from server.people import repository
from server.people.repository import Membership, Person
from server.roles.names import AccountRole


async def known(connection: AsyncConnection, municipality_id: str, ids: Collection[str]) -> list[Person]:
    """These people of a municipality, by name. Raises UnknownHereError."""
    mine = person.c.id.in_(ids) & (person.c.municipality_id == municipality_id)
    query = select(person).where(mine).order_by(person.c.name, person.c.id)
    found = [Person(**row) for row in (await connection.execute(query)).mappings()]
    if len(found) < len(set(ids)):
        raise UnknownHereError("person")
    return found


async def by_id(connection: AsyncConnection, municipality_id: str, ids: Collection[str]) -> dict[str, Person]:
    """The same by their ids. Raises UnknownHereError."""
    return {one.id: one for one in await known(connection, municipality_id, ids)}


async def host(connection: AsyncConnection, municipality_id: str, named: str | None) -> Person | None:
    """Who is to sit beside the pupil, if anybody is named. Raises UnknownHereError."""
    if not named:
        return None
    staff = await repository.members(connection, municipality_id)
    if not any(one.person_id == named and AccountRole.HOST in one.roles for one in staff):
        raise UnknownHereError("host")
    (found,) = await known(connection, municipality_id, [named])
    return found


async def teacher(connection: AsyncConnection, member: Membership, named: str | None) -> Person:
    """Who is to teach: oneself, or whom one names.

    Raises
    ------
    NoTeacherError
        They are no teacher of this municipality.
    """
    wanted = named or member.person_id
    staff = await repository.members(connection, member.municipality_id)
    if not any(one.person_id == wanted and AccountRole.TEACHER in one.roles for one in staff):
        raise NoTeacherError
    (found,) = await known(connection, member.municipality_id, [wanted])
    return found
