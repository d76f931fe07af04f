"""Who let whom into which lesson, from the lesson rooms to the audit log.

The rooms go on at once; the rows follow together, a moment later, from a task of their own.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import structlog
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from server.audit.actions import Action
from server.audit.chain import append
from server.audit.pseudonyms import pseudonym_of
from server.db import Database
from server.db.tables import invite, lesson
from server.delivered.attendance import note_attendance
from signaling.messages import Admission

BATCH = 256
AGAIN_S = 2.0
MAX_WAITING = 20_000
_ACTIONS = {
    Admission.ADMITTED: Action.ADMITTED,
    Admission.REFUSED: Action.REFUSED,
    Admission.REMOVED: Action.REMOVED,
}

log: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger("klangbro.audit")


@dataclass(frozen=True, slots=True)
class _Decision:
    at_s: float
    lesson: str
    participant: str
    admission: Admission
    teachers: tuple[str, ...]


class Admissions:
    """A `signaling.ports.Witness` that writes what it sees into the audit log.

    Notes
    -----
    One event loop. `close` writes what is left.
    """

    def __init__(self, database: Database, now_s: Callable[[], float]) -> None:
        self._database = database
        self._now_s = now_s
        self._waiting: deque[_Decision] = deque(maxlen=MAX_WAITING)
        self._wake = asyncio.Event()

    def decided(
        self, lesson: str, participant: str, admission: Admission, teachers: Sequence[str], /
    ) -> None:
        """See `signaling.ports.Witness`."""
        self._waiting.append(_Decision(self._now_s(), lesson, participant, admission, tuple(teachers)))
        self._wake.set()

    async def watch(self) -> None:
        """Write whatever comes until cancelled."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            while self._waiting:
                try:
                    await self.flush()
                except (SQLAlchemyError, OSError) as error:
                    log.warning("admissions not written yet", reason=type(error).__name__)
                    await asyncio.sleep(AGAIN_S)

    async def close(self) -> None:
        """Write what is left, if the database still takes it."""
        try:
            await self.flush()
        except (SQLAlchemyError, OSError) as error:
            log.warning("admissions lost", count=len(self._waiting), reason=type(error).__name__)

    async def flush(self) -> None:
        """Write what is waiting, a batch in one transaction."""
        while self._waiting:
            batch = [self._waiting.popleft() for _ in range(min(BATCH, len(self._waiting)))]
            try:
                async with self._database.write() as connection:
                    for decision in batch:
                        await self._write(connection, decision)
            except BaseException:
                self._waiting.extendleft(reversed(batch))
                raise

    async def _write(self, connection: AsyncConnection, decision: _Decision) -> None:
        if decision.admission is Admission.ADMITTED:
            await note_attendance(connection, decision.lesson, decision.participant, decision.at_s)
        place = select(lesson.c.municipality_id).where(lesson.c.id == decision.lesson)
        actors = [await who_is(connection, decision.lesson, each) for each in decision.teachers]
        await append(
            connection,
            _ACTIONS[decision.admission],
            at_s=decision.at_s,
            actor=actors[0] if len(actors) == 1 else "teachers",
            subject=await who_is(connection, decision.lesson, decision.participant),
            municipality=(await connection.execute(place)).scalar(),
            details={"teachers": actors} if len(actors) > 1 else {},
        )


async def who_is(connection: AsyncConnection, lesson_id: str, participant: str) -> str:
    """A person's pseudonym; whoever is no person of a municipality is known by their invite alone."""
    query = select(invite.c.person_id).where(
        invite.c.lesson_id == lesson_id, invite.c.participant == participant
    )
    person_id = (await connection.execute(query.limit(1))).scalar()
    return f"guest:{participant}" if person_id is None else await pseudonym_of(connection, str(person_id))
