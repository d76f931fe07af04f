"""Recordings on the disk: a folder a lesson, in it one a take, in that one an upload and what was made."""

from __future__ import annotations

import hashlib
import os
import shutil
from pathlib import Path
from typing import BinaryIO

from server.recordings.schemas import CHUNK_BYTES, Manifest

SOUND = "sound"
MADE = "made"


class Upload:
    """One end's part of a take, coming in in chunks.

    A chunk is there under its number when it is whole and right, and never before; so is the file. What a
    killed server leaves under other names is written over.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def sound(self) -> Path:
        return self.folder / SOUND

    def have(self) -> list[int]:
        """Which chunks are here."""
        return sorted(int(path.name) for path in self._chunks.glob("*") if path.name.isdigit())

    def begin(self) -> None:
        """Nothing of what was here before holds."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self._chunks.mkdir(mode=0o700, parents=True)

    def put(self, number: int, data: bytes) -> None:
        """Keep a chunk that is right."""
        self._chunks.mkdir(mode=0o700, parents=True, exist_ok=True)
        part = self._chunks / f"{number}.part"
        _write(part, [data])
        part.replace(self._chunks / str(number))

    def join(self, manifest: Manifest) -> bool:
        """Make the file of its chunks; False, and the wrong ones deleted, if it is not what was announced."""
        wrong = [n for n in range(len(manifest.chunks)) if not self._is_right(n, manifest)]
        if wrong:
            for number in wrong:
                (self._chunks / str(number)).unlink(missing_ok=True)
            return False
        part = self.folder / "sound.part"
        whole = hashlib.sha256()
        with _new(part) as file:
            for number in range(len(manifest.chunks)):
                data = (self._chunks / str(number)).read_bytes()
                whole.update(data)
                file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if whole.hexdigest() != manifest.sha256:
            part.unlink()
            shutil.rmtree(self._chunks)
            return False
        part.replace(self.sound)
        return True

    def clear(self) -> None:
        """The file is here and known to be: its chunks are needed no more."""
        shutil.rmtree(self._chunks, ignore_errors=True)

    @property
    def _chunks(self) -> Path:
        return self.folder / "chunks"

    def _is_right(self, number: int, manifest: Manifest) -> bool:
        path = self._chunks / str(number)
        try:
            data = path.read_bytes()
        except OSError:
            return False
        return len(data) <= CHUNK_BYTES and hashlib.sha256(data).hexdigest() == manifest.chunks[number]


def _new(path: Path) -> BinaryIO:
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")


def _write(path: Path, pieces: list[bytes]) -> None:
    with _new(path) as file:
        for piece in pieces:
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())
