"""Score files on the disk: a folder per lesson in the data directory, for its owner alone."""

from __future__ import annotations

import re
import secrets
from collections.abc import AsyncIterable, Callable
from pathlib import Path

from server.again import again_and_again
from server.db import Database
from server.errors import ScoreKindError, ScoreTooLargeError, TooManyScoresError
from server.lessons.leftovers import SWEEP_S, sweep_folders
from server.scores.kinds import HEAD_BYTES, is_whole, media_type
from server.uploads import Accepted, write_upload

MAX_BYTES = 20 * 1024 * 1024
MAX_FILES = 24
ACCEPTED = Accepted(MAX_BYTES, HEAD_BYTES, media_type, ScoreTooLargeError, ScoreKindError)
_ID = re.compile(r"[0-9a-f]{32}")
_LESSON = re.compile(r"[A-Za-z0-9_-]{1,64}")


class ScoreFiles:
    """Keeps the files of all lessons; `sweep` lets go of those whose lesson is over.

    Notes
    -----
    One event loop; several processes may share the folder, as names are random and files come whole.
    """

    def __init__(self, folder: Path, database: Database, now_s: Callable[[], float]) -> None:
        self._folder = folder
        self._database = database
        self._now_s = now_s

    async def take_in(self, lesson: str, chunks: AsyncIterable[bytes]) -> tuple[str, str]:
        """Store an upload; its id and its media type.

        Raises
        ------
        ScoreTooLargeError, ScoreKindError, TooManyScoresError
        """
        folder = self._folder / lesson
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if len(list(folder.iterdir())) >= MAX_FILES:
            raise TooManyScoresError(MAX_FILES)
        name = secrets.token_hex(16)
        part = folder / f"{name}.part"
        try:
            found = await write_upload(part, chunks, ACCEPTED)
            if not is_whole(part, found):
                raise ScoreKindError
            part.replace(folder / name)
        finally:
            part.unlink(missing_ok=True)
        return name, found

    def find(self, lesson: str, name: str) -> Path | None:
        """Where a file of this lesson lies; None if there is none of that id."""
        if not (_ID.fullmatch(name) and _LESSON.fullmatch(lesson)):
            return None
        path = self._folder / lesson / name
        return path if path.is_file() else None

    def remove(self, lesson: str, name: str) -> bool:
        """Delete a file of this lesson; False if there was none."""
        path = self.find(lesson, name)
        if path is not None:
            path.unlink(missing_ok=True)
        return path is not None

    async def sweep(self) -> None:
        """Delete the files of every lesson that is closed, over or unknown."""
        await sweep_folders(self._folder, self._database, self._now_s())

    async def watch(self) -> None:
        """Sweep now and every minute until cancelled."""
        await again_and_again(self.sweep, "scores", every_s=SWEEP_S)


def read_type(path: Path) -> str:
    """Return the media type of a stored file."""
    with path.open("rb") as file:
        return media_type(file.read(HEAD_BYTES)) or "application/octet-stream"
