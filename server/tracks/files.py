"""Recordings on the disk: a folder per lesson, in it one per track with its source and its variants."""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
from collections.abc import AsyncIterable, Callable
from dataclasses import dataclass
from pathlib import Path

from server.again import again_and_again
from server.db import Database
from server.errors import TooManyTracksError, TrackKindError, TrackTooLargeError
from server.lessons.leftovers import SWEEP_S, sweep_folders
from server.tracks.kinds import HEAD_BYTES, container
from server.tracks.renders import Renders
from server.uploads import Accepted, write_upload

MAX_BYTES = 60 * 1024 * 1024
MAX_TRACKS = 8
MAX_VARIANTS = 12
# Who asks for a variant is answered when it is made, or after this with how far it is.
ANSWER_S = 0.5
ACCEPTED = Accepted(MAX_BYTES, HEAD_BYTES, container, TrackTooLargeError, TrackKindError)
_ID = re.compile(r"[0-9a-f]{32}")
_LESSON = re.compile(r"[A-Za-z0-9_-]{1,64}")


@dataclass(frozen=True)
class Variant:
    """A track at 50 to 150 % of its tempo, and -6 to 6 semitones from its key."""

    tempo_percent: int
    key: int

    @property
    def file(self) -> str:
        return f"{self.tempo_percent}_{self.key}.ogg"


class TrackFiles:
    """Keeps the tracks of all lessons, and has variants made; `sweep` lets go of lessons that are over.

    Notes
    -----
    One event loop; several processes may share the folder, as names are random and files come whole.
    """

    def __init__(self, folder: Path, database: Database, now_s: Callable[[], float]) -> None:
        self._folder = folder
        self._database = database
        self._now_s = now_s
        self.renders = Renders()

    async def take_in(self, lesson: str, chunks: AsyncIterable[bytes]) -> tuple[str, float]:
        """Store an upload; its id and how long it plays, s.

        Raises
        ------
        TrackTooLargeError, TrackKindError, TrackLengthError, TooManyTracksError
        """
        folder = self._folder / lesson
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if len(list(folder.iterdir())) >= MAX_TRACKS:
            raise TooManyTracksError(MAX_TRACKS)
        name = secrets.token_hex(16)
        track = folder / f"{name}.part"
        track.mkdir(mode=0o700)
        try:
            kind = await write_upload(track / "source", chunks, ACCEPTED)
            seconds = await self.renders.probe(track / "source", kind)
            (track / "track.json").write_text(json.dumps({"container": kind, "seconds": seconds}))
            track.replace(folder / name)
        finally:
            shutil.rmtree(track, ignore_errors=True)
        return name, seconds

    def find(self, lesson: str, name: str, variant: Variant) -> Path | None:
        """Where a variant lies; None where it has not been made."""
        track = self._track(lesson, name)
        path = None if track is None else track / variant.file
        return path if path is not None and path.is_file() else None

    async def make(self, lesson: str, name: str, variant: Variant, asker: str) -> float | None:
        """Have a variant made: how much of it is done, 1 when it is there; None for no such track.

        Raises
        ------
        TrackRenderError
        """
        track = self._track(lesson, name)
        if track is None:
            return None
        to = track / variant.file
        if to.is_file():
            os.utime(to)
            return 1.0
        source = json.loads((track / "track.json").read_text())
        _make_room(track)
        arguments = (
            *(str(track / "source"), source["container"]),
            *(str(variant.tempo_percent), str(variant.key), str(source["seconds"])),
        )
        self.renders.ask(to, asker, *arguments)
        await self.renders.ended(to, within_s=ANSWER_S)
        return 1.0 if to.is_file() else min(0.99, self.renders.ask(to, asker, *arguments))

    def forget(self, lesson: str, name: str, variant: Variant, asker: str) -> None:
        """Somebody waits for this variant no longer."""
        track = self._track(lesson, name)
        if track is not None:
            self.renders.drop(track / variant.file, asker)

    def remove(self, lesson: str, name: str) -> bool:
        """Delete a track with all that was made of it; False if there was none."""
        track = self._track(lesson, name)
        if track is not None:
            self.renders.drop_all(track)
            shutil.rmtree(track, ignore_errors=True)
        return track is not None

    async def sweep(self) -> None:
        """Delete the tracks of every lesson that is closed, over or unknown."""
        await sweep_folders(self._folder, self._database, self._now_s())

    async def watch(self) -> None:
        """Sweep now and every minute until cancelled."""
        await again_and_again(self.sweep, "tracks", every_s=SWEEP_S)

    def _track(self, lesson: str, name: str) -> Path | None:
        if not (_ID.fullmatch(name) and _LESSON.fullmatch(lesson)):
            return None
        track = self._folder / lesson / name
        return track if track.is_dir() else None


def _make_room(track: Path) -> None:
    """Let go of the variants that were asked for longest ago."""
    made = sorted(track.glob("*.ogg"), key=lambda path: path.stat().st_mtime)
    for path in made[: max(0, len(made) + 1 - MAX_VARIANTS)]:
        path.unlink(missing_ok=True)
