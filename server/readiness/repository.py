"""Places and their hours in the database."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from server.db.place_tables import device_reading, place_key, place_program, place_warning, readiness
from server.db.tables import lesson as lessons
from server.db.timetable_tables import place as places

BLOCKED = "none"
"""The word of an hour in which nothing got through."""
NEVER_MS = 60_000.0
"""What such an hour is worth, stored: more than all else, so that it stays as the worst. Never told."""
_PLACE = select(places.c.id, places.c.municipality_id, places.c.name, place_key.c.created_s).join_from(
    places, place_key
)


@dataclass(frozen=True)
class Place:
    """A room; ``last_s`` is the newest hour that was measured."""

    id: str
    municipality_id: str
    name: str
    created_s: float
    last_s: float | None = None


async def add(
    connection: AsyncConnection, municipality_id: str, name: str, key_digest: str, now_s: float
) -> Place:
    """Let a place measure: the timetable's of this name if there is one that does not yet, else a new one."""
    same = select(places.c.id).where(places.c.municipality_id == municipality_id, places.c.name == name)
    place_id = await connection.scalar(same.where(places.c.id.not_in(select(place_key.c.place_id))))
    if place_id is None:
        place_id = secrets.token_urlsafe(9)
        row = {"id": place_id, "municipality_id": municipality_id, "name": name}
        await connection.execute(places.insert().values(**row))
    await connection.execute(
        place_key.insert().values(place_id=place_id, key_digest=key_digest, created_s=now_s)
    )
    return Place(place_id, municipality_id, name, now_s)


async def listing(connection: AsyncConnection, municipality_id: str) -> list[Place]:
    """A municipality's places that measure, by name."""
    last = select(func.max(readiness.c.hour_s)).where(readiness.c.place_id == places.c.id).scalar_subquery()
    query = (
        _PLACE.add_columns(last)
        .where(places.c.municipality_id == municipality_id)
        .order_by(places.c.name, places.c.id)
    )
    return [Place(*row) for row in await connection.execute(query)]


async def find(connection: AsyncConnection, place_id: str) -> Place | None:
    """One place that measures."""
    return await _one(connection, places.c.id == place_id)


async def find_by_key(connection: AsyncConnection, key_digest: str) -> Place | None:
    """The place that this key opens."""
    return await _one(connection, place_key.c.key_digest == key_digest)


async def _one(connection: AsyncConnection, condition: Any) -> Place | None:
    row = (await connection.execute(_PLACE.where(condition))).first()
    return None if row is None else Place(*row)


async def remove(connection: AsyncConnection, place_id: str) -> None:
    """Take a place's key away, with all that was measured there; the timetable's room stays."""
    for table in (readiness, place_program, place_warning, device_reading, place_key):
        await connection.execute(delete(table).where(table.c.place_id == place_id))


def blocked(profile: str) -> dict[str, Any]:
    """An hour's values where nothing got through: later than anything, all of it lost."""
    ways = {"variation_out_ms": 0.0, "variation_in_ms": 0.0, "lost_out_pct": 100.0, "lost_in_pct": 100.0}
    return {"profile": profile, "word": BLOCKED, "worth_ms": NEVER_MS, **ways}


async def keep(connection: AsyncConnection, place_id: str, hour_s: int, values: dict[str, Any]) -> None:
    """Remember a measurement: of an hour the worst stays."""
    here = (
        (readiness.c.place_id == place_id)
        & (readiness.c.hour_s == hour_s)
        & (readiness.c.profile == values["profile"])
    )
    known = (await connection.execute(select(readiness).where(here))).mappings().first()
    if known is None:
        await connection.execute(
            readiness.insert().values(place_id=place_id, hour_s=hour_s, measured=1, **values)
        )
        return
    worse = values if values["worth_ms"] > known["worth_ms"] else {}
    await connection.execute(readiness.update().where(here).values(measured=known["measured"] + 1, **worse))


async def forget_before(connection: AsyncConnection, place_id: str, hour_s: int) -> None:
    """Drop what is older."""
    await connection.execute(
        delete(readiness).where(readiness.c.place_id == place_id, readiness.c.hour_s < hour_s)
    )


async def hours(
    connection: AsyncConnection, place_id: str, from_s: float, profile: str | None = None
) -> list[dict[str, Any]]:
    """All hours since, of one profile or of all, the oldest first."""
    query = (
        select(readiness)
        .where(readiness.c.place_id == place_id, readiness.c.hour_s >= from_s)
        .order_by(readiness.c.hour_s, readiness.c.profile)
    )
    if profile is not None:
        query = query.where(readiness.c.profile == profile)
    return [dict(row) for row in (await connection.execute(query)).mappings()]


async def at_hours(
    connection: AsyncConnection, place_id: str, profile: str, wanted: Iterable[int]
) -> list[dict[str, Any]]:
    """These hours, as far as they were measured."""
    query = select(readiness).where(
        readiness.c.place_id == place_id,
        readiness.c.profile == profile,
        readiness.c.hour_s.in_(list(wanted)),
    )
    return [dict(row) for row in (await connection.execute(query)).mappings()]


async def has_lesson(connection: AsyncConnection, municipality_id: str, now_s: float, near_s: float) -> bool:
    """Whether a lesson of the municipality goes on, or is about to."""
    query = select(lessons.c.begins_s, lessons.c.minutes).where(
        lessons.c.municipality_id == municipality_id,
        lessons.c.revoked_s.is_(None),
        lessons.c.begins_s <= now_s + near_s,
        lessons.c.begins_s >= now_s - 24 * 3600,
    )
    rows = (await connection.execute(query)).all()
    return any(begins_s + 60 * (minutes or 60) > now_s for begins_s, minutes in rows)
