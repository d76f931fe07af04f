"""Staff cards out of a table: what a cell says is taken, what is empty or no column stays as it was."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from server.agreements import repository as agreements
from server.cards import repository
from server.cards.schemas import Card

#: Fields of a table, and of a card.
_NAMES = {
    "subjects": "subjects",
    "languages": "languages",
    "employers": "employers",
    "offered": "offered_min",
    "travels": "travels",
    "travel_km": "travel_km",
}


class CardTaker:
    """Takes in the cards of a municipality's staff; a guest's is their home's and stays."""

    def __init__(self, municipality_id: str, now_s: float) -> None:
        self._here = municipality_id
        self._now_s = now_s
        self._cards: dict[str, Card] = {}

    async def learn(self, connection: AsyncConnection) -> None:
        """Read what there is."""
        self._cards = await repository.cards_in(connection, self._here)

    async def take(self, connection: AsyncConnection, person_id: str, values: Mapping[str, Any]) -> bool:
        """Keep what a row says of somebody; return whether that changed anything."""
        said = {card: values[name] for name, card in _NAMES.items() if values.get(name) is not None}
        before = self._cards.get(person_id, Card())
        new = merged(before, said)
        if new == before or await agreements.is_guest(connection, person_id):
            return False
        self._cards[person_id] = new
        await repository.keep(connection, person_id, new, self._now_s)
        return True


def merged(before: Card, said: Mapping[str, Any]) -> Card:
    """A card with what was said of it: a distance is of somebody who travels, and of nobody else."""
    new = before.model_copy(update=dict(said))
    if "travel_km" in said and "travels" not in said:
        new = new.model_copy(update={"travels": True})
    return new if new.travels else new.model_copy(update={"travel_km": None})
