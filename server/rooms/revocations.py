"""Revoked invites reach the rooms: at once from this process, in seconds from another one."""

from __future__ import annotations

from collections.abc import Callable

from server.again import again_and_again
from server.db import Database
from server.lessons import repository
from signaling.service import LessonService

EVERY_S = 2.0
# How far back each look goes: longer than any transaction may take, so that none slips between two looks.
OVERLAP_S = 30.0


class Revocations:
    """Looks for newly revoked invites and sends whoever came by them out of their lesson.

    `klangbro admin` works on the same database but in another process; the database is how it tells us.
    """

    def __init__(self, database: Database, rooms: LessonService, now_s: Callable[[], float]) -> None:
        self._database = database
        self._rooms = rooms
        self._now_s = now_s
        self._told: dict[str, float] = {}
        self._since_s = now_s()

    async def check(self) -> None:
        """Look once."""
        async with self._database.read() as connection:
            revoked = await repository.revoked_since(connection, self._since_s - OVERLAP_S)
        for invite in revoked:
            if invite.id not in self._told:
                self._told[invite.id] = self._now_s()
                await self._rooms.revoke(invite.lesson_id, invite.id)
        self._since_s = self._now_s()
        keep_from_s = self._since_s - 2 * OVERLAP_S
        self._told = {invite: at_s for invite, at_s in self._told.items() if at_s >= keep_from_s}

    async def watch(self) -> None:
        """Look every few seconds until cancelled."""
        await again_and_again(self.check, "revocations", every_s=EVERY_S, first_s=EVERY_S)
