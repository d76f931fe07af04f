from __future__ import annotations

import stat
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from server.db import Database, upgrade
from server.db.migrate import HEAD, alembic_config
from server.db.tables import metadata
from server.errors import DatabaseNewerError, DatabaseUnavailableError


def differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    return list(compare_metadata(context, metadata))


async def test_migrations_from_nothing_make_exactly_the_tables_the_program_uses(tmp_path: Path) -> None:
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'new.db'}")
    await upgrade(database)
    async with database.read() as connection:
        assert await connection.run_sync(differences) == []
    await database.close()


async def test_upgrading_again_changes_nothing(tmp_path: Path) -> None:
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'new.db'}")
    await upgrade(database)
    async with database.write() as connection:
        await connection.execute(text("INSERT INTO secret VALUES ('kept', x'00', 0)"))
    await upgrade(database)
    async with database.read() as connection:
        assert (await connection.execute(text("SELECT name FROM secret"))).scalar() == "kept"
    await database.close()


async def test_a_database_of_a_later_version_is_left_alone(tmp_path: Path) -> None:
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'later.db'}")
    await upgrade(database)
    async with database.write() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(DatabaseNewerError, match="later version"):
        await upgrade(database)
    await database.close()


async def test_a_database_that_cannot_be_opened_is_named(tmp_path: Path) -> None:
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'no' / 'such' / 'folder.db'}")
    with pytest.raises(DatabaseUnavailableError, match="cannot be opened"):
        await upgrade(database)
    await database.close()


async def test_a_new_database_is_its_owners_alone(tmp_path: Path) -> None:
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'new.db'}")
    await upgrade(database)
    assert stat.S_IMODE((tmp_path / "new.db").stat().st_mode) == 0o600
    await database.close()


def test_the_newest_migration_is_the_one_the_program_looks_for() -> None:
    assert ScriptDirectory.from_config(alembic_config()).get_heads() == [HEAD]


async def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    (tmp_path / "letter.db").write_text("Dear pupil, " * 100)
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'letter.db'}")
    with pytest.raises(DatabaseUnavailableError, match="not a database"):
        await upgrade(database)
    await database.close()


async def test_what_an_earlier_version_stored_is_there_after_the_upgrade(tmp_path: Path) -> None:
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'old.db'}")

    def make_first(connection: Connection) -> None:
        config = alembic_config()
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")

    async with database.write() as connection:
        await connection.run_sync(make_first)
        await connection.execute(text("INSERT INTO lesson VALUES ('l', 'Anna', 'oboe', 0, 1, NULL, NULL)"))
        await connection.execute(text("INSERT INTO room_state VALUES ('l', '{}', 7, 0)"))
    await upgrade(database)
    async with database.read() as connection:
        assert await connection.run_sync(differences) == []
        assert (await connection.execute(text("SELECT teacher FROM lesson"))).scalar() == "Anna"
        assert (await connection.execute(text("SELECT revision FROM room_state"))).scalar() == 7
    await database.close()
