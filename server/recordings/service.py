"""Takes in what lessons' ends have recorded, has it made into one, and gives it to those who may have it."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from server.again import again_and_again
from server.audit import Action, append
from server.audit.actions import SERVER
from server.db import Database
from server.lessons.repository import Invite
from server.privacy.permission import Permissions, Purpose
from server.recordings import repository
from server.recordings.errors import (
    ChunkWrongError,
    IncompleteError,
    RecordingRunsError,
    RecordingUnknownError,
)
from server.recordings.files import MADE, Upload
from server.recordings.making import make
from server.recordings.repository import Recording
from server.recordings.schemas import ClipOut, Have, Manifest, MarkOut, TakeList, TakeOut
from signaling.messages import Role

WATCH_S = 5.0
SWEEP_EVERY = 60  # times of those: every five minutes
MAX_PARTS = 200  # an end begins anew wherever lesson time leaps; a page sends a part for every moment
TRIES = 3
# Whoever has not uploaded by then is not waited for; what comes later has it made anew.
WAIT_S = 6 * 3600.0


class Recordings:
    """The recordings of all lessons.

    Parameters
    ----------
    database : Database
    folder : Path
        A folder a lesson.
    permissions : Permissions
        Asked again whenever something is given to somebody: what is withdrawn later counts too.
    now_s : Callable[[], float]
        Seconds since 1970.

    Notes
    -----
    One event loop. What is uploaded is a take of the lesson's own room, by somebody whom it has recorded.
    """

    def __init__(
        self, database: Database, folder: Path, permissions: Permissions, now_s: Callable[[], float]
    ) -> None:
        self._database, self._folder, self._permissions, self._now_s = database, folder, permissions, now_s
        self._working = asyncio.Lock()
        self._came = asyncio.Event()

    # -- coming in -------------------------------------------------------------------------------

    async def announce(self, who: Invite, take: str, part: str, manifest: Manifest) -> Have:
        """Somebody will upload a part of a take; which of its chunks are here already.

        Raises
        ------
        RecordingUnknownError, RecordingRunsError
        """
        found = await self._recorded(who, take)
        upload = self._upload(found, who, part)
        async with self._database.write() as connection:
            known = {each.part: each for each in await self._mine(connection, found, who)}
            if part not in known and len(known) >= MAX_PARTS:
                raise RecordingUnknownError
            if part not in known or known[part].manifest != manifest:
                await repository.announce(connection, found.id, who.participant, part, manifest)
                await asyncio.to_thread(upload.begin)
            elif known[part].whole_s is not None:
                return Have(chunks=list(range(len(manifest.chunks))), whole=True)
        return Have(chunks=upload.have(), whole=False)

    async def put(self, who: Invite, take: str, part: str, chunk: int, data: bytes) -> None:
        """Take in a chunk; one that is here already changes nothing.

        Raises
        ------
        RecordingUnknownError, ChunkWrongError
        """
        found = await self._recorded(who, take)
        stem = await self._stem(found, who, part)
        if not chunk < len(stem.manifest.chunks):
            raise ChunkWrongError
        if hashlib.sha256(data).hexdigest() != stem.manifest.chunks[chunk]:
            raise ChunkWrongError
        if stem.whole_s is None:
            await asyncio.to_thread(self._upload(found, who, part).put, chunk, data)

    async def finish(self, who: Invite, take: str, part: str) -> Have:
        """All of it was sent: put it together. Sent twice, it is here once.

        Raises
        ------
        RecordingUnknownError
        IncompleteError
        """
        found = await self._recorded(who, take)
        stem = await self._stem(found, who, part)
        upload = self._upload(found, who, part)
        if stem.whole_s is None:
            if not await asyncio.to_thread(upload.join, stem.manifest):
                raise IncompleteError
            async with self._database.write() as connection:
                await repository.whole(connection, found.id, who.participant, part, self._now_s())
            self._came.set()
        await asyncio.to_thread(upload.clear)
        return Have(chunks=list(range(len(stem.manifest.chunks))), whole=True)

    async def nothing(self, who: Invite, take: str) -> None:
        """Nothing of this take comes from that end; what it sends later is taken all the same.

        Raises
        ------
        RecordingUnknownError, RecordingRunsError
        """
        found = await self._recorded(who, take)
        async with self._database.write() as connection:
            await repository.nothing(connection, found.id, who.participant)
        self._came.set()

    # -- being made ------------------------------------------------------------------------------

    async def work(self) -> int:
        """Make what is due; return how many were made."""
        count = 0
        async with self._working:
            async with self._database.read() as connection:
                waiting = await repository.to_make(connection, tries=TRIES)
            for one in waiting:
                count += await self._make(one)
        return count

    async def _make(self, one: Recording) -> bool:
        async with self._database.read() as connection:
            stems = await repository.stems_of(connection, one.id)
        whole = [stem for stem in stems if stem.whole_s is not None]
        answered = {stem.participant for stem in whole} | set(one.nothing)
        complete = answered >= set(one.recorded) and len(whole) == len(stems)
        if not complete and self._now_s() < one.ended_s + WAIT_S:
            return False
        if not await self._permitted(one, Purpose.RECORDING):
            return False  # the sweep deletes it
        async with self._database.write() as connection:
            await repository.tried(connection, one.id)
        marks = one.marks if await self._permitted(one, Purpose.CLIPS) else ()
        if not await make(self._take(one), whole, marks):
            return False
        async with self._database.write() as connection:
            await repository.made(connection, one.id, self._now_s())
        return True

    # -- going out -------------------------------------------------------------------------------

    async def listing(self, who: Invite) -> TakeList:
        """What somebody may have of a lesson: the takes that recorded them, as long as all permit it."""
        await self._enter(who.lesson_id)
        async with self._database.read() as connection:
            known = await repository.of_lesson(connection, who.lesson_id)
            in_room = await repository.takes_in_room(connection, who.lesson_id)
        mine = [one for one in known if _may(who, one)]
        return TakeList(
            takes=[await self._told(one) for one in mine if await self._permitted(one, Purpose.RECORDING)],
            running=[
                each.id for each in in_room if each.ended_s is None and who.participant in each.recorded
            ],
        )

    async def file(self, who: Invite, take: str, name: str) -> Path | None:
        """Where a stem, the mix or a clip lies."""
        found = await self._recorded(who, take)
        return await self._file(found, name)

    async def clips(self, lesson_id: str, participant: str) -> list[ClipOut]:
        """The clips of a pupil's takes, for the holder of their reading link."""
        async with self._database.read() as connection:
            known = await repository.of_lesson(connection, lesson_id)
        return [
            ClipOut(take=one.take, n=mark.n, at_s=mark.at_s, text=mark.text)
            for one in known
            if participant in one.recorded
            for mark in one.marks
            if await self._file(one, f"clip-{mark.n}.flac") is not None
        ]

    async def clip(self, lesson_id: str, participant: str, take: str, n: int) -> Path | None:
        """Where a clip lies that the holder of a reading link may hear."""
        async with self._database.read() as connection:
            found = await repository.find(connection, lesson_id, take)
        if found is None or participant not in found.recorded:
            return None
        return await self._file(found, f"clip-{n}.flac")

    async def _told(self, one: Recording) -> TakeOut:
        made = self._take(one) / MADE
        names = sorted(path.name for path in made.glob("*.flac")) if one.made_s is not None else []
        files = [name for name in names if await self._file(one, name) is not None]
        clips = {name for name in files if name.startswith("clip-")}
        return TakeOut(
            take=one.take,
            began_at=datetime.fromtimestamp(one.began_s, UTC),
            seconds=one.ended_s - one.began_s,
            files=[name for name in files if name not in clips],
            clips=await self._permitted(one, Purpose.CLIPS),
            marks=[
                MarkOut(
                    n=mark.n,
                    at_s=mark.at_s,
                    text=mark.text,
                    file=name if (name := f"clip-{mark.n}.flac") in clips else None,
                )
                for mark in one.marks
            ],
        )

    async def _file(self, one: Recording, name: str) -> Path | None:
        purpose = Purpose.CLIPS if name.startswith("clip-") else Purpose.RECORDING
        path = self._take(one) / MADE / name
        if one.made_s is None or not path.is_file() or not await self._permitted(one, purpose):
            return None
        return path

    # -- letting go ------------------------------------------------------------------------------

    async def sweep(self) -> int:
        """Delete what is not permitted any more and what belongs to no row; return how many takes went."""
        count = 0
        async with self._database.read() as connection:
            known = await repository.everything(connection)
        for one in known:
            if await self._permitted(one, Purpose.RECORDING):
                continue
            async with self._database.write() as connection:
                await repository.remove(connection, one.id)
                details = {"why": "withdrawn"}
                await append(
                    connection, Action.RECORDING_DELETED, at_s=self._now_s(), actor=SERVER, details=details
                )
            count += 1
        async with self._database.read() as connection:
            rows = {(one.lesson_id, one.take) for one in await repository.everything(connection)}
        for folder in sorted(self._folder.glob("*/*")):
            if (folder.parent.name, folder.name) not in rows:
                await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)
        return count

    async def watch(self) -> None:
        """Make and sweep until cancelled; what has come is looked at at once."""
        turn = 0

        async def step() -> None:
            nonlocal turn
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._came.wait(), WATCH_S)
            self._came.clear()
            if turn % SWEEP_EVERY == 0:
                await self.sweep()
            turn += 1
            await self.work()

        await again_and_again(step, "recordings", every_s=0.0)

    # -- parts -----------------------------------------------------------------------------------

    async def _permitted(self, one: Recording, purpose: Purpose) -> bool:
        async with self._database.read() as connection:
            people = await repository.people(connection, one)
        return bool(people) and all(
            [await self._permissions.permission(each, purpose) for each in people.values()]
        )

    async def _enter(self, lesson_id: str) -> None:
        """Take over from the room what is over."""
        async with self._database.write() as connection:
            for take in await repository.takes_in_room(connection, lesson_id):
                if take.ended_s is not None and take.recorded:
                    await repository.add(connection, lesson_id, take)

    async def _recorded(self, who: Invite, take: str) -> Recording:
        await self._enter(who.lesson_id)
        async with self._database.read() as connection:
            found = await repository.find(connection, who.lesson_id, take)
            running = found is None and any(
                each.id == take and who.participant in each.recorded
                for each in await repository.takes_in_room(connection, who.lesson_id)
            )
        if running:
            raise RecordingRunsError
        if found is None or not _may(who, found) or not await self._permitted(found, Purpose.RECORDING):
            raise RecordingUnknownError
        return found

    async def _stem(self, found: Recording, who: Invite, part: str) -> repository.Stem:
        async with self._database.read() as connection:
            for each in await self._mine(connection, found, who):
                if each.part == part:
                    return each
        raise RecordingUnknownError

    @staticmethod
    async def _mine(connection: object, found: Recording, who: Invite) -> list[repository.Stem]:
        stems = await repository.stems_of(connection, found.id)  # type: ignore[arg-type]
        return [each for each in stems if each.participant == who.participant]

    def _take(self, one: Recording) -> Path:
        return self._folder / one.lesson_id / one.take

    def _upload(self, one: Recording, who: Invite, part: str) -> Upload:
        return Upload(self._take(one) / f"{who.participant}.{part}")


def _may(who: Invite, one: Recording) -> bool:
    return who.participant in one.recorded and who.role is not Role.OBSERVER
