"""Whether somebody's playing may be kept for practising, and be heard."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from server.db.tables import invite
from server.privacy.permission import Purpose, ask

#: It is recorded, and it is kept for practising.
ASKED = (Purpose.RECORDING, Purpose.CLIPS)


async def permits(connection: AsyncConnection, lesson_id: str, participant: str, *, now_s: float) -> bool:
    """Ask for both, of whoever a lesson's participant is; nobody known has permitted anything."""
    query = select(invite.c.person_id).where(
        invite.c.lesson_id == lesson_id, invite.c.participant == participant, invite.c.person_id.is_not(None)
    )
    person = (await connection.execute(query.limit(1))).scalar()
    if person is None:
        return False
    return all([await ask(connection, str(person), each, now_s=now_s) for each in ASKED])
