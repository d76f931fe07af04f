"""Where takes lie until the server has them: the user's data folder, a folder a take."""

from __future__ import annotations

import json
import os
import shutil
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from client.native.recording.tape import SOUND

__all__ = ["Held", "Shelf", "default_shelf"]

ABOUT = "about.json"
WRITES_EVERY_S = 2.0
"""A tape grows five times a second; a disk may be slow."""


@dataclass(frozen=True, slots=True)
class Held:
    """A take that lies here; ``invite`` is the address by which it is uploaded."""

    folder: Path
    invite: str
    lesson: str
    take: str

    @property
    def sound(self) -> Path:
        return self.folder / SOUND


def default_shelf() -> Shelf:
    """The user's own (XDG base directories)."""
    base = os.environ.get("XDG_DATA_HOME", "")
    root = Path(base) if base else Path.home() / ".local" / "share"
    return Shelf(root / "klangbro" / "recordings")


class Shelf:
    """Finds, makes room for and deletes takes. What a crash has left lies here too."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def place(self, invite: str, lesson: str, take: str) -> Held:
        """Where a new take goes; told apart from those of the same take that a crash has left.

        Raises
        ------
        OSError
        """
        number = 1
        while (folder := self._root / f"{lesson}.{take}.{number}").exists():
            number += 1
        folder.mkdir(mode=0o700, parents=True)
        held = Held(folder, invite, lesson, take)
        about = {key: value for key, value in asdict(held).items() if key != "folder"}
        descriptor = os.open(folder / ABOUT, os.O_WRONLY | os.O_CREAT, 0o600)
        with os.fdopen(descriptor, "w") as file:
            json.dump(about, file)
        return held

    def all(self) -> list[Held]:
        """What lies here, oldest first; a folder without a readable word about itself is deleted."""
        found = []
        folders = self._root.iterdir() if self._root.is_dir() else iter(())
        for folder in sorted(folders, key=lambda path: (path.stat().st_mtime, path.name)):
            try:
                about = json.loads((folder / ABOUT).read_text())
                found.append(Held(folder, str(about["invite"]), str(about["lesson"]), str(about["take"])))
            except (OSError, ValueError, KeyError, TypeError):
                shutil.rmtree(folder, ignore_errors=True)
        return found

    def in_use(self, *, now_s: float) -> bool:
        """Whether a lesson is being recorded here, by this program or another one; ``now_s`` is unix time."""
        for held in self.all():
            with suppress(OSError):
                if abs(now_s - held.sound.stat().st_mtime) < WRITES_EVERY_S:
                    return True
        return False

    def drop(self, held: Held) -> None:
        """Delete a take."""
        shutil.rmtree(held.folder, ignore_errors=True)
