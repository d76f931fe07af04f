"""Whose sound was recorded, uploaded and let go of, from the lesson rooms to the audit log."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

import structlog
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from server.audit.actions import Action
from server.audit.admissions import who_is
from server.audit.chain import append
from server.db import Database
from server.db.tables import lesson

log: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger("klangbro.audit")


class RecordingLog:
    """Writes beside the lessons, which go on at once.

    Notes
    -----
    One event loop. `close` waits for what is being written.
    """

    def __init__(self, database: Database, now_s: Callable[[], float]) -> None:
        self._database = database
        self._now_s = now_s
        self._tasks: set[asyncio.Task[None]] = set()

    def began(self, lesson_id: str, recorded: Sequence[str]) -> None:
        """These participants' sound is being recorded."""
        task = asyncio.create_task(self._write(lesson_id, tuple(recorded), self._now_s()))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        """Wait for what is being written."""
        await asyncio.gather(*self._tasks)

    async def _write(self, lesson_id: str, recorded: tuple[str, ...], at_s: float) -> None:
        try:
            async with self._database.write() as connection:
                place = select(lesson.c.municipality_id).where(lesson.c.id == lesson_id)
                municipality = (await connection.execute(place)).scalar()
                for each in recorded:
                    await append(
                        connection,
                        Action.RECORDED,
                        at_s=at_s,
                        actor="teachers",
                        subject=await who_is(connection, lesson_id, each),
                        municipality=municipality,
                        details={},
                    )
        except (SQLAlchemyError, OSError) as error:
            log.warning("recording not written down", reason=type(error).__name__)
