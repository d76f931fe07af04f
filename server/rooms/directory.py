"""Which lessons and invites there are, as the lesson rooms ask it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from server.db import Database
from server.db.together import Together
from signaling.messages import IceServer, LessonInfo

_LESSONS = (
    "SELECT lesson.id, lesson.instrument, lesson.teacher, invite.id FROM lesson "
    "LEFT JOIN invite ON invite.lesson_id = lesson.id AND invite.revoked_s IS NULL WHERE lesson.id IN {keys}"
)


@dataclass(frozen=True, slots=True)
class _Known:
    info: LessonInfo
    invites: Collection[str]


class Directory:
    """Answers from the database, so that what `klangbro admin` has just created is known at once."""

    def __init__(self, database: Database, ice_servers: Sequence[IceServer]) -> None:
        self._database = database
        self._ice_servers = tuple(ice_servers)
        self._lessons = Together(self._find)

    async def lesson(self, lesson: str, /) -> LessonInfo | None:
        """Return what its people may know of a lesson; a closed one is known still, by closed invites."""
        known = await self._lessons.get(lesson)
        return None if known is None else known.info

    async def invited(self, lesson: str, invite: str, /) -> tuple[LessonInfo | None, bool]:
        """Return the same, and whether this invite to it exists and was not revoked."""
        known = await self._lessons.get(lesson)
        return (None, False) if known is None else (known.info, invite in known.invites)

    def ice_servers(self, lesson: str, participant: str, /) -> Sequence[IceServer]:
        """Return the STUN and TURN servers that were set, the same for everyone."""
        return self._ice_servers

    async def _find(self, lessons: Sequence[str]) -> Mapping[str, _Known]:
        invites: dict[str, set[str]] = {}
        rows = await self._database.look_up(_LESSONS, lessons)
        for lesson, _, _, invite in rows:
            invites.setdefault(lesson, set()).add(invite)  # None, which nobody is called, where it has none
        return {
            lesson: _Known(LessonInfo(id=lesson, instrument=instrument, teacher=teacher), invites[lesson])
            for lesson, instrument, teacher, _ in rows
        }
