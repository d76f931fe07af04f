"""Erase a person: from every table, the rooms of their lessons, files, the database's remains.

In this order, so that a crash anywhere is made good at the next start (`Erasure.reconcile`): the list of
erasures, one transaction with the audit row (files go just before its end), the remains, and last the row
that says that all of it is done.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Column, delete, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from server.again import again_and_again
from server.audit import Action, append, pseudonym_of
from server.audit.actions import SERVER
from server.db import Database, upgrade
from server.db.post_tables import post, post_interest
from server.db.purge import purge, purge_closed
from server.db.tables import (
    account,
    erasure,
    erasure_wish,
    invite,
    lesson,
    membership,
    person,
    room_state,
    sign_in_step,
)
from server.privacy import lessons
from server.privacy.erasure_list import ErasureList, digest
from server.privacy.errors import LessonLiveError, PersonUnknownError
from server.privacy.holdings import Holdings, holdings, lesson_root, person_root, remove
from server.privacy.readings import delete_reading_files, forget_readings, readings_of
from server.privacy.recordings import forget_recordings
from server.timetable.forgetting import drop_own

WISHES_EVERY_S = 60.0


@dataclass(frozen=True, slots=True)
class Erased:
    """How much went; ``clean`` false: the write-ahead log was being read, and `Erasure.due` empties it."""

    rows: int
    lessons: int
    files: int
    clean: bool = True


class Erasure:
    """Erases people and lessons.

    Parameters
    ----------
    database : Database
    data_dir : Path
        Where folders of lessons lie.
    erasures : ErasureList
    now_s : Callable[[], float]
        Seconds since 1970.
    """

    def __init__(
        self, database: Database, data_dir: Path, erasures: ErasureList, now_s: Callable[[], float]
    ) -> None:
        self._database = database
        self._data_dir = data_dir
        self._erasures = erasures
        self._now_s = now_s
        self._unclean = False

    async def erase(self, person_id: str, *, actor: str) -> Erased:
        """Erase a person, now.

        Raises
        ------
        PersonUnknownError
        LessonLiveError
            They are in a lesson: `wish` does it at its end.
        """
        async with self._database.read() as connection:
            await _known(connection, person_id)
            for part in await lessons.parts(connection, person_id):
                if await lessons.is_live(connection, part.lesson, now_s=self._now_s()):
                    raise LessonLiveError
        who = digest("person", person_id)
        self._erasures.add(who, self._now_s())
        erased = await self._person(person_id, Action.ERASED, actor)
        return await self._finish([who], erased)

    async def erase_lesson(self, lesson_id: str, *, actor: str) -> Erased:
        """Erase a lesson with its invites, names, room and files.

        Raises
        ------
        LessonLiveError
        """
        async with self._database.read() as connection:
            if await lessons.is_live(connection, lesson_id, now_s=self._now_s()):
                raise LessonLiveError
        who = digest("lesson", lesson_id)
        self._erasures.add(who, self._now_s())
        erased = await self._lesson(lesson_id, Action.ERASED, actor)
        return await self._finish([who], erased)

    async def erase_interest(self, interest_id: str, *, actor: str) -> Erased:
        """Erase what somebody wrote who would like a post; they are no person here."""
        who = digest("interest", interest_id)
        self._erasures.add(who, self._now_s())
        erased = await self._interest(interest_id, Action.ERASED, actor)
        return await self._finish([who], erased)

    async def wish(self, person_id: str, *, actor: str) -> None:
        """Erase a person as soon as no lesson of theirs is under way. Raises PersonUnknownError."""
        now_s = self._now_s()
        async with self._database.write() as connection:
            municipality = await _known(connection, person_id)
            await connection.execute(delete(erasure_wish).where(erasure_wish.c.person_id == person_id))
            await connection.execute(
                erasure_wish.insert().values(person_id=person_id, at_s=now_s, actor=actor)
            )
            await append(
                connection,
                Action.ERASURE_WISHED,
                at_s=now_s,
                actor=actor,
                subject=await pseudonym_of(connection, person_id),
                municipality=municipality,
            )

    async def due(self) -> int:
        """Erase whoever wished it and is in no lesson any more; return how many."""
        if self._unclean:
            self._unclean = not await purge(self._database)
        async with self._database.read() as connection:
            wishes = (await connection.execute(select(erasure_wish))).mappings().all()
        count = 0
        for wish in wishes:
            with suppress(LessonLiveError, PersonUnknownError):
                await self.erase(str(wish["person_id"]), actor=str(wish["actor"]))
                count += 1
        return count

    async def watch(self) -> None:
        """See to wishes every minute until cancelled."""
        await again_and_again(self.due, "erasure", every_s=WISHES_EVERY_S)

    async def reconcile(self) -> int:
        """Do again what the list knows and this database does not; return how many came back and went.

        That is how a restored backup forgets, and how an erasure that a crash cut short is finished.
        """
        async with self._database.read() as connection:
            done = {
                str(row.who): float(row.at_s)
                for row in await connection.execute(select(erasure.c.who, erasure.c.at_s))
            }
            listed = self._erasures.entries()
            again = set(listed) - set(done)
            people = await _matching(connection, person.c.id, "person", again)
            found = await _matching(connection, lesson.c.id, "lesson", again)
            written = await _matching(connection, post_interest.c.id, "interest", again)
        if not self._erasures.exists():
            self._erasures.make(done, anew=bool(done))
        for who in sorted(set(done) - set(listed)) if listed else ():
            self._erasures.add(who, done[who])
        if not again:
            return 0
        total = Erased(0, 0, 0)
        for person_id in people:
            total = _sum(total, await self._person(person_id, Action.ERASED_AGAIN, SERVER))
        for lesson_id in found:
            total = _sum(total, await self._lesson(lesson_id, Action.ERASED_AGAIN, SERVER))
        for interest_id in written:
            total = _sum(total, await self._interest(interest_id, Action.ERASED_AGAIN, SERVER))
        await self._finish(sorted(again), total)
        return len(people) + len(found) + len(written)

    # -- steps -----------------------------------------------------------------------------------

    async def _person(self, person_id: str, action: Action, actor: str) -> Erased:
        now_s = self._now_s()
        async with self._database.write() as connection:
            query = select(person).where(person.c.id == person_id)
            row = (await connection.execute(query)).mappings().first()
            if row is None:  # another process was quicker
                return Erased(0, 0, 0)
            subject = await pseudonym_of(connection, person_id)
            took_part = await lessons.parts(connection, person_id)
            await drop_own(connection, str(row["municipality_id"]), person_id, now_s)
            found = await everything_of(connection, person_id)
            files, gone = 0, 0
            for part in took_part:
                scores = await lessons.forget_part(connection, part, [row["name"]], now_s=now_s)
                links = await forget_readings(connection, part, [row["name"]])
                files += delete_reading_files(self._data_dir, links)
                takes, sounds = await forget_recordings(connection, self._data_dir, part)
                gone, files = gone + takes, files + sounds
                whole = part.pupil and part.alone
                if whole:
                    gone += await _clear_lesson(connection, part.lesson)
                files += lessons.delete_files(self._data_dir, part.lesson, None if whole else scores)
            gone += await remove(connection, found)
            empty = [part.lesson for part in took_part if part.last]
            gone += await remove(connection, await holdings(connection, lesson_root(empty)))
            await connection.execute(delete(sign_in_step).where(sign_in_step.c.expires_s <= now_s))
            await append(
                connection,
                action,
                at_s=now_s,
                actor=actor,
                subject=subject,
                municipality=str(row["municipality_id"]),
                details={"rows": gone, "lessons": len(took_part), "files": files},
            )
        return Erased(gone, len(took_part), files)

    async def _lesson(self, lesson_id: str, action: Action, actor: str) -> Erased:
        now_s = self._now_s()
        async with self._database.write() as connection:
            query = select(lesson.c.municipality_id).where(lesson.c.id == lesson_id)
            municipality = (await connection.execute(query)).scalar()
            files = lessons.delete_files(self._data_dir, lesson_id)
            files += delete_reading_files(self._data_dir, await readings_of(connection, lesson_id))
            gone = await remove(connection, await holdings(connection, lesson_root([lesson_id])))
            await append(
                connection,
                action,
                at_s=now_s,
                actor=actor,
                municipality=municipality,
                details={"rows": gone, "lessons": 1, "files": files},
            )
        return Erased(gone, 1, files)

    async def _interest(self, interest_id: str, action: Action, actor: str) -> Erased:
        async with self._database.write() as connection:
            mine = post_interest.c.id == interest_id
            query = select(post.c.municipality_id).join(post_interest, post_interest.c.post_id == post.c.id)
            municipality = (await connection.execute(query.where(mine))).scalar()
            gone = (await connection.execute(delete(post_interest).where(mine))).rowcount
            await append(
                connection,
                action,
                at_s=self._now_s(),
                actor=actor,
                municipality=municipality,
                details={"rows": gone, "lessons": 0, "files": 0},
            )
        return Erased(gone, 0, 0)

    async def _finish(self, done: Iterable[str], erased: Erased) -> Erased:
        clean = await purge(self._database)
        self._unclean = self._unclean or not clean
        for copy in copies_of(self._database):
            await forget_in(copy, self._data_dir, self._erasures, self._now_s)
        async with self._database.write() as connection:
            for who in done:
                await connection.execute(delete(erasure).where(erasure.c.who == who))
                await connection.execute(erasure.insert().values(who=who, at_s=self._now_s()))
        return Erased(erased.rows, erased.lessons, erased.files, clean)


def copies_of(database: Database) -> list[Path]:
    """What restoring has put aside, next to the database."""
    file = database.file
    return [] if file is None else sorted(file.parent.glob(f"{file.name}.before-restore-[0-9]*"))


async def forget_in(
    file: Path, data_dir: Path, erasures: ErasureList, now_s: Callable[[], float] = time.time
) -> int:
    """Do everything the list knows in a database file that nobody has open; return how many went.

    Raises
    ------
    ServerError
        It cannot be opened, or is of a later version.
    """
    if not erasures.entries():
        return 0
    database = Database(_url(file))
    try:
        await upgrade(database)
        count = await Erasure(database, data_dir, erasures, now_s).reconcile()
    finally:
        await database.close()
    await asyncio.to_thread(purge_closed, file)
    return count


def _url(file: Path) -> str:
    return f"sqlite+aiosqlite:///{file.absolute()}"


async def everything_of(connection: AsyncConnection, person_id: str) -> Holdings:
    """All rows that are a person's, with the account that is theirs alone."""
    theirs = select(membership.c.account_id).where(membership.c.person_id == person_id)
    others = select(membership.c.account_id).where(membership.c.person_id != person_id)
    own = select(account.c.id).where(account.c.id.in_(theirs), account.c.id.not_in(others))
    accounts = list((await connection.execute(own)).scalars())
    roots: dict[Column[Any], list[str]] = person_root(person_id) | {account.c.id: accounts}
    return await holdings(connection, roots)


async def _clear_lesson(connection: AsyncConnection, lesson_id: str) -> int:
    """Of a lesson that was one pupil's, keep that it took place and who else was invited."""
    found = await holdings(connection, lesson_root([lesson_id]))
    return await remove(connection, found, keep=(lesson, invite, room_state))


async def _known(connection: AsyncConnection, person_id: str) -> str:
    query = select(person.c.municipality_id).where(person.c.id == person_id)
    municipality = (await connection.execute(query)).scalar()
    if municipality is None:
        raise PersonUnknownError
    return str(municipality)


async def _matching(
    connection: AsyncConnection, column: Column[str], kind: Any, among: set[str]
) -> list[str]:
    if not among:
        return []
    ids = (await connection.execute(select(column).order_by(column))).scalars()
    return [identifier for identifier in ids if digest(kind, identifier) in among]


def _sum(one: Erased, other: Erased) -> Erased:
    return Erased(one.rows + other.rows, one.lessons + other.lessons, one.files + other.files)


async def count_done(connection: AsyncConnection) -> int:
    """How many erasures this database knows of."""
    return int((await connection.execute(select(func.count()).select_from(erasure))).scalar_one())
