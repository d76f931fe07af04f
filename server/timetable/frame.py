"""What a timetable stands on in the database: terms, holidays, places."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import date
from typing import Literal

from sqlalchemy import Table, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from server.db.timetable_tables import holiday, place, term
from server.errors import UnknownHereError
from server.timetable.schemas import Frame, NewTimes, PlaceOut, TimesOut

Kind = Literal["term", "holiday"]
_TABLES: dict[Kind, Table] = {"term": term, "holiday": holiday}


async def read(connection: AsyncConnection, municipality_id: str) -> Frame:
    """All of a municipality's."""
    query = select(place).where(place.c.municipality_id == municipality_id).order_by(place.c.name)
    return Frame(
        terms=await _times(connection, "term", municipality_id),
        holidays=await _times(connection, "holiday", municipality_id),
        places=[PlaceOut(id=row.id, name=row.name) for row in await connection.execute(query)],
    )


async def _times(connection: AsyncConnection, kind: Kind, municipality_id: str) -> list[TimesOut]:
    table = _TABLES[kind]
    query = select(table).where(table.c.municipality_id == municipality_id).order_by(table.c.first_day)
    return [
        TimesOut(
            id=row.id,
            name=row.name,
            first_day=date.fromisoformat(row.first_day),
            last_day=date.fromisoformat(row.last_day),
        )
        for row in await connection.execute(query)
    ]


async def free_days(connection: AsyncConnection, municipality_id: str) -> Callable[[date], bool]:
    """Whether a day is one of a municipality's holidays."""
    spans = [(one.first_day, one.last_day) for one in await _times(connection, "holiday", municipality_id)]
    return lambda day: any(first <= day <= last for first, last in spans)


async def add_times(connection: AsyncConnection, kind: Kind, municipality_id: str, new: NewTimes) -> TimesOut:
    made = TimesOut(id=secrets.token_hex(8), **new.model_dump())
    row = made.model_dump(mode="json") | {"municipality_id": municipality_id}
    await connection.execute(_TABLES[kind].insert().values(row))
    return made


async def remove_times(
    connection: AsyncConnection, kind: Kind, municipality_id: str, times_id: str
) -> TimesOut:
    """Take one away; return what it was. Raises UnknownHereError."""
    found = [one for one in await _times(connection, kind, municipality_id) if one.id == times_id]
    await _remove(connection, _TABLES[kind], municipality_id, times_id)
    return found[0]


async def add_place(connection: AsyncConnection, municipality_id: str, name: str) -> PlaceOut:
    made = PlaceOut(id=secrets.token_hex(8), name=name)
    await connection.execute(place.insert().values(made.model_dump() | {"municipality_id": municipality_id}))
    return made


async def remove_place(connection: AsyncConnection, municipality_id: str, place_id: str) -> None:
    """What was planned there is without a place then. Raises UnknownHereError."""
    await _remove(connection, place, municipality_id, place_id)


async def known_place(connection: AsyncConnection, municipality_id: str, place_id: str) -> PlaceOut:
    """Raises UnknownHereError."""
    mine = (place.c.id == place_id) & (place.c.municipality_id == municipality_id)
    row = (await connection.execute(select(place).where(mine))).first()
    if row is None:
        raise UnknownHereError("place")
    return PlaceOut(id=row.id, name=row.name)


async def _remove(connection: AsyncConnection, table: Table, municipality_id: str, row_id: str) -> None:
    mine = (table.c.id == row_id) & (table.c.municipality_id == municipality_id)
    if (await connection.execute(delete(table).where(mine))).rowcount == 0:
        raise UnknownHereError(table.name)
