"""How the database is opened, and the two ways of using it: reading and writing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from server.errors import SettingsInvalidError

BUSY_TIMEOUT_MS = 5000
_WRITES = "klangbro_writes"


class Database:
    """One engine; many readers, one writer at a time.

    SQLite upgrades a read transaction to a write only if nobody wrote in between, and fails at once if
    somebody did, whatever the busy timeout. So a transaction that writes says so when it begins
    (``BEGIN IMMEDIATE``), and within this process writers queue fairly on a lock instead of polling.

    Parameters
    ----------
    url : str
        SQLAlchemy's address with an async driver.

    Raises
    ------
    SettingsInvalidError
        The address cannot be understood.
    """

    def __init__(self, url: str) -> None:
        try:
            # Parameters are people's names; hidden, they stay out of errors and so out of the log.
            self.engine: AsyncEngine = create_async_engine(make_url(url), hide_parameters=True)
        except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as error:
            raise SettingsInvalidError(
                "The database address cannot be understood.",
                "KLANGBRO_DATABASE_URL is like sqlite+aiosqlite:////var/lib/klangbro/klangbro.db.",
            ) from error
        self._writing = asyncio.Lock()
        if self.engine.dialect.name == "sqlite":
            event.listen(self.engine.sync_engine, "connect", _prepare)
            event.listen(self.engine.sync_engine, "begin", _begin)

    @property
    def file(self) -> Path | None:
        """SQLite's file; None for a database in memory or on a server."""
        url = self.engine.url
        if self.engine.dialect.name != "sqlite" or not url.database or url.database == ":memory:":
            return None
        return Path(url.database)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """A transaction that sees one moment of the database and changes nothing."""
        async with self.engine.connect() as connection:
            yield connection

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """A transaction that is stored for good when the block ends, or not at all if it raises."""
        async with self._writing, self.engine.connect() as connection:
            await connection.execution_options(**{_WRITES: True})
            async with connection.begin():
                yield connection

    async def close(self) -> None:
        """Close every connection."""
        await self.engine.dispose()


def _prepare(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # we write BEGIN ourselves
    cursor = connection.cursor()
    try:
        cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
        cursor.execute("PRAGMA journal_mode = WAL")
        # FULL, not NORMAL: what has been acknowledged survives a power cut, too.
        cursor.execute("PRAGMA synchronous = FULL")
        cursor.execute("PRAGMA foreign_keys = ON")
    finally:
        cursor.close()


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
