"""What surrounds the simulated nodes: a store, a bus and transports, each with a will of its own."""

from __future__ import annotations

import asyncio
import random
from collections import deque
from collections.abc import Callable, Sequence
from typing import TypeVar

from signaling.connection import ConnectionLost
from signaling.messages import IceServer, LessonInfo
from signaling.ports import StaleRoom, StoredRoom
from signaling.service import LessonService

T = TypeVar("T")
LESSON = LessonInfo(id="lesson", instrument="violin", teacher="Anna")


class Lot:
    """All that happens by chance, and how long it takes."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng

    async def while_(self, most_s: float) -> None:
        await asyncio.sleep(self.rng.uniform(0.0001, most_s))

    def happens(self, share: float) -> bool:
        return self.rng.random() < share


class Database:
    """The rooms that are stored for good.

    Attributes
    ----------
    up : bool
        Down, every use of it fails; what was being committed may have been stored or not.
    on_commit : Callable[[StoredRoom], None]
        Sees every revision that came to be.
    """

    def __init__(self, lot: Lot, on_commit: Callable[[StoredRoom], None]) -> None:
        self.up = True
        self._lot = lot
        self._on_commit = on_commit
        self._room: StoredRoom | None = None

    async def load(self) -> StoredRoom | None:
        await self._lot.while_(0.01)
        self._check()
        return self._room

    async def save(self, stored: StoredRoom) -> None:
        await self._lot.while_(0.01)
        if not self.up and self._lot.happens(0.7):
            raise OSError("the database is down")
        if stored.revision != (self._room.revision if self._room else 0) + 1:
            raise StaleRoom(LESSON.id)
        self._room = stored
        self._on_commit(stored)
        await self._lot.while_(0.005)
        self._check()

    def _check(self) -> None:
        if not self.up:
            raise OSError("the database is down")


class Pipe:
    """One direction of a transport: in order, late, and gone with all that is in it when it is cut."""

    def __init__(self, lot: Lot) -> None:
        self._lot = lot
        self._texts: deque[tuple[float, str]] = deque()
        self._wake = asyncio.Event()
        self.ended = False

    def put(self, text: str) -> None:
        if self.ended:
            raise ConnectionLost
        at_s = asyncio.get_running_loop().time() + self._lot.rng.uniform(0.001, 0.05)
        if self._texts:
            at_s = max(at_s, self._texts[-1][0])
        self._texts.append((at_s, text))
        self._wake.set()

    async def get(self) -> str:
        while True:
            if self._texts:
                left_s = self._texts[0][0] - asyncio.get_running_loop().time()
                if left_s <= 0:
                    return self._texts.popleft()[1]
                await asyncio.sleep(left_s)
            elif self.ended:
                raise ConnectionLost
            else:
                self._wake.clear()
                await self._wake.wait()

    def end(self, *, lose: bool) -> None:
        self.ended = True
        if lose:
            self._texts.clear()
        self._wake.set()


class End:
    """One end of a transport as a `signaling.connection.Connection`."""

    def __init__(self, incoming: Pipe, outgoing: Pipe) -> None:
        self._incoming = incoming
        self._outgoing = outgoing

    async def receive(self) -> str:
        return await self._incoming.get()

    async def send(self, text: str, /) -> None:
        self._outgoing.put(text)

    async def close(self, code: int, reason: str, /) -> None:
        self._outgoing.end(lose=False)
        self._incoming.end(lose=True)

    def cut(self) -> None:
        """The network is gone, with what is on it, and both ends see it."""
        self._outgoing.end(lose=True)
        self._incoming.end(lose=True)


class Directory:
    """One lesson, every invite good."""

    async def lesson(self, lesson: str, /) -> LessonInfo | None:
        return LESSON if lesson == LESSON.id else None

    async def invited(self, lesson: str, invite: str, /) -> tuple[LessonInfo | None, bool]:
        return await self.lesson(lesson), True

    def ice_servers(self, lesson: str, participant: str, /) -> Sequence[IceServer]:
        return ()


class Wire:
    """The bus between all nodes: at most once when it works as it should, and worse here.

    Attributes
    ----------
    up : bool
    """

    def __init__(self, lot: Lot) -> None:
        self.up = True
        self.lot = lot
        self.nodes: dict[str, NodeBus] = {}

    def later(self, node: str, what: Callable[[LessonService], None]) -> None:
        """Bring something to a node: perhaps, perhaps twice, and not in order."""
        if not self.up or self.lot.happens(0.1):
            return
        for _ in range(2 if self.lot.happens(0.1) else 1):
            delay_s = self.lot.rng.uniform(0.0005, 0.05)
            asyncio.get_running_loop().call_later(delay_s, self._bring, node, what)

    def _bring(self, node: str, what: Callable[[LessonService], None]) -> None:
        there = self.nodes.get(node)
        if there is not None and there.service is not None and self.up:
            what(there.service)


class NodeBus:
    """One node's bus, and its store; both hang for ever once the node is killed.

    Attributes
    ----------
    dead : bool
        Killed: nothing of it reaches anything any more.
    cut_off : bool
        It cannot reach the store for now.
    """

    shared = True

    def __init__(self, node: str, wire: Wire, database: Database) -> None:
        self.node = node
        self.service: LessonService | None = None
        self.dead = False
        self.cut_off = False
        self._wire = wire
        self._database = database
        wire.nodes[node] = self

    # the bus

    def lives(self, node: str, /) -> bool:
        return node in self._wire.nodes

    def wake(self, node: str, lesson: str, revision: int, /) -> None:
        if not self.dead:
            self._wire.later(node, lambda service: service.heard(lesson, revision))

    def carry(self, node: str, lesson: str, revision: int, link: str, text: str, /) -> None:
        if not self.dead:
            self._wire.later(node, lambda service: service.carried(lesson, revision, link, text))

    # the store

    async def load(self, lesson: str, /) -> StoredRoom | None:
        await self._reach()
        found = await self._database.load()
        await self._reach()
        return found

    async def save(self, lesson: str, stored: StoredRoom, /) -> None:
        await self._reach()
        await self._database.save(stored)
        await self._reach()

    async def newest(self) -> int:
        """The stored revision, for the look that needs no bus."""
        found = await self.load(LESSON.id)
        return found.revision if found else 0

    async def _reach(self) -> None:
        if self.dead:
            await asyncio.get_running_loop().create_future()
        if self.cut_off:
            await self._wire.lot.while_(0.3)
            raise OSError("the database cannot be reached")
