"""Limits, warnings and wishes in the database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Table, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from server.accounts.schemas import Locale
from server.db.place_tables import place_key, place_limit, place_program, place_warning, place_wish
from server.db.tables import account, membership, person
from server.db.timetable_tables import place
from server.privacy.protection import shown
from server.readiness.judging import Found, Kind, Limits

REST_S = 24 * 3600.0
"""What ended and begins again within this time is the same trouble: no second letter goes."""


@dataclass(frozen=True)
class Warned:
    """A warning, and of which place."""

    place_id: str
    municipality_id: str
    name: str
    since_s: float
    found: Found


@dataclass(frozen=True)
class Wish:
    """Somebody who wants letters."""

    account_id: str
    municipality_id: str
    language: Locale
    email: str
    name: str


async def heard(connection: AsyncConnection, place_id: str, now_s: float) -> None:
    """A place's program was heard of."""
    await _put(connection, place_program, {"place_id": place_id}, {"heard_s": now_s})


async def programs(connection: AsyncConnection) -> dict[str, tuple[str, float | None]]:
    """Every place that measures: its municipality, and when its program was last heard of."""
    query = select(place.c.id, place.c.municipality_id, place_program.c.heard_s).select_from(
        place.join(place_key).outerjoin(place_program, place_program.c.place_id == place.c.id)
    )
    return {row.id: (row.municipality_id, row.heard_s) for row in await connection.execute(query)}


async def limits(connection: AsyncConnection, municipality_id: str) -> Limits:
    """A municipality's, or the defaults."""
    query = select(place_limit).where(place_limit.c.municipality_id == municipality_id)
    row = (await connection.execute(query)).mappings().first()
    return Limits() if row is None else Limits(**{k: v for k, v in row.items() if k != "municipality_id"})


async def set_limits(connection: AsyncConnection, municipality_id: str, new: Limits) -> None:
    """Keep a municipality's own."""
    await _put(connection, place_limit, {"municipality_id": municipality_id}, asdict(new))


async def settle(connection: AsyncConnection, place_id: str, found: Sequence[Found], now_s: float) -> None:
    """Take down what is so now; what is so no more has ended, and is forgotten after a day."""
    mine = place_warning.c.place_id == place_id
    rows = (await connection.execute(select(place_warning).where(mine))).mappings()
    known = {(row["kind"], row["profile"]): dict(row) for row in rows}
    for one in found:
        before = known.pop((one.kind, one.profile), None)
        values = {"value": one.value, "usual": one.usual, "ended_s": None}
        if before is None or _is_over(before, now_s):
            values |= {"since_s": now_s, "mailed_s": None}
        key = {"place_id": place_id, "kind": one.kind.value, "profile": one.profile}
        await _put(connection, place_warning, key, values)
    for (kind, profile), before in known.items():
        this = mine & (place_warning.c.kind == kind) & (place_warning.c.profile == profile)
        if before["ended_s"] is None:
            await connection.execute(place_warning.update().where(this).values(ended_s=now_s))
        elif _is_over(before, now_s):
            await connection.execute(delete(place_warning).where(this))


def _is_over(row: dict[str, Any], now_s: float) -> bool:
    return row["ended_s"] is not None and now_s - float(row["ended_s"]) > REST_S


async def warned(
    connection: AsyncConnection, municipality_id: str | None = None, *, unmailed: bool = False
) -> list[Warned]:
    """What is so now, of one municipality or of all; ``unmailed``: of which no letter has gone."""
    query = (
        select(place_warning, place.c.municipality_id, place.c.name)
        .join_from(place_warning, place)
        .where(place_warning.c.ended_s.is_(None))
        .order_by(place.c.name, place.c.id, place_warning.c.kind, place_warning.c.profile)
    )
    if municipality_id is not None:
        query = query.where(place.c.municipality_id == municipality_id)
    if unmailed:
        query = query.where(place_warning.c.mailed_s.is_(None))
    return [
        Warned(
            row.place_id,
            row.municipality_id,
            row.name,
            row.since_s,
            Found(Kind(row.kind), row.profile, row.value, row.usual),
        )
        for row in await connection.execute(query)
    ]


async def mailed(connection: AsyncConnection, now_s: float) -> None:
    """Of all that is so now a letter goes."""
    now = place_warning.c.ended_s.is_(None) & place_warning.c.mailed_s.is_(None)
    await connection.execute(place_warning.update().where(now).values(mailed_s=now_s))


async def wishes(connection: AsyncConnection, municipality_id: str) -> list[Wish]:
    """Who wants letters of a municipality, by name."""
    query = (
        select(place_wish, account.c.email, person.c.name, person.c.protected)
        .select_from(
            place_wish.join(account, account.c.id == place_wish.c.account_id)
            .join(
                membership,
                (membership.c.account_id == place_wish.c.account_id)
                & (membership.c.municipality_id == place_wish.c.municipality_id),
            )
            .join(person, person.c.id == membership.c.person_id)
        )
        .where(place_wish.c.municipality_id == municipality_id, account.c.closed_s.is_(None))
        .order_by(person.c.name)
    )
    return [
        Wish(row.account_id, row.municipality_id, row.language, row.email, shown(row.name, row.protected))
        for row in await connection.execute(query)
    ]


async def wish(
    connection: AsyncConnection, account_id: str, municipality_id: str, language: Locale | None, now_s: float
) -> None:
    """Let somebody be written to in a language, or not at all."""
    key = {"account_id": account_id, "municipality_id": municipality_id}
    if language is not None:
        await _put(connection, place_wish, key, {"language": language, "created_s": now_s})
        return
    this = (place_wish.c.account_id == account_id) & (place_wish.c.municipality_id == municipality_id)
    await connection.execute(delete(place_wish).where(this))


async def _put(
    connection: AsyncConnection, table: Table, key: dict[str, Any], values: dict[str, Any]
) -> None:
    """Change the row of this key, or make it; a write transaction of ours lets nobody in between."""
    this = [table.c[name] == value for name, value in key.items()]
    changed = await connection.execute(table.update().where(*this).values(**values))
    if not changed.rowcount:
        await connection.execute(table.insert().values(**key, **values))
