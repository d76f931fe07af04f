"""Reading links in the database, and what lies on the table of their lesson."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from pydantic import TypeAdapter
from sqlalchemy import RowMapping, Select, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from server.db.tables import reading as readings
from server.db.tables import room_state
from signaling.papers import Papers

_papers: TypeAdapter[Papers] = TypeAdapter(Papers)


@dataclass(frozen=True)
class Reading:
    """One pupil's copy of one lesson's papers.

    ``kept`` is the JSON of `schemas.Kept`; ``kept_s`` when the room was last looked at for it.
    """

    id: str
    lesson_id: str
    participant: str
    name: str
    created_s: float
    expires_s: float
    kept: str
    kept_s: float
    revoked_s: float | None = None

    def is_open(self, now_s: float) -> bool:
        return self.revoked_s is None and now_s < self.expires_s


async def add(connection: AsyncConnection, reading: Reading) -> None:
    await connection.execute(readings.insert().values(asdict(reading)))


async def find(connection: AsyncConnection, reading_id: str) -> Reading | None:
    row = (await connection.execute(select(readings).where(readings.c.id == reading_id))).mappings().first()
    return None if row is None else Reading(**row)


async def of_lesson(connection: AsyncConnection, lesson_id: str, now_s: float) -> list[Reading]:
    """Those that open now, the oldest first."""
    return await _list(connection, _open(now_s).where(readings.c.lesson_id == lesson_id))


async def behind_their_room(connection: AsyncConnection, now_s: float) -> list[Reading]:
    """Those that open now and whose room has changed since they were copied."""
    query = _open(now_s).join(room_state, room_state.c.lesson_id == readings.c.lesson_id)
    return await _list(connection, query.where(room_state.c.updated_s > readings.c.kept_s))


async def keep(connection: AsyncConnection, reading_id: str, kept: str, kept_s: float) -> None:
    await connection.execute(
        update(readings).where(readings.c.id == reading_id).values(kept=kept, kept_s=kept_s)
    )


async def looked(connection: AsyncConnection, reading_id: str, kept_s: float) -> None:
    await connection.execute(update(readings).where(readings.c.id == reading_id).values(kept_s=kept_s))


async def revoke(connection: AsyncConnection, reading_id: str, now_s: float) -> None:
    """Close it for good; the copy goes with it."""
    await connection.execute(
        update(readings).where(readings.c.id == reading_id).values(revoked_s=now_s, kept="{}")
    )


async def papers(connection: AsyncConnection, lesson_id: str) -> Papers | None:
    """What lies on a lesson's table now; None where nobody has been in its room."""
    query = select(room_state.c.state).where(room_state.c.lesson_id == lesson_id)
    state = (await connection.execute(query)).scalar()
    return None if state is None else _papers.validate_python(json.loads(state).get("papers", {}))


def _open(now_s: float) -> Select[tuple[object, ...]]:
    query = select(readings).where(readings.c.revoked_s.is_(None), readings.c.expires_s > now_s)
    return query.order_by(readings.c.created_s, readings.c.id)


async def _list(connection: AsyncConnection, query: Select[tuple[object, ...]]) -> list[Reading]:
    rows: list[RowMapping] = list((await connection.execute(query)).mappings())
    return [Reading(**row) for row in rows]
