"""Which lessons and invites there are, as the lesson rooms ask it."""

from __future__ import annotations

from collections.abc import Sequence

from server.db import Database
from server.lessons import repository
from signaling.messages import IceServer, LessonInfo


class Directory:
    """Answers from the database, so that what `klangbro admin` has just created is known at once."""

    def __init__(self, database: Database, ice_servers: Sequence[IceServer]) -> None:
        self._database = database
        self._ice_servers = tuple(ice_servers)

    async def lesson(self, lesson: str, /) -> LessonInfo | None:
        """Return what its people may know of a lesson; a closed one is known still, by closed invites."""
        async with self._database.read() as connection:
            found = await repository.find_lesson(connection, lesson)
        if found is None:
            return None
        return LessonInfo(id=found.id, instrument=found.instrument, teacher=found.teacher)

    async def invite_holds(self, invite: str, /) -> bool:
        """Tell whether this invite exists and was not revoked."""
        async with self._database.read() as connection:
            found = await repository.find_invite(connection, invite)
        return found is not None and found.revoked_s is None

    def ice_servers(self, lesson: str, participant: str, /) -> Sequence[IceServer]:
        """Return the STUN and TURN servers that were set, the same for everyone."""
        return self._ice_servers
