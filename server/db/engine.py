"""How the database is opened, SQLite or PostgreSQL, and the two ways of using it: reading and writing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import bindparam, event, func, select, text
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from server.db.at_once import AtOnce
from server.errors import SettingsInvalidError

BUSY_TIMEOUT_MS = 5000
CONNECT_TIMEOUT_S = 3
_WRITES = "klangbro_writes"
# Of PostgreSQL's advisory locks, the one that stands for "the one who writes".
_WRITER_LOCK = 0x6B6C616E67
# A statement that hangs must not take a lesson with it; a peer that vanished is noticed within seconds.
_POSTGRESQL: dict[str, Any] = {
    "pool_size": 10,
    "max_overflow": 10,
    "pool_timeout": 5,
    "pool_pre_ping": True,  # after a restart of PostgreSQL the pool's connections are dead
    "connect_args": {
        "connect_timeout": CONNECT_TIMEOUT_S,
        "keepalives_idle": 5,
        "keepalives_interval": 2,
        "keepalives_count": 3,
        "options": "-c statement_timeout=10s -c lock_timeout=5s -c idle_in_transaction_session_timeout=30s",
    },
}


class Database:
    """One engine; many readers, one writer at a time.

    SQLite upgrades a read transaction to a write only if nobody wrote in between, and fails at once if
    somebody did, whatever the busy timeout. So a transaction that writes says so when it begins
    (``BEGIN IMMEDIATE``), and within this process writers queue fairly on a lock instead of polling.
    On PostgreSQL an advisory lock, held to the transaction's end, makes writers take turns the same way.

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
            address = make_url(url)
            more = _POSTGRESQL if address.get_backend_name() == "postgresql" else {}
            self.engine: AsyncEngine = create_async_engine(address, hide_parameters=True, **more)
        except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as error:
            raise SettingsInvalidError(
                "The database address cannot be understood.",
                "KLANGBRO_DATABASE_URL is like sqlite+aiosqlite:////var/lib/klangbro/klangbro.db "
                "or postgresql+psycopg://klangbro@db.example.org/klangbro.",
            ) from error
        self._writing = asyncio.Lock()
        self._at_once = self._looks = None
        if self.file is not None:
            self._at_once = AtOnce(self.file, lambda new: _prepare(new, None))
            self._looks = AtOnce(self.file, lambda new: _prepare(new, None), writes=False)
        if self.is_sqlite:
            event.listen(self.engine.sync_engine, "connect", _prepare)
            event.listen(self.engine.sync_engine, "begin", _begin)

    @property
    def is_sqlite(self) -> bool:
        """Whether the database is a file of this process and not a server's."""
        return self.engine.dialect.name == "sqlite"

    @property
    def file(self) -> Path | None:
        """SQLite's file; None for a database in memory or on a server."""
        url = self.engine.url
        if not self.is_sqlite or not url.database or url.database == ":memory:":
            return None
        return Path(url.database)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """A transaction that sees one moment of the database and changes nothing."""
        async with self.engine.connect() as connection:
            if not self.is_sqlite:
                await connection.execution_options(
                    isolation_level="REPEATABLE READ", postgresql_readonly=True
                )
            yield connection

    async def look_up(self, statement: str, keys: Sequence[str]) -> Sequence[Any]:
        """The rows of one SELECT in which ``{keys}`` stands for a list of keys.

        It sees one moment of the database, not before it was asked; on SQLite far cheaper than `read`.
        """
        if self._looks is not None:
            marks = ", ".join("?" * len(keys))
            return await self._looks.execute(statement.format(keys=f"({marks})"), keys)
        query = text(statement.format(keys=":keys")).bindparams(bindparam("keys", expanding=True))
        async with self.read() as connection:
            return (await connection.execute(query, {"keys": list(keys)})).all()

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """A transaction that is stored for good when the block ends, or not at all if it raises.

        What it reads stays true until then: of all processes, one writes at a time.
        """
        async with self._writing, self.engine.connect() as connection:
            await connection.execution_options(**{_WRITES: True})
            async with connection.begin():
                if not self.is_sqlite:
                    await connection.execute(select(func.pg_advisory_xact_lock(_WRITER_LOCK)))
                yield connection

    @asynccontextmanager
    async def compare_and_set(self) -> AsyncIterator[AsyncConnection]:
        """As `write`, for single statements that check by themselves what they rely on: no waiting for turns.

        Whoever changes several rows takes them in the order of their keys, or two may wait for each other.
        """
        if self.is_sqlite:
            async with self.write() as connection:
                yield connection
        else:
            async with self.engine.connect() as connection, connection.begin():
                yield connection

    @property
    def writes_at_once(self) -> bool:
        """Whether `write_at_once` can be used here."""
        return self._at_once is not None

    async def write_at_once(self, statement: str, parameters: Sequence[object]) -> list[Any]:
        """`write` for a single statement of SQLite's own, several times cheaper; the rows it returns."""
        assert self._at_once is not None
        async with self._writing:
            return await self._at_once.execute(statement, parameters)

    @asynccontextmanager
    async def paused(self) -> AsyncIterator[None]:
        """Nobody of this process writes until the block ends; writers wait for it as for each other."""
        async with self._writing:
            yield

    async def close(self) -> None:
        """Close every connection."""
        for one in (self._at_once, self._looks):
            if one is not None:
                await one.close()
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
