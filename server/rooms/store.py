"""Where the rooms' states survive. What ``save`` has returned for is on the disk."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert as upsert_postgresql
from sqlalchemy.dialects.sqlite import insert as upsert_sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from server.db import Database
from server.db.tables import room_state
from server.db.together import Together
from signaling.ports import StaleRoom, StoredRoom

BATCH = 256
#: Commits begin so far apart at least: under load more rooms share one, and a calm one waits for nothing.
APART_S = 0.005
_LOAD = "SELECT lesson_id, state, revision FROM room_state WHERE lesson_id IN {keys}"


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
        self._loads = Together(self._find)

    async def load(self, lesson: str, /) -> StoredRoom | None:
        """Return the newest state of a lesson, or None."""
        return await self._loads.get(lesson)

    async def _find(self, lessons: Sequence[str]) -> Mapping[str, StoredRoom]:
        rows = await self._database.look_up(_LOAD, lessons)
        return {lesson: StoredRoom(state, revision) for lesson, state, revision in rows}

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
            begun_s = time.monotonic()
            try:
                stale = await self._commit(batch)
            except BaseException as error:  # also when cancelled: nobody may be left waiting
                for save in batch:
                    _settle(save, error if isinstance(error, Exception) else ConnectionError("shutting down"))
                if not isinstance(error, Exception):
                    raise
                continue
            for save in batch:
                _settle(save, StaleRoom(save.lesson) if id(save) in stale else None)
            await asyncio.sleep(begun_s + APART_S - time.monotonic())

    async def _commit(self, batch: Sequence[_Save]) -> set[int]:
        """Store what is not stale; which of them were."""
        one_each = len({save.lesson for save in batch}) == len(batch)
        if self._database.writes_at_once and one_each and all(save.stored.revision > 1 for save in batch):
            rows = await self._database.write_at_once(_update(len(batch)), self._parameters(batch))
            done = {row[0] for row in rows}
            return {id(save) for save in batch if save.lesson not in done}
        async with self._database.compare_and_set() as connection:
            return await self._write_batch(connection, batch)

    def _parameters(self, batch: Sequence[_Save]) -> tuple[object, ...]:
        now_s = self._now_s()
        rows = ((save.lesson, save.stored.state, save.stored.revision, now_s) for save in batch)
        return tuple(chain.from_iterable(rows))

    async def _write_batch(self, connection: AsyncConnection, batch: Sequence[_Save]) -> set[int]:
        """Write what is not stale; which of them were."""
        next_ones = [save for save in batch if save.stored.revision > 1]
        single = [save for save in batch if save.stored.revision == 1]
        # PostgreSQL takes the rows of one statement in an order of its own, in which two nodes could meet.
        if not self._database.is_sqlite or len({save.lesson for save in next_ones}) < len(next_ones):
            single, next_ones = list(batch), []
        stale = {id(save) for save in single if not await self._write(connection, save)}
        if next_ones:
            written = await connection.exec_driver_sql(_update(len(next_ones)), self._parameters(next_ones))
            done = set(written.scalars())
            stale |= {id(save) for save in next_ones if save.lesson not in done}
        return stale

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


def _update(count: int) -> str:
    """SQLite's statement that stores so many rooms, each only as the revision after the one that is there."""
    row = "SELECT ? AS lesson_id, ? AS state, ? AS revision, ? AS updated_s"
    rows = " UNION ALL ".join([row, *["SELECT ?, ?, ?, ?"] * (count - 1)])
    what = "state = new.state, revision = new.revision, updated_s = new.updated_s"
    which = "room_state.lesson_id = new.lesson_id AND room_state.revision = new.revision - 1"
    return " ".join(
        (
            "UPDATE room_state SET",
            what,
            "FROM (",
            rows,
            ") AS new WHERE",
            which,
            "RETURNING room_state.lesson_id",
        )
    )


def _settle(save: _Save, error: Exception | None) -> None:
    if save.done.done():
        return
    if error is None:
        save.done.set_result(None)
    else:
        save.done.set_exception(error)
