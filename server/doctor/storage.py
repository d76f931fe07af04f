"""The database: does it open, is it whole, is it of this version."""

from __future__ import annotations

import sqlite3

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from server.db import Database
from server.db.migrate import HEAD, alembic_config
from server.doctor.finding import Finding
from server.settings import Settings


async def check_database(settings: Settings) -> list[Finding]:
    """Look without changing anything; a database that is not there yet is no fault."""
    database = Database(settings.database)
    if database.file is not None and not database.file.exists():
        await database.close()
        return [
            Finding(
                "database",
                "warning",
                f"There is no database at {database.file} yet.",
                "klangbro serve makes it. If there was one, check --data-dir and restore the backup.",
            )
        ]
    try:
        return [await _opens(database), await _migrated(database)]
    except (SQLAlchemyError, sqlite3.Error, OSError) as error:
        reason = str(getattr(error, "orig", None) or type(error).__name__)
        return [
            Finding(
                "database",
                "bad",
                f"The database does not answer ({reason}).",
                "Check KLANGBRO_DATABASE_URL, and that the user who runs Klangbro may read and write it.",
            )
        ]
    finally:
        await database.close()


async def _opens(database: Database) -> Finding:
    kind = database.engine.dialect.name
    async with database.read() as connection:
        if kind == "sqlite":
            said = str((await connection.execute(text("PRAGMA quick_check(1)"))).scalar_one())
            if said != "ok":
                return Finding("database", "bad", f"The database is damaged: {said}.", "Restore the backup.")
        else:
            await connection.execute(text("SELECT 1"))
    return Finding("database", "good", f"The database ({kind}) answers and is whole.")


async def _migrated(database: Database) -> Finding:
    async with database.read() as connection:
        try:
            found = str((await connection.execute(text("SELECT version_num FROM alembic_version"))).scalar())
        except SQLAlchemyError:
            return Finding("migrations", "warning", "The database is empty.", "klangbro serve sets it up.")
    if found == HEAD:
        return Finding("migrations", "good", f"The schema is this version's ({HEAD}).")
    if found in _known():
        return Finding(
            "migrations",
            "warning",
            f"The schema is of an earlier version ({found}, not {HEAD}).",
            "Back it up; klangbro serve brings it up to date when it starts.",
        )
    return Finding(
        "migrations",
        "bad",
        f"The schema is of a later version ({found}).",
        "Install that version of Klangbro again, or restore the backup made before it.",
    )


def _known() -> set[str]:
    from alembic.script import ScriptDirectory  # noqa: PLC0415 - takes a second, and is rarely asked

    return {script.revision for script in ScriptDirectory.from_config(alembic_config()).walk_revisions()}
