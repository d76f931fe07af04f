"""What can be done with lessons, whoever asks: the API, the command line or the start of the server."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import UTC, datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from server.audit import Action, append, pseudonym_of
from server.audit.actions import HOST
from server.db import Database
from server.errors import LessonUnknownError, ServerError
from server.lessons import repository
from server.lessons.repository import Invite, Lesson
from server.lessons.schemas import (
    InviteInfo,
    InviteOut,
    LessonOut,
    LessonWithInvites,
    NewEcho,
    NewInvite,
    NewLesson,
)
from server.privacy.protection import shown
from server.site import Site
from signaling import invite as invite_urls
from signaling import tokens
from signaling.messages import Role

MAX_INVITES = 32
LISTED = 200
ECHO_HOURS = 1.0
ECHO_NAME = "Echo"


class TooManyInvitesError(ServerError):
    """A lesson has as many invites as one may have."""


class RelayMissingError(ServerError):
    """A protected person cannot be invited where no relay hides their address."""

    def __init__(self) -> None:
        super().__init__(
            "A person whose identity is protected needs a relay, and this server has none.",
            "Set KLANGBRO_TURN_URLS and KLANGBRO_TURN_SECRET; klangbro admin turn-config writes the rest.",
        )


class Lessons:
    """Create, list and revoke lessons and invites.

    Parameters
    ----------
    database : Database
    key : bytes
        Signs the invites' tokens. An invite can be written again from its row, so tokens are kept nowhere.
    site : Site
        Where the invites point to.
    now_s : Callable[[], float]
        Seconds since 1970.
    has_relay : bool
        Whether a relay stands ready to hide addresses.
    """

    def __init__(
        self,
        database: Database,
        key: bytes,
        site: Site,
        now_s: Callable[[], float],
        *,
        has_relay: bool = False,
    ) -> None:
        self._database = database
        self._key = key
        self._site = site
        self._now_s = now_s
        self._has_relay = has_relay

    async def create(self, new: NewLesson) -> LessonWithInvites:
        """Create a lesson with an invite for its teacher and one for its pupil.

        Raises
        ------
        RelayMissingError
        """
        self.check_protected(new.protected)
        lesson = self.new_lesson(new.teacher, new.instrument, new.hours)
        invited = [
            self.new_invite(lesson, Role.TEACHER, new.teacher),
            self.new_invite(lesson, Role.PUPIL, new.pupil, protected=new.protected),
        ]
        async with self._database.write() as connection:
            await repository.add_lesson(connection, lesson, invited)
        return self._out(lesson, invited)

    async def create_echo(self, new: NewEcho, name: str) -> tuple[LessonWithInvites, Invite]:
        """Create a lesson whose pupil is the server's echo; return it and the echo's own invite."""
        lesson = self.new_lesson(name, "", ECHO_HOURS, echo_pause_ms=new.pause_ms)
        teacher = self.new_invite(lesson, Role.TEACHER, name)
        echo = self.new_invite(lesson, Role.PUPIL, ECHO_NAME)
        async with self._database.write() as connection:
            await repository.add_lesson(connection, lesson, [teacher, echo])
        return self._out(lesson, [teacher]), echo

    async def listing(self) -> list[LessonWithInvites]:
        """Return the newest lessons that can be entered, with their invites."""
        async with self._database.read() as connection:
            lessons = await repository.list_lessons(connection, limit=LISTED, open_at_s=self._now_s())
            found = [(each, await repository.list_invites(connection, each.id)) for each in lessons]
        return [
            LessonWithInvites(lesson=self.lesson_out(each), invites=[self.listed(one) for one in invited])
            for each, invited in found
        ]

    async def is_empty(self) -> bool:
        """Tell whether no lesson was ever created."""
        async with self._database.read() as connection:
            return await repository.count_lessons(connection) == 0

    async def behind(self, invite: Invite) -> InviteInfo:
        """Return whom the holder of an invite will meet.

        Raises
        ------
        LessonUnknownError
            The lesson is closed.
        """
        async with self._database.read() as connection:
            lesson = await self._open_lesson(connection, invite.lesson_id)
        return InviteInfo(teacher=lesson.teacher, instrument=lesson.instrument)

    async def invite(self, lesson_id: str, new: NewInvite) -> InviteOut:
        """Invite one more person.

        Raises
        ------
        LessonUnknownError
            There is no such lesson, or it is over.
        TooManyInvitesError, RelayMissingError
        """
        self.check_protected(new.protected)
        async with self._database.write() as connection:
            lesson = await self._open_lesson(connection, lesson_id)
            if await repository.count_invites(connection, lesson_id) >= MAX_INVITES:
                raise TooManyInvitesError(
                    f"This lesson has {MAX_INVITES} invites.", "Revoke is not enough: create a new lesson."
                )
            invite = self.new_invite(lesson, new.role, new.name, protected=new.protected)
            await repository.add_invite(connection, invite)
        return self.invite_out(invite)

    async def revoke_lesson(self, lesson_id: str, *, by: str | None = None) -> None:
        """Close a lesson for good, with all its invites. Raises LessonUnknownError.

        ``by`` is the person who does it; None is the host.
        """
        async with self._database.write() as connection:
            await self._open_lesson(connection, lesson_id)
            await self.revoke_in(connection, lesson_id, by=by)

    async def revoke_in(self, connection: AsyncConnection, lesson_id: str, *, by: str | None) -> None:
        """The same within a transaction, for one that is over or closed as well: nothing happens then."""
        lesson = await repository.find_lesson(connection, lesson_id)
        if lesson is not None and lesson.is_open(self._now_s()):
            await repository.revoke_lesson(connection, lesson_id, self._now_s())
            await self._audit(connection, Action.LESSON_REVOKED, lesson, by, None)

    async def revoke_invite(self, invite_id: str, *, by: str | None = None) -> Invite:
        """Make an invite worthless; return whose it was. Raises LessonUnknownError."""
        async with self._database.write() as connection:
            invite = await repository.find_invite(connection, invite_id)
            if invite is None or invite.revoked_s is not None:
                raise LessonUnknownError("invite")
            await repository.revoke_invite(connection, invite_id, self._now_s())
            lesson = await repository.find_lesson(connection, invite.lesson_id)
            await self._audit(connection, Action.INVITE_REVOKED, lesson, by, invite)
        return invite

    async def _audit(
        self,
        connection: AsyncConnection,
        action: Action,
        lesson: Lesson | None,
        by: str | None,
        invite: Invite | None,
    ) -> None:
        whose = None if invite is None else invite.person_id
        await append(
            connection,
            action,
            at_s=self._now_s(),
            actor=HOST if by is None else await pseudonym_of(connection, by),
            subject=None if whose is None else await pseudonym_of(connection, whose),
            municipality=None if lesson is None else lesson.municipality_id,
        )

    def token(self, invite: Invite) -> str:
        """Write the token of an invite: the same one every time."""
        claims = tokens.Claims(
            lesson=invite.lesson_id,
            participant=invite.participant,
            role=invite.role,
            name=invite.name,
            invite=invite.id,
            expires_s=int(invite.expires_s),
            relay_only=invite.protected,
        )
        return tokens.issue(self._key, claims)

    async def _open_lesson(self, connection: AsyncConnection, lesson_id: str) -> Lesson:
        lesson = await repository.find_lesson(connection, lesson_id)
        if lesson is None or not lesson.is_open(self._now_s()):
            raise LessonUnknownError("lesson")
        return lesson

    def new_lesson(
        self, teacher: str, instrument: str, hours: float, echo_pause_ms: int | None = None
    ) -> Lesson:
        """Return a lesson that is stored nowhere yet."""
        now_s = self._now_s()
        expires_s = float(int(now_s + hours * 3600))
        return Lesson(
            id=secrets.token_hex(8),
            teacher=teacher,
            instrument=instrument,
            created_s=now_s,
            expires_s=expires_s,
            echo_pause_ms=echo_pause_ms,
        )

    def check_protected(self, protected: bool) -> None:
        """Raise RelayMissingError where a protected person would be seen."""
        if protected and not self._has_relay:
            raise RelayMissingError

    def new_invite(
        self,
        lesson: Lesson,
        role: Role,
        name: str,
        *,
        protected: bool = False,
        person_id: str | None = None,
    ) -> Invite:
        """Return an invite that is stored nowhere yet."""
        return Invite(
            id=secrets.token_hex(8),
            lesson_id=lesson.id,
            participant=secrets.token_hex(8),
            role=role,
            name=name,
            created_s=self._now_s(),
            expires_s=lesson.expires_s,
            protected=protected,
            person_id=person_id,
        )

    def _out(self, lesson: Lesson, invited: list[Invite]) -> LessonWithInvites:
        return LessonWithInvites(
            lesson=self.lesson_out(lesson), invites=[self.invite_out(invite) for invite in invited]
        )

    def lesson_out(self, lesson: Lesson) -> LessonOut:
        """Write a lesson out."""
        return LessonOut(
            id=lesson.id,
            teacher=lesson.teacher,
            instrument=lesson.instrument,
            created_at=_date(lesson.created_s),
            expires_at=_date(lesson.expires_s),
            revoked=lesson.revoked_s is not None,
            echo=lesson.echo_pause_ms is not None,
        )

    def listed(self, invite: Invite) -> InviteOut:
        """Write an invite out as lists show it: of protected people not even the alias."""
        return self.invite_out(invite).model_copy(update={"name": shown(invite.name, invite.protected)})

    def invite_out(self, invite: Invite) -> InviteOut:
        """Write an invite out, with the address that opens its lesson."""
        url = invite_urls.build(self._site.origin, self.token(invite), self._site.fingerprint)
        return InviteOut(
            id=invite.id,
            role=invite.role,
            name=invite.name,
            url=url,
            expires_at=_date(invite.expires_s),
            revoked=invite.revoked_s is not None,
            protected=invite.protected,
        )


def _date(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
