"""Where the rooms' states survive. What ``save`` has returned for is on the disk."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert as upsert_postgresql
from sqlalchemy.dialects.sqlite import insert as upsert_sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from server.db import Database
from server.db.tables import room_state
from signaling.ports import StaleRoom, StoredRoom

BATCH = 256


@dataclass
class _Save:
    lesson: str
    stored: StoredRoom
    done: asyncio.Future[None] = field(default_factory=lambda: asyncio.get_running_loop().create_future())


class DatabaseRoomStore:
    """A RoomStore in the database, with group commit.

    A commit waits for the disk, so whatever rooms want stored while one commit is under way goes into the
    next one together. A room whose revision is not the next one is refused alone; the others are stored.

    Notes
    -----
    One event loop; not thread-safe.
    """

    def __init__(self, database: Database, *, now_s: Callable[[], float] = time.time) -> None:
        self._database = database
        self._now_s = now_s
        self._waiting: deque[_Save] = deque()
        self._writer: asyncio.Task[None] | None = None

    async def load(self, lesson: str, /) -> StoredRoom | None:
        """Return the newest state of a lesson, or None."""
        query = select(room_state.c.state, room_state.c.revision).where(room_state.c.lesson_id == lesson)
        async with self._database.read() as connection:
            row = (await connection.execute(query)).first()
        return None if row is None else StoredRoom(state=row.state, revision=row.revision)

    async def revisions(self, lessons: Iterable[str]) -> dict[str, int]:
        """Return the newest revision of each of these lessons that has one."""
        asked, found = sorted(lessons), dict[str, int]()
        async with self._database.read() as connection:
            for start in range(0, len(asked), BATCH):
                which = room_state.c.lesson_id.in_(asked[start : start + BATCH])
                query = select(room_state.c.lesson_id, room_state.c.revision).where(which)
                found |= {str(row.lesson_id): int(row.revision) for row in await connection.execute(query)}
        return found

    async def save(self, lesson: str, stored: StoredRoom, /) -> None:
        """Store durably. Raises StaleRoom if somebody else has stored this room since we did."""
        save = _Save(lesson, stored)
        self._waiting.append(save)
        if self._writer is None or self._writer.done():
            self._writer = asyncio.create_task(self._write_all())
        await save.done

    async def _write_all(self) -> None:
        while self._waiting:
            batch = [self._waiting.popleft() for _ in range(min(BATCH, len(self._waiting)))]
            batch.sort(key=lambda save: save.lesson)  # two nodes with the same rooms must not deadlock
            try:
                async with self._database.compare_and_set() as connection:
                    stale = [save for save in batch if not await self._write(connection, save)]
            except BaseException as error:  # also when cancelled: nobody may be left waiting
                for save in batch:
                    _settle(save, error if isinstance(error, Exception) else ConnectionError("shutting down"))
                if not isinstance(error, Exception):
                    raise
                continue
            for save in batch:
                _settle(save, StaleRoom(save.lesson) if save in stale else None)

    async def _write(self, connection: AsyncConnection, save: _Save) -> bool:
        values = {
            "state": save.stored.state,
            "revision": save.stored.revision,
            "updated_s": self._now_s(),
        }
        if save.stored.revision == 1:
            insert = upsert_sqlite if connection.dialect.name == "sqlite" else upsert_postgresql
            new = insert(room_state).values(lesson_id=save.lesson, **values).on_conflict_do_nothing()
            # Not rowcount, which not every driver knows of an INSERT.
            return (await connection.execute(new.returning(room_state.c.revision))).first() is not None
        ours = (room_state.c.lesson_id == save.lesson) & (room_state.c.revision == save.stored.revision - 1)
        return (await connection.execute(update(room_state).where(ours).values(values))).rowcount == 1


def _settle(save: _Save, error: Exception | None) -> None:
    if save.done.done():
        return
    if error is None:
        save.done.set_result(None)
    else:
        save.done.set_exception(error)
