"""What the lesson service needs from whoever runs it: store, directory of lessons, other nodes, clock."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from secrets import token_hex
from typing import Protocol

from signaling.messages import Admission, IceServer, LessonInfo


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

    async def invited(self, lesson: str, invite: str, /) -> tuple[LessonInfo | None, bool]:
        """The lesson, and whether this invite to it exists and was not withdrawn; both as of now."""
        ...

    def ice_servers(self, lesson: str, participant: str, /) -> Sequence[IceServer]:
        """STUN and TURN servers for one participant, credentials fresh; must not wait."""
        ...


class Witness(Protocol):
    """Told what is decided at the doors of lessons, once it is stored."""

    def decided(
        self, lesson: str, participant: str, admission: Admission, teachers: Sequence[str], /
    ) -> None:
        """A teacher of those in the room has let somebody in or out; must not wait or raise."""
        ...


class Warden(Protocol):
    """Knows who has permitted to be recorded."""

    async def lacking(self, lesson: str, participants: Collection[str], /) -> Collection[str]:
        """Who of these may not be recorded. From the call on, `LessonService.withdrawn` must be told
        whose permission ends, until `over`.
        """
        ...

    def running(self, lesson: str, take: str, by: str, recorded: Sequence[str], /) -> None:
        """These people are recorded from now on, on a teacher's (``by``, a name) wish; must not wait."""
        ...

    def over(self, lesson: str, /) -> None:
        """Nobody is recorded there any more, and nobody is about to be; must not wait."""
        ...


class Bus(Protocol):
    """The way to the other nodes that serve lessons from the same store.

    It carries nothing that must arrive: it wakes, and it brings what may vanish. Neither call waits or
    raises, whatever has become of the bus.
    """

    @property
    def node(self) -> str:
        """This node's name: of this process alone, never used again. It stands before its links' names."""
        ...

    @property
    def shared(self) -> bool:
        """Whether there may be other nodes; where not, a room stored by somebody else is theirs now."""
        ...

    def lives(self, node: str, /) -> bool:
        """Whether a node still serves, as far as is known here."""
        ...

    def wake(self, node: str, lesson: str, revision: int, /) -> None:
        """Tell a node that this revision of a lesson is stored."""
        ...

    def carry(self, node: str, lesson: str, revision: int, link: str, text: str, /) -> None:
        """Bring a text to a link of another node, not before it has taken up this revision."""
        ...


def link_name(node: str, number: int) -> str:
    """The name of a node's link."""
    return f"{node}.{number}"


def node_of(link: str) -> str:
    """The node that serves a link."""
    return link.rpartition(".")[0]


class NobodyPermitted:
    """The warden of a service that knows of no permissions."""

    async def lacking(self, lesson: str, participants: Collection[str], /) -> Collection[str]:
        """See `Warden`."""
        return participants

    def running(self, lesson: str, take: str, by: str, recorded: Sequence[str], /) -> None:
        """It never comes to that."""

    def over(self, lesson: str, /) -> None:
        """Nothing was begun."""


@dataclass(frozen=True, slots=True)
class Alone:
    """The bus of a node that has no others."""

    node: str = field(default_factory=lambda: token_hex(6))
    shared: bool = False

    def lives(self, node: str, /) -> bool:
        """See `Bus`."""
        return node == self.node

    def wake(self, node: str, lesson: str, revision: int, /) -> None:
        """Nobody is there to be woken."""

    def carry(self, node: str, lesson: str, revision: int, link: str, text: str, /) -> None:
        """Nobody is there to receive it."""


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
