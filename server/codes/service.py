"""Making a code of an invite, and an invite of a code."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from server.codes import repository, spelling
from server.codes.schemas import CodeOut, Invited
from server.db import Database
from server.errors import LessonUnknownError
from server.lessons import repository as lessons
from server.lessons.repository import Invite
from signaling.messages import Role

VALID_S = 30 * 60.0


class Codes:
    """Short codes of invites; one at a time each, worthless with its invite.

    Parameters
    ----------
    database : Database
    key : bytes
        Keys the digests under which codes are stored.
    now_s : Callable[[], float]
        Seconds since 1970.
    """

    def __init__(self, database: Database, key: bytes, now_s: Callable[[], float]) -> None:
        self._database = database
        self._key = key
        self._now_s = now_s

    async def make(self, invite_id: str, *, of_lesson: str | None = None) -> CodeOut:
        """Make a code; the one before is void.

        Parameters
        ----------
        of_lesson : str, optional
            Only for somebody who is invited to this lesson and does not teach it.

        Raises
        ------
        LessonUnknownError
            There is no such invite, or it opens nothing any more.
        """
        now_s = self._now_s()
        code = spelling.new_code()
        async with self._database.write() as connection:
            invite = await self._open(connection, invite_id)
            if invite is None or (of_lesson is not None and not _given_by_teacher(invite, of_lesson)):
                raise LessonUnknownError("invite")
            expires_s = min(now_s + VALID_S, invite.expires_s)
            await repository.replace(
                connection,
                invite_id,
                spelling.digest(self._key, code),
                created_s=now_s,
                expires_s=expires_s,
            )
        return CodeOut(code=spelling.shown(code), expires_at=datetime.fromtimestamp(expires_s, UTC))

    async def behind(self, typed: str) -> Invite | None:
        """The invite that a typed code opens; None where it opens none."""
        code = spelling.read(typed)
        if code is None:
            return None
        async with self._database.read() as connection:
            digest = spelling.digest(self._key, code)
            invite_id = await repository.find_invite_id(connection, digest, self._now_s())
            return None if invite_id is None else await self._open(connection, invite_id)

    async def invited(self, lesson_id: str) -> list[Invited]:
        """Everybody whom the teacher of this lesson may give a code to."""
        async with self._database.read() as connection:
            found = await lessons.list_invites(connection, lesson_id)
        return [
            Invited(id=invite.id, name=invite.name, role=invite.role)
            for invite in found
            if invite.revoked_s is None and invite.role is not Role.TEACHER
        ]

    async def _open(self, connection: AsyncConnection, invite_id: str) -> Invite | None:
        now_s = self._now_s()
        invite = await lessons.find_invite(connection, invite_id)
        if invite is None or invite.revoked_s is not None or invite.expires_s <= now_s:
            return None
        lesson = await lessons.find_lesson(connection, invite.lesson_id)
        return invite if lesson is not None and lesson.is_open(now_s) else None


def _given_by_teacher(invite: Invite, lesson_id: str) -> bool:
    return invite.lesson_id == lesson_id and invite.role is not Role.TEACHER
