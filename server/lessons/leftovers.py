"""Files that belong to lessons go when their lesson does: folders that are named after lessons."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Awaitable, Callable
from pathlib import Path

import structlog
from sqlalchemy.exc import SQLAlchemyError

from server.db import Database
from server.lessons import repository

SWEEP_S = 60.0

log: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger("klangbro.lessons")


async def sweep_folders(parent: Path, database: Database, now_s: float) -> None:
    """Delete the folder of every lesson that is closed, over or unknown."""
    for folder in _folders(parent):
        async with database.read() as connection:
            lesson = await repository.find_lesson(connection, folder.name)
        if lesson is None or not lesson.is_open(now_s):
            await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)


def _folders(parent: Path) -> list[Path]:
    return sorted(parent.iterdir()) if parent.is_dir() else []


async def keep_swept(sweep: Callable[[], Awaitable[None]], what: str) -> None:
    """Sweep now and every minute until cancelled."""
    while True:
        try:
            await sweep()
        except (SQLAlchemyError, OSError) as error:
            log.warning("not swept", what=what, reason=type(error).__name__)
        await asyncio.sleep(SWEEP_S)
