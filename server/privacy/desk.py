"""All that is done about people's data, for whoever asks: the API, the command line, the server itself."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from server.audit.admissions import Admissions
from server.audit.recordings import RecordingLog
from server.data_dir import make_data_dir
from server.db import Database
from server.privacy.erasure import Erasure
from server.privacy.erasure_list import ErasureList
from server.privacy.export import export
from server.privacy.permission import Permissions
from server.privacy.protection import protect
from server.privacy.retention import Retention
from server.privacy.withdrawals import Relied
from server.recordings.warden import RecordingWarden
from server.settings import Settings

EXPORTS = "exports"


class PrivacyDesk:
    """Permissions, retention, erasure, export, protection and the admissions' log of one process.

    Parameters
    ----------
    database : Database
    settings : Settings
        Where the data directory and the list of erasures are.
    now_s : Callable[[], float]
        Seconds since 1970.
    """

    def __init__(self, database: Database, settings: Settings, now_s: Callable[[], float]) -> None:
        self._database = database
        self._data_dir = settings.data_dir
        self._now_s = now_s
        self.permissions = Permissions(database, now_s)
        self.relied = Relied(self.permissions)
        self.erasure = Erasure(database, settings.data_dir, ErasureList(settings.erasures), now_s)
        self.retention = Retention(database, self.erasure, now_s)
        self.admissions = Admissions(database, now_s)
        self.recordings = RecordingLog(database, now_s)
        self.warden = RecordingWarden(database, self.permissions, self.relied, self.recordings)

    def clear_exports(self) -> None:
        """Delete what a crash has left of exports; before anybody is served."""
        for left in (self._data_dir / EXPORTS).glob("*.zip"):
            left.unlink(missing_ok=True)

    def watches(self) -> list[Callable[[], Coroutine[Any, Any, None]]]:
        """What has to run as long as the server does."""
        return [self.relied.watch, self.erasure.watch, self.retention.watch, self.admissions.watch]

    async def protect(self, person_id: str, alias: str, *, actor: str) -> int:
        """See `server.privacy.protection.protect`."""
        async with self._database.write() as connection:
            return await protect(connection, person_id, alias, actor=actor, now_s=self._now_s())

    async def export_to(self, person_id: str, target: Path, *, actor: str) -> int:
        """See `server.privacy.export.export`."""
        now_s = self._now_s()
        return await export(self._database, self._data_dir, person_id, target, actor=actor, now_s=now_s)

    @asynccontextmanager
    async def exported(self, person_id: str, *, actor: str) -> AsyncIterator[Path]:
        """A person's zip as a file that is gone when the block ends."""
        folder = self._data_dir / EXPORTS
        await asyncio.to_thread(make_data_dir, folder)
        target = folder / f"{secrets.token_hex(16)}.zip"
        try:
            await self.export_to(person_id, target, actor=actor)
            yield target
        finally:
            target.unlink(missing_ok=True)
