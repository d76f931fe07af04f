"""Demonstrations on the disk, a folder per lesson, and what may be done with them, whoever asks."""

from __future__ import annotations

import asyncio
import os
import re
import secrets
from collections.abc import AsyncIterable, Callable
from pathlib import Path

from server.again import again_and_again
from server.db import Database
from server.demonstrations import wave
from server.demonstrations.errors import (
    DemonstrationKindError,
    DemonstrationNotPermittedError,
    DemonstrationTooLongError,
    TooManyDemonstrationsError,
)
from server.demonstrations.permits import permits
from server.lessons.leftovers import SWEEP_S, sweep_folders
from server.lessons.repository import Invite
from server.reading import repository as papers_of
from signaling.paper_messages import DEMONSTRATION_S

MOST = 24
MAX_BYTES = wave.HEADER_BYTES + DEMONSTRATION_S * wave.RATE_HZ * 2 * wave.BYTES
#: How long a file waits for the line it was recorded for.
UNUSED_S = 3600.0
_ID = re.compile(r"[0-9a-f]{32}")
_LESSON = re.compile(r"[A-Za-z0-9_-]{1,64}")


class Demonstrations:
    """Take in what a teacher played, as FLAC, give it out, and let go of it.

    Parameters
    ----------
    folder : Path
    database : Database
    now_s : Callable[[], float]
        Seconds since 1970.

    Notes
    -----
    One event loop; several processes may share the folder, as names are random and files come whole.
    """

    def __init__(self, folder: Path, database: Database, now_s: Callable[[], float]) -> None:
        self._folder = folder
        self._database = database
        self._now_s = now_s

    async def permitted(self, who: Invite) -> bool:
        """Whether somebody permits that their own playing is kept."""
        return await self._permits(who.lesson_id, who.participant)

    async def take_in(self, who: Invite, chunks: AsyncIterable[bytes]) -> tuple[str, float]:
        """Store what somebody played, a page's WAV; its id and how long it is, s.

        Raises
        ------
        DemonstrationNotPermittedError, DemonstrationTooLongError, DemonstrationKindError,
        TooManyDemonstrationsError
        """
        if not await self.permitted(who):
            raise DemonstrationNotPermittedError
        folder = self._folder / who.lesson_id
        if folder.is_dir() and len(list(folder.iterdir())) >= MOST:
            raise TooManyDemonstrationsError(MOST)
        data = bytearray()
        async for chunk in chunks:
            data += chunk
            if len(data) > MAX_BYTES:
                raise DemonstrationTooLongError
        said = wave.read_header(bytes(data[: wave.HEADER_BYTES]))
        if said.bytes != len(data) - wave.HEADER_BYTES:
            raise DemonstrationKindError
        if said.seconds > DEMONSTRATION_S:
            raise DemonstrationTooLongError
        name = secrets.token_hex(16)
        await asyncio.to_thread(_write, folder / name, bytes(data[wave.HEADER_BYTES :]), said.channels)
        return name, said.seconds

    def find(self, lesson: str, name: str) -> Path | None:
        """Where a file of this lesson lies; None if there is none of that id."""
        if not (_ID.fullmatch(name) and _LESSON.fullmatch(lesson)):
            return None
        path = self._folder / lesson / name
        return path if path.is_file() else None

    async def heard(self, lesson: str, name: str) -> Path | None:
        """Find a file that lies beside the homework and whose player permits that it is heard."""
        async with self._database.read() as connection:
            papers = await papers_of.papers(connection, lesson)
        played = None if papers is None else papers.played().get(name)
        if played is None or not await self._permits(lesson, played.participant):
            return None
        return self.find(lesson, name)

    async def sweep(self) -> None:
        """Delete what no lesson, no line or no permission holds any more."""
        await sweep_folders(self._folder, self._database, self._now_s())
        for folder in sorted(self._folder.iterdir()) if self._folder.is_dir() else ():
            async with self._database.read() as connection:
                papers = await papers_of.papers(connection, folder.name)
            played = {} if papers is None else papers.played()
            for path in sorted(folder.iterdir()):
                known = played.get(path.name)
                if known is None and self._now_s() - _changed_s(path) < UNUSED_S:
                    continue
                if known is None or not await self._permits(folder.name, known.participant):
                    path.unlink(missing_ok=True)

    async def watch(self) -> None:
        """Sweep now and every minute until cancelled."""
        await again_and_again(self.sweep, "demonstrations", every_s=SWEEP_S)

    async def _permits(self, lesson: str, participant: str) -> bool:
        async with self._database.read() as connection:
            return await permits(connection, lesson, participant, now_s=self._now_s())


def _write(to: Path, data: bytes, channels: int) -> None:
    """Write FLAC, its owner's alone, whole or not at all: a third to a half of what came in."""
    from rtc.flac import FlacEncoder  # noqa: PLC0415 - 27 MB, and seldom needed

    encoder = FlacEncoder(channels)
    body = encoder.encode(wave.samples(data, channels)) + encoder.finish()
    to.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = to.with_suffix(".part")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(encoder.header + body)
    part.replace(to)


def _changed_s(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:  # another process was quicker
        return 0.0
