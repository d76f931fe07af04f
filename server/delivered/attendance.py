"""Who was let into a lesson under an agreement, as the lesson room saw it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from server.db.border_tables import attendance, delivery
from server.db.tables import invite
from signaling.messages import Role


async def note_attendance(connection: AsyncConnection, lesson_id: str, participant: str, at_s: float) -> None:
    """Note that somebody was let in; the first time counts. Of other lessons nothing is noted."""
    shared = select(delivery.c.lesson_id).where(delivery.c.lesson_id == lesson_id)
    if (await connection.execute(shared)).first() is None:
        return
    mine = (attendance.c.lesson_id == lesson_id) & (attendance.c.participant == participant)
    if (await connection.execute(select(attendance.c.at_s).where(mine))).first() is None:
        row = {"lesson_id": lesson_id, "participant": participant, "at_s": at_s}
        await connection.execute(attendance.insert().values(row))


async def met(connection: AsyncConnection, lesson_ids: Sequence[str]) -> dict[str, float]:
    """Of these lessons those in which a teacher let a pupil in, and when first."""
    query = (
        select(attendance.c.lesson_id, attendance.c.at_s)
        .join(
            invite,
            (invite.c.lesson_id == attendance.c.lesson_id)
            & (invite.c.participant == attendance.c.participant),
        )
        .where(attendance.c.lesson_id.in_(lesson_ids), invite.c.role == Role.PUPIL.value)
        .order_by(attendance.c.at_s.desc())
    )
    return {str(row.lesson_id): float(row.at_s) for row in await connection.execute(query)}
