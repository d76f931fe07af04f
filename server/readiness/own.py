"""Which places somebody may measure from a page: who keeps them every one, a teacher those they teach at."""

from __future__ import annotations

from sqlalchemy import select, union
from sqlalchemy.ext.asyncio import AsyncConnection

from server.accounts.asking import Member
from server.db.timetable_tables import occurrence, series_part
from server.errors import UnknownHereError
from server.readiness.repository import Place
from server.roles.names import Action
from server.roles.policy import may_any
from server.state import Services


async def taught_at(connection: AsyncConnection, person_id: str) -> frozenset[str]:
    """The places that stand in a teacher's timetable."""
    both = (
        select(table.c.place_id).where(table.c.teacher_id == person_id, table.c.place_id.is_not(None))
        for table in (occurrence, series_part)
    )
    return frozenset(await connection.scalars(union(*both)))


async def measurable(services: Services, member: Member) -> frozenset[str] | None:
    """Ids of the places that this person may measure; None: every one of the municipality."""
    if may_any(member.roles, Action.MANAGE_PLACES, None, same_municipality=True):
        return None
    if not may_any(member.roles, Action.MEASURE_OWN_PLACES, None, same_municipality=True):
        return frozenset()
    async with services.database.read() as connection:
        return await taught_at(connection, member.person_id)


async def place_to_measure(services: Services, member: Member, place_id: str) -> Place:
    """The place, for somebody who may measure it. Raises UnknownHereError."""
    found = await services.readiness.place(member.municipality_id, place_id)
    allowed = await measurable(services, member)
    if allowed is not None and place_id not in allowed:
        raise UnknownHereError("place")
    return found
