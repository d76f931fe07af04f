"""The files of reading links: a folder per link in the data directory, apart from the lesson's own."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path

_ID = re.compile(r"[0-9a-f]{16}")
_FILE = re.compile(r"[0-9a-f]{32}")
#: Where a file of a lesson lies, by both ids.
Find = Callable[[str, str], Path | None]


class ReadingFiles:
    """Keeps what a link shows after the lesson has let go of it. One event loop; small steps on the disk.

    ``sources``: where lessons' own files are found, one after the other.
    """

    def __init__(self, folder: Path, *sources: Find) -> None:
        self._folder = folder
        self._sources = sources

    def keep(self, reading: str, lesson: str, files: Iterable[str]) -> None:
        """Hold exactly these files of the lesson for that link."""
        wanted = set(files)
        folder = self._folder / reading
        if wanted:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for name in wanted:
            source = next(filter(None, (find(lesson, name) for find in self._sources)), None)
            if source is not None and not (folder / name).exists():
                _link(source, folder / name)
        for known in folder.iterdir() if folder.is_dir() else ():
            if known.name not in wanted:
                known.unlink(missing_ok=True)

    def find(self, reading: str, name: str) -> Path | None:
        """Where a file of this link lies; None if it shows none of that id."""
        if not (_ID.fullmatch(reading) and _FILE.fullmatch(name)):
            return None
        path = self._folder / reading / name
        return path if path.is_file() else None

    def forget(self, reading: str) -> None:
        """Delete what that link showed."""
        if _ID.fullmatch(reading):
            shutil.rmtree(self._folder / reading, ignore_errors=True)

    def known(self) -> list[str]:
        """Ids of all links that hold files."""
        return sorted(path.name for path in self._folder.iterdir()) if self._folder.is_dir() else []


def _link(source: Path, target: Path) -> None:
    try:
        os.link(source, target)  # the same bytes once on the disk, until the lesson lets go of its name
    except OSError:
        shutil.copyfile(source, target)
        target.chmod(0o600)
