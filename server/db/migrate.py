"""Bring the database to this program's schema when the server starts."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.exc import DatabaseError, InterfaceError

from server.db.engine import Database
from server.errors import DatabaseNewerError, DatabaseUnavailableError


def alembic_config() -> Config:
    """Alembic's configuration, with the migrations that lie in this package and no file of its own."""
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
        async with database.write() as connection:
            await connection.run_sync(_upgrade)
    except (DatabaseError, InterfaceError, OSError) as error:
        reason = str(getattr(error, "orig", None) or error)
        raise DatabaseUnavailableError(
            f"The database cannot be opened for writing ({reason}).",
            "Check that the data directory belongs to you and has room, or choose another with --data-dir.",
        ) from error


def _upgrade(connection: Connection) -> None:
    config = alembic_config()
    scripts = ScriptDirectory.from_config(config)
    known = {script.revision for script in scripts.walk_revisions()}
    present = set(MigrationContext.configure(connection).get_current_heads())
    if present - known:
        raise DatabaseNewerError(
            "This database was made by a later version of Klangbro.",
            "Install that version, or choose another data directory with --data-dir.",
        )
    if present == set(scripts.get_heads()):
        return
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
