"""What can be done with reading links, whoever asks."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncConnection

from server.again import again_and_again
from server.db import Database
from server.demonstrations.permits import permits
from server.errors import ReadingTooEarlyError, ReadingUnknownError
from server.lessons import repository as lessons
from server.lessons.repository import Invite
from server.reading import repository, tokens
from server.reading.files import ReadingFiles
from server.reading.repository import Reading
from server.reading.schemas import Kept, NewReading, Reader, ReadingOut, ReadingView
from server.site import Site
from signaling.messages import Role
from signaling.papers import Papers

WATCH_S = 30.0
DAY_S = 86_400.0


class Readings:
    """Make, copy anew, open and take back reading links.

    A link shows a copy. It follows the lesson's papers for as long as they are its pupil's (`Papers.readers`)
    and stays as it was from the moment another pupil sits at the table.

    Parameters
    ----------
    key : bytes
        What signs tokens; a link can be written again from its row.
    now_s : Callable[[], float]
        Seconds since 1970.
    """

    def __init__(
        self, database: Database, key: bytes, site: Site, files: ReadingFiles, now_s: Callable[[], float]
    ) -> None:
        self._database = database
        self._key = key
        self._site = site
        self._files = files
        self._now_s = now_s

    async def make(self, lesson_id: str, new: NewReading) -> ReadingOut:
        """Make a pupil's link, or copy anew for the one there is.

        Raises
        ------
        ReadingUnknownError
            No pupil of this lesson is called that.
        ReadingTooEarlyError
            The pupil has not been in the lesson yet: there is nothing to read.
        """
        async with self._database.write() as connection:
            known = await self._open_one(connection, lesson_id, new.participant)
            if known is None:
                known = await self._added(connection, lesson_id, new)
            await self._copy(connection, known)
        return self._out(known)

    async def listing(self, lesson_id: str) -> list[Reader]:
        """Return who could read or can: the pupils at the table now, and those who have a link."""
        async with self._database.read() as connection:
            known = await repository.of_lesson(connection, lesson_id, self._now_s())
            papers = await repository.papers(connection, lesson_id)
            invited = {each.participant: each for each in await lessons.list_invites(connection, lesson_id)}
        links = {each.participant: self._out(each) for each in known}
        here = papers.readers if papers else []
        people = dict.fromkeys([*links, *here])
        return [
            Reader(participant=each, name=invited[each].name, here=each in here, reading=links.get(each))
            for each in people
            if each in invited
        ]

    async def of(self, lesson_id: str, participant: str) -> ReadingOut:
        """Return a pupil's own link, copied anew. Raises ReadingUnknownError."""
        async with self._database.write() as connection:
            known = await self._open_one(connection, lesson_id, participant)
            if known is None:
                raise ReadingUnknownError
            await self._copy(connection, known)
        return self._out(known)

    async def keep(self, lesson_id: str) -> None:
        """Copy anew for all links of a lesson: its table is about to be cleared."""
        async with self._database.write() as connection:
            for each in await repository.of_lesson(connection, lesson_id, self._now_s()):
                await self._copy(connection, each)

    async def revoke(self, lesson_id: str, reading_id: str) -> None:
        """Take a link of this lesson back; what it showed is deleted. Raises ReadingUnknownError."""
        async with self._database.write() as connection:
            found = await repository.find(connection, reading_id)
            if found is None or found.lesson_id != lesson_id or not found.is_open(self._now_s()):
                raise ReadingUnknownError
            await repository.revoke(connection, reading_id, self._now_s())
        self._files.forget(reading_id)

    async def revoke_all(self, lesson_id: str) -> None:
        """Take back every link of a lesson, whether that still opens or not."""
        async with self._database.write() as connection:
            known = await repository.of_lesson(connection, lesson_id, self._now_s())
            for each in known:
                await repository.revoke(connection, each.id, self._now_s())
        for each in known:
            self._files.forget(each.id)

    async def held(self, token: str) -> Reading | None:
        """Return what a token opens; None where it opens nothing (any more)."""
        reading_id = tokens.reading_of(token)
        if reading_id is None:
            return None
        async with self._database.read() as connection:
            found = await repository.find(connection, reading_id)
        if found is None or not found.is_open(self._now_s()):
            return None
        genuine = tokens.is_genuine(self._key, token, found.id, found.lesson_id, found.participant)
        return found if genuine else None

    async def view(self, reading: Reading) -> ReadingView:
        """Return what a link shows, copied anew while the lesson is still its pupil's."""
        async with self._database.write() as connection:
            await self._copy(connection, reading)
            now = await repository.find(connection, reading.id)
            lesson = await lessons.find_lesson(connection, reading.lesson_id)
        if now is None or lesson is None:
            raise ReadingUnknownError
        return ReadingView(
            teacher=lesson.teacher,
            instrument=lesson.instrument,
            name=now.name,
            made_at=_date(now.created_s),
            expires_at=_date(now.expires_s),
            **Kept.model_validate_json(now.kept).model_dump(),
        )

    def score(self, reading: Reading, name: str) -> Path | None:
        """Where a score that a link shows lies; None if it shows none of that id."""
        kept = Kept.model_validate_json(reading.kept)
        shown = any(score.id == name for score in kept.scores)
        return self._files.find(reading.id, name) if shown else None

    async def demonstration(self, reading: Reading, name: str) -> Path | None:
        """Where something lies that was played for the homework, as long as its player permits that."""
        async with self._database.read() as connection:
            kept = await self._permitted(connection, reading, Kept.model_validate_json(reading.kept))
        return self._files.find(reading.id, name) if name in kept.played() else None

    async def sweep(self) -> None:
        """Copy anew where a room has changed; delete the files of links that open nothing any more."""
        async with self._database.read() as connection:
            behind = await repository.behind_their_room(connection, self._now_s())
        for each in behind:
            async with self._database.write() as connection:
                await self._copy(connection, each)
        for known in self._files.known():
            async with self._database.read() as connection:
                found = await repository.find(connection, known)
                kept = None if found is None else Kept.model_validate_json(found.kept)
                allowed = found and kept and await self._permitted(connection, found, kept)
            if found is None or not found.is_open(self._now_s()):
                self._files.forget(known)
            elif allowed != kept:
                await self._silence(known)

    async def watch(self) -> None:
        """Sweep every half minute until cancelled."""
        await again_and_again(self.sweep, "reading links", every_s=WATCH_S, first_s=WATCH_S)

    async def _open_one(
        self, connection: AsyncConnection, lesson_id: str, participant: str
    ) -> Reading | None:
        known = await repository.of_lesson(connection, lesson_id, self._now_s())
        return next((each for each in known if each.participant == participant), None)

    async def _added(self, connection: AsyncConnection, lesson_id: str, new: NewReading) -> Reading:
        pupil = next(filter(_is_pupil(new), await lessons.list_invites(connection, lesson_id)), None)
        if pupil is None:
            raise ReadingUnknownError
        papers = await repository.papers(connection, lesson_id)
        if papers is None or new.participant not in papers.readers:
            raise ReadingTooEarlyError
        now_s = self._now_s()
        made = Reading(
            id=secrets.token_hex(8),
            lesson_id=lesson_id,
            participant=new.participant,
            name=pupil.name,
            created_s=now_s,
            expires_s=now_s + new.days * DAY_S,
            kept="{}",
            kept_s=now_s,
        )
        await repository.add(connection, made)
        return made

    async def _copy(self, connection: AsyncConnection, reading: Reading) -> None:
        papers = await repository.papers(connection, reading.lesson_id)
        if papers is None or reading.participant not in papers.readers:
            # The table is another child's by now: the copy stays as it is.
            await repository.looked(connection, reading.id, self._now_s())
            return
        await self._keep(connection, reading, _kept(papers))

    async def _silence(self, reading_id: str) -> None:
        """Take what is not permitted any more out of a copy."""
        async with self._database.write() as connection:
            found = await repository.find(connection, reading_id)
            if found is not None and found.is_open(self._now_s()):
                await self._keep(connection, found, Kept.model_validate_json(found.kept))

    async def _keep(self, connection: AsyncConnection, reading: Reading, kept: Kept) -> None:
        allowed = await self._permitted(connection, reading, kept)
        names = [*(score.id for score in allowed.scores), *allowed.played()]
        self._files.keep(reading.id, reading.lesson_id, names)
        await repository.keep(connection, reading.id, allowed.model_dump_json(), self._now_s())

    async def _permitted(self, connection: AsyncConnection, reading: Reading, kept: Kept) -> Kept:
        """Return the same without what whoever played it does not permit (any more)."""
        now_s, lesson = self._now_s(), reading.lesson_id
        players = {each.participant for each in kept.played().values()}
        silent = {each for each in players if not await permits(connection, lesson, each, now_s=now_s)}
        return kept.without(silent) if silent else kept

    def _out(self, reading: Reading) -> ReadingOut:
        token = tokens.write(self._key, reading.id, reading.lesson_id, reading.participant)
        return ReadingOut(
            id=reading.id,
            participant=reading.participant,
            name=reading.name,
            url=f"{self._site.origin}/read#r={token}",
            expires_at=_date(reading.expires_s),
        )


def _is_pupil(new: NewReading) -> Callable[[Invite], bool]:
    return lambda invite: invite.role is Role.PUPIL and invite.participant == new.participant


def _kept(papers: Papers) -> Kept:
    marks = (op.mark for score in papers.scores for op in papers.visible(score).values())
    return Kept(
        notes=tuple(papers.notes.values()),
        scores=tuple(view.score for view in papers.scores.values()),
        marks=tuple(mark for mark in marks if mark is not None),
    )


def _date(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
