"""What recordings hold of a person: a take with somebody in it who is erased goes whole."""

from __future__ import annotations

import shutil
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncConnection

from server.privacy.lessons import Part
from server.recordings import repository

FOLDER = "recordings"
_ATTEMPTS = 100


async def forget_recordings(connection: AsyncConnection, data_dir: Path, part: Part) -> tuple[int, int]:
    """Delete the takes of a lesson in which somebody was recorded; return how many rows and files.

    Who was recorded with them loses the take too: it is one sound, and nobody is cut out of a room.
    """
    ours = {each.participant for each in part.own}
    rows = files = 0
    for take in await repository.of_lesson(connection, part.lesson):
        if not ours & set(take.recorded):
            continue
        await repository.remove(connection, take.id)
        rows += 1
        folder = data_dir / FOLDER / part.lesson / take.take
        files += sum(path.is_file() for path in folder.rglob("*"))
        _delete(folder)
    return rows, files


def _delete(folder: Path) -> None:
    """Delete a folder in which somebody may just be writing; whoever does so finds none from then on."""
    for _ in range(_ATTEMPTS):
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            return
