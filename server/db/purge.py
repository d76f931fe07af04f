"""Let nothing that was deleted remain in the database's files.

A deleted row's bytes stay where they were until something else is written there. SQLite writes the file
anew (VACUUM) and empties the write-ahead log; PostgreSQL writes the tables anew. What neither reaches:
PostgreSQL's own write-ahead log, which holds old rows until its segments are used again, and every backup.
"""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import text

from server.db.engine import BUSY_TIMEOUT_MS, Database
from server.db.tables import metadata

WAIT_S = 5.0


async def purge(database: Database, *, wait_s: float = WAIT_S) -> bool:
    """Write the database anew; whether the log is empty, too (somebody may have been reading all the time).

    Writers wait meanwhile; readers do not, but are waited for at most ``wait_s``.
    """
    if database.file is not None:
        async with database.paused():
            return await asyncio.to_thread(_purge_file, database.file, wait_s)
    if not database.is_sqlite:
        await _purge_server(database)
    return True


def purge_closed(file: Path) -> None:
    """The same for a file that nobody else has open; afterwards nothing stands beside it."""
    with closing(sqlite3.connect(file, timeout=BUSY_TIMEOUT_MS / 1000, isolation_level=None)) as connection:
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute("PRAGMA journal_mode = DELETE")
        connection.execute("VACUUM")


def _purge_file(file: Path, wait_s: float) -> bool:
    with closing(sqlite3.connect(file, timeout=BUSY_TIMEOUT_MS / 1000, isolation_level=None)) as connection:
        # Otherwise the fresh pages' empty parts hold whatever was in the memory they were made in.
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute("VACUUM")
        connection.execute(f"PRAGMA busy_timeout = {int(wait_s * 1000)}")
        (busy, _, _) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not busy


async def _purge_server(database: Database) -> None:
    engine = database.engine.execution_options(isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        await connection.execute(text("SET statement_timeout = 0"))
        await connection.execute(text("SET lock_timeout = '60s'"))
        try:
            for table in metadata.sorted_tables:
                # ANALYZE too: the planner's statistics quote the most frequent values.
                await connection.execute(text(f"VACUUM (FULL, ANALYZE) {table.name}"))
        finally:
            await connection.invalidate()  # with its settings
