"""Which nodes serve lessons from this database, and what they have stored: seen without any bus."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from secrets import token_hex

import structlog
from sqlalchemy import delete, select, update
from sqlalchemy.exc import SQLAlchemyError

from server.db import Database
from server.db.tables import node as nodes
from server.rooms.store import DatabaseRoomStore
from signaling.service import LessonService

BEAT_S = 1.0
DEAD_S = 5.0
FORGET_S = 24 * 3600.0

log: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger("klangbro.rooms")


class Nodes:
    """This node's sign of life, and the others'.

    A node is dead once its row is gone, or has stood still for `DEAD_S` of our own time: nobody has to
    believe another one's clock. One we have not heard of is taken to live until the database knows nothing
    of it. One that stops says nothing: until it counts as dead, its people have come back elsewhere, and
    nobody has seen them go. Being wrong costs its people a reconnection and no message.

    Notes
    -----
    One event loop; not thread-safe.
    """

    def __init__(
        self,
        database: Database,
        store: DatabaseRoomStore,
        *,
        wall_s: Callable[[], float] = time.time,
        now_s: Callable[[], float] = time.monotonic,
    ) -> None:
        self.node = token_hex(6)
        self._database = database
        self._store = store
        self._wall_s = wall_s
        self._now_s = now_s
        self._beats = 0
        self._seen: dict[str, tuple[int | None, float]] = {}
        self._dead: dict[str, None] = {}

    def lives(self, node: str) -> bool:
        """Whether a node still serves, as far as is known."""
        if node in self._dead:
            return False
        self._seen.setdefault(node, (None, self._now_s()))
        return True

    async def join(self) -> None:
        """Be one of them; before anybody is served."""
        now_s = self._wall_s()
        async with self._database.write() as connection:
            await connection.execute(delete(nodes).where(nodes.c.updated_s < now_s - FORGET_S))
            await connection.execute(nodes.insert().values(id=self.node, beats=0, updated_s=now_s))

    async def beat(self) -> bool:
        """Say that we live, and look who does; whether a node was found dead."""
        self._beats += 1
        asked = set(self._seen)
        async with self._database.compare_and_set() as connection:
            ours = nodes.c.id == self.node
            row = {"beats": self._beats, "updated_s": self._wall_s()}
            if (await connection.execute(update(nodes).where(ours).values(row))).rowcount == 0:
                await connection.execute(nodes.insert().values(id=self.node, **row))
            found = (await connection.execute(select(nodes.c.id, nodes.c.beats))).all()
        return self._look({str(row.id): int(row.beats) for row in found}, asked)

    def _look(self, found: dict[str, int], asked: set[str]) -> bool:
        now_s = self._now_s()
        died = []
        for node in (asked | set(found)) - {self.node}:
            beats, since_s = self._seen.get(node, (None, now_s))
            if node in found and found[node] != beats:
                self._dead.pop(node, None)
                self._seen[node] = found[node], now_s
            elif node not in found or now_s - since_s >= DEAD_S:
                died += [] if node in self._dead else [node]
                self._dead[node] = None
                self._seen.pop(node, None)
        return bool(died)

    def blind(self) -> None:
        """The database could not be read: nobody is dead for having been silent meanwhile."""
        now_s = self._now_s()
        self._seen = {node: (beats, now_s) for node, (beats, _) in self._seen.items()}

    async def look(self, rooms: LessonService) -> None:
        """Find out what other nodes have stored of the lessons that are open here."""
        known = rooms.revisions
        if known:
            for lesson, revision in (await self._store.revisions(known)).items():
                rooms.heard(lesson, revision)

    async def watch(self, rooms: LessonService) -> None:
        """Beat and look until cancelled, whatever becomes of the database meanwhile."""
        while True:
            try:
                if await self.beat():
                    log.info("a node is gone; its lessons go on")
                    rooms.look_round()
                await self.look(rooms)
            except (SQLAlchemyError, OSError) as error:
                self.blind()
                log.warning("nodes not read", reason=type(error).__name__)
            await asyncio.sleep(BEAT_S)
