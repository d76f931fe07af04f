"""Bring the database to this program's schema when the server starts."""

from __future__ import annotations

import asyncio
import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import DatabaseError, InterfaceError

from server.db.engine import BUSY_TIMEOUT_MS, Database
from server.errors import DatabaseNewerError, DatabaseUnavailableError

if TYPE_CHECKING:
    from alembic.config import Config

#: The newest migration. A test holds it to the files; it saves importing Alembic at most starts.
HEAD = "0021"


def alembic_config() -> Config:
    """Alembic's configuration, with the migrations that lie in this package and no file of its own."""
    from alembic.config import Config  # noqa: PLC0415 - takes a second, and most starts need none of it

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


async def upgrade(database: Database) -> None:
    """Apply the migrations that are missing, all of them or none.

    Raises
    ------
    DatabaseNewerError
        The schema is of a later version of the program.
    DatabaseUnavailableError
        The database cannot be opened or written.
    """
    try:
        if database.file is not None:
            await asyncio.to_thread(_try_to_write, database.file)
        async with database.write() as connection:
            if await connection.run_sync(_revision) != HEAD:
                await connection.run_sync(_upgrade)
    except (DatabaseError, InterfaceError, sqlite3.Error, OSError) as error:
        reason = str(getattr(error, "orig", None) or error)
        if not database.is_sqlite:
            raise DatabaseUnavailableError(
                f"The database server cannot be used ({reason.splitlines()[0]}).",
                "Check KLANGBRO_DATABASE_URL, that PostgreSQL runs, and that its user may create tables.",
            ) from error
        raise DatabaseUnavailableError(
            f"The database cannot be opened for writing ({reason}).",
            "Check that the data directory belongs to you and has room, or choose another with --data-dir.",
        ) from error


def _try_to_write(file: Path) -> None:
    # Before the engine does: a connection that aiosqlite cannot open leaves a thread that complains on the
    # terminal if the event loop ends first. It also makes a new file its owner's alone.
    os.close(os.open(file, os.O_RDWR | os.O_CREAT, 0o600))
    with closing(sqlite3.connect(file, timeout=BUSY_TIMEOUT_MS / 1000, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("ROLLBACK")


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return None if found is None else str(found)


def known_revisions() -> set[str]:
    """Every schema this program can bring up to date."""
    from alembic.script import ScriptDirectory  # noqa: PLC0415

    return {script.revision for script in ScriptDirectory.from_config(alembic_config()).walk_revisions()}


def _upgrade(connection: Connection) -> None:
    from alembic import command  # noqa: PLC0415

    config = alembic_config()
    present = _revision(connection)
    if present is not None and present not in known_revisions():
        raise DatabaseNewerError(
            "This database was made by a later version of Klangbro.",
            "Install that version, or choose another data directory with --data-dir.",
        )
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
