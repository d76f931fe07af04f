"""What the lesson service needs from whoever runs it: a store, a directory of lessons, a clock."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from signaling.messages import IceServer, LessonInfo


class StaleRoom(Exception):  # noqa: N818
    """Somebody else has stored this room since we did: it is theirs now."""


@dataclass(frozen=True, slots=True)
class StoredRoom:
    """A room as it was last stored; `revision` counts the stores of this lesson from 1."""

    state: str
    revision: int


class RoomStore(Protocol):
    """Keeps room states; what ``save`` has returned for survives a kill."""

    async def load(self, lesson: str, /) -> StoredRoom | None:
        """The newest state of a lesson."""
        ...

    async def save(self, lesson: str, stored: StoredRoom, /) -> None:
        """Store durably; `StaleRoom` unless the revision before is exactly one less (0: none yet)."""
        ...


class LessonDirectory(Protocol):
    """Which lessons and invites there are."""

    async def lesson(self, lesson: str, /) -> LessonInfo | None:
        """The lesson, or None when there is none (any more)."""
        ...

    async def invite_holds(self, invite: str, /) -> bool:
        """Whether this invite exists and was not withdrawn."""
        ...

    def ice_servers(self, lesson: str, participant: str, /) -> Sequence[IceServer]:
        """STUN and TURN servers for one participant, credentials fresh; must not wait."""
        ...


class MemoryStore:
    """Keeps rooms in memory: for tests, and for a server that need not survive."""

    def __init__(self) -> None:
        self.rooms: dict[str, StoredRoom] = {}

    async def load(self, lesson: str, /) -> StoredRoom | None:
        """See `RoomStore`."""
        return self.rooms.get(lesson)

    async def save(self, lesson: str, stored: StoredRoom, /) -> None:
        """See `RoomStore`."""
        before = self.rooms.get(lesson)
        if stored.revision != (before.revision if before else 0) + 1:
            raise StaleRoom(lesson)
        self.rooms[lesson] = stored


@dataclass(frozen=True, slots=True)
class Clock:
    """Monotonic seconds for everything that is waited for, unix seconds for expiry and chat stamps."""

    monotonic_s: Callable[[], float] = time.monotonic
    wall_s: Callable[[], float] = time.time
