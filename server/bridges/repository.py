"""What other systems call our people and lessons, and how their columns read, in the database."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from server.bridges.fields import Kind
from server.db.bridge_tables import column_mapping as mappings
from server.db.bridge_tables import lesson_alias as lesson_aliases
from server.db.bridge_tables import person_alias as person_aliases
from server.db.tables import lesson, lesson_host
from server.db.timetable_tables import occurrence


@dataclass(frozen=True)
class Held:
    """What stands beside a lesson: its time in the timetable with place and level, and the adult."""

    occurrence: str | None = None
    place: str | None = None
    level: str = ""
    host: str | None = None


async def people_called(connection: AsyncConnection, municipality_id: str, kind: Kind) -> dict[str, str]:
    """Whom another system's ids mean here."""
    query = select(person_aliases.c.outside_id, person_aliases.c.person_id).where(
        person_aliases.c.municipality_id == municipality_id, person_aliases.c.kind == kind.value
    )
    return {str(row.outside_id): str(row.person_id) for row in await connection.execute(query)}


async def lessons_called(connection: AsyncConnection, municipality_id: str) -> dict[str, str]:
    """Which lessons another system's ids mean here."""
    query = select(lesson_aliases.c.outside_id, lesson_aliases.c.lesson_id).where(
        lesson_aliases.c.municipality_id == municipality_id
    )
    return {str(row.outside_id): str(row.lesson_id) for row in await connection.execute(query)}


async def held_in(connection: AsyncConnection, municipality_id: str) -> dict[str, Held]:
    """What stands beside each of a municipality's lessons, if anything does."""
    beside = select(lesson_host).join(lesson, lesson.c.id == lesson_host.c.lesson_id)
    hosts = await connection.execute(beside.where(lesson.c.municipality_id == municipality_id))
    found = {str(row.lesson_id): Held(host=row.person_id) for row in hosts}
    times = select(occurrence.c.lesson_id, occurrence.c.id, occurrence.c.place_id, occurrence.c.level).where(
        occurrence.c.municipality_id == municipality_id, occurrence.c.lesson_id.is_not(None)
    )
    for row in await connection.execute(times):
        held = found.get(row.lesson_id, Held())
        found[row.lesson_id] = replace(held, occurrence=row.id, place=row.place_id, level=row.level)
    return found


async def call_people(
    connection: AsyncConnection, municipality_id: str, kind: Kind, ids: Mapping[str, str]
) -> None:
    """Remember what another system calls people."""
    rows = [
        {"municipality_id": municipality_id, "kind": kind.value, "outside_id": one, "person_id": person}
        for one, person in ids.items()
    ]
    if rows:
        await connection.execute(person_aliases.insert(), rows)


async def call_lesson(
    connection: AsyncConnection, municipality_id: str, outside_id: str, lesson_id: str
) -> None:
    row: dict[str, Any] = {"municipality_id": municipality_id, "outside_id": outside_id}
    await connection.execute(lesson_aliases.insert().values(row | {"lesson_id": lesson_id}))


async def columns_of(connection: AsyncConnection, municipality_id: str, kind: Kind) -> dict[str, str]:
    """Which column each field is read from, if it was saved."""
    mine = (mappings.c.municipality_id == municipality_id) & (mappings.c.kind == kind.value)
    found = (await connection.execute(select(mappings.c["columns"]).where(mine))).scalar()
    return {} if found is None else dict(json.loads(found))


async def save_columns(
    connection: AsyncConnection, municipality_id: str, kind: Kind, columns: Mapping[str, str], now_s: float
) -> None:
    mine = (mappings.c.municipality_id == municipality_id) & (mappings.c.kind == kind.value)
    await connection.execute(delete(mappings).where(mine))
    await connection.execute(
        mappings.insert().values(
            {
                "municipality_id": municipality_id,
                "kind": kind.value,
                "columns": json.dumps(dict(columns)),
                "saved_s": now_s,
            }
        )
    )
