"""What every kind of table has in common when it is taken in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncConnection

from server.bridges.fields import Fault, Row


class Done(StrEnum):
    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass
class Outcome:
    """How many rows did what, and what was wrong with the others.

    Attributes
    ----------
    engaged : list[Row]
        Those for whose time somebody, or the room, is in another lesson, which a later row may yet move.
    """

    done: Counter[Done] = field(default_factory=Counter)
    faults: list[Fault] = field(default_factory=list)
    engaged: list[Row] = field(default_factory=list)


class Taker(Protocol):
    """Takes in one kind. What is there is read once; after that it is known from what was taken in."""

    async def learn(self, connection: AsyncConnection) -> None:
        """Read what there is."""

    async def take(self, connection: AsyncConnection, rows: Sequence[Row], outcome: Outcome) -> None:
        """Take in rows, all of which can be read."""
