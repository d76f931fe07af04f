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
        return [Finding.of("database", "warning", "no_database", file=database.file)]
    try:
        return [await _opens(database), await _migrated(database)]
    except (SQLAlchemyError, sqlite3.Error, OSError) as error:
        reason = str(getattr(error, "orig", None) or type(error).__name__)
        return [Finding.of("database", "bad", "database_silent", reason=reason)]
    finally:
        await database.close()


async def _opens(database: Database) -> Finding:
    kind = database.engine.dialect.name
    async with database.read() as connection:
        if kind == "sqlite":
            said = str((await connection.execute(text("PRAGMA quick_check(1)"))).scalar_one())
            if said != "ok":
                return Finding.of("database", "bad", "database_damaged", reason=said)
        else:
            await connection.execute(text("SELECT 1"))
    return Finding.of("database", "good", "database_good", kind=kind)


async def _migrated(database: Database) -> Finding:
    async with database.read() as connection:
        try:
            found = str((await connection.execute(text("SELECT version_num FROM alembic_version"))).scalar())
        except SQLAlchemyError:
            return Finding.of("migrations", "warning", "database_empty")
    if found == HEAD:
        return Finding.of("migrations", "good", "schema_good", version=HEAD)
    if found in _known():
        return Finding.of("migrations", "warning", "schema_earlier", found=found, version=HEAD)
    return Finding.of("migrations", "bad", "schema_later", found=found)


def _known() -> set[str]:
    from alembic.script import ScriptDirectory  # noqa: PLC0415 - takes a second, and is rarely asked

    return {script.revision for script in ScriptDirectory.from_config(alembic_config()).walk_revisions()}
