"""Staff cards in the database."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import RowMapping, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from server.cards.schemas import Card
from server.db.border_tables import agreement_teacher as teachers
from server.db.staff_tables import staff_card as cards
from server.db.tables import membership as memberships
from server.db.tables import municipality as municipalities
from server.db.tables import person as people


@dataclass(frozen=True)
class Kept:
    """A card, and whose it is; ``home`` names the municipality it is kept in."""

    person_id: str
    name: str
    municipality_id: str
    home: str
    card: Card


async def find(connection: AsyncConnection, person_id: str) -> Card | None:
    row = (await connection.execute(select(cards).where(cards.c.person_id == person_id))).mappings().first()
    return None if row is None else _card(row)


async def keep(connection: AsyncConnection, person_id: str, card: Card, now_s: float) -> None:
    """Keep this card of somebody's, and none before it."""
    await drop(connection, person_id)
    await connection.execute(
        cards.insert().values(
            person_id=person_id,
            subjects=json.dumps(card.subjects),
            languages=json.dumps(card.languages),
            employers=json.dumps([each.model_dump() for each in card.employers]),
            offered_min=card.offered_min,
            travels=card.travels,
            travel_km=card.travel_km,
            changed_s=now_s,
        )
    )


async def drop(connection: AsyncConnection, person_id: str) -> None:
    await connection.execute(delete(cards).where(cards.c.person_id == person_id))


async def cards_in(connection: AsyncConnection, municipality_id: str) -> dict[str, Card]:
    """The cards that are kept in a municipality, by person."""
    query = (
        select(cards)
        .join(people, people.c.id == cards.c.person_id)
        .where(people.c.municipality_id == municipality_id)
    )
    return {row["person_id"]: _card(row) for row in (await connection.execute(query)).mappings()}


async def guests_in(connection: AsyncConnection, municipality_id: str) -> dict[str, Kept]:
    """The home's cards of a municipality's guests, by who they are as guests."""
    query = (
        select(teachers.c.guest_id, people.c.name, people.c.municipality_id, municipalities.c.name, cards)
        .join(people, people.c.id == teachers.c.person_id)
        .join(municipalities, municipalities.c.id == people.c.municipality_id)
        .join(cards, cards.c.person_id == teachers.c.person_id)
        .where(teachers.c.municipality_id == municipality_id, teachers.c.guest_id.is_not(None))
    )
    found = {}
    for row in await connection.execute(query):
        guest, name, municipality, home = row[:4]
        columns = dict(zip(cards.c.keys(), row[4:], strict=True))
        found[str(guest)] = Kept(columns["person_id"], name, municipality, home, _card(columns))
    return found


async def offering(connection: AsyncConnection) -> list[Kept]:
    """Everybody of the network who offers hours and is still there, but those whose identity is protected."""
    query = (
        select(people.c.name, people.c.municipality_id, municipalities.c.name, cards)
        .join(people, people.c.id == cards.c.person_id)
        .join(memberships, memberships.c.person_id == people.c.id)
        .join(municipalities, municipalities.c.id == people.c.municipality_id)
        .where(cards.c.offered_min > 0, people.c.protected.is_(False))
        .order_by(municipalities.c.name, people.c.name, people.c.id)
    )
    found = []
    for row in await connection.execute(query):
        columns = dict(zip(cards.c.keys(), row[3:], strict=True))
        found.append(Kept(columns["person_id"], row[0], row[1], row[2], _card(columns)))
    return found


def _card(row: RowMapping | dict[str, Any]) -> Card:
    return Card(
        subjects=json.loads(row["subjects"]),
        languages=json.loads(row["languages"]),
        employers=json.loads(row["employers"]),
        offered_min=row["offered_min"],
        travels=row["travels"],
        travel_km=row["travel_km"],
    )
