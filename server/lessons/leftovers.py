"""Files that belong to lessons go when their lesson does: folders that are named after lessons."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path

from server.db import Database
from server.lessons import repository

SWEEP_S = 60.0


async def sweep_folders(parent: Path, database: Database, now_s: float) -> None:
    """Delete the folder of every lesson that is closed, over or unknown."""
    for folder in _folders(parent):
        async with database.read() as connection:
            lesson = await repository.find_lesson(connection, folder.name)
        if lesson is None or not lesson.is_open(now_s):
            await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)


def _folders(parent: Path) -> list[Path]:
    return sorted(parent.iterdir()) if parent.is_dir() else []
