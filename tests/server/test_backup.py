from __future__ import annotations

import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from server.backup import BackupError, backup, refuse_server, restore
from server.db import Database, upgrade


async def database_at(folder: Path) -> Database:
    database = Database(f"sqlite+aiosqlite:///{folder / 'klangbro.db'}")
    await upgrade(database)
    return database


async def add(database: Database, name: str) -> None:
    async with database.write() as connection:
        await connection.execute(text("INSERT INTO secret VALUES (:name, x'00', 0)"), {"name": name})


async def names(database: Database) -> list[str]:
    async with database.read() as connection:
        return [
            str(row.name) for row in await connection.execute(text("SELECT name FROM secret ORDER BY name"))
        ]


async def test_what_is_stored_while_the_server_runs_is_in_the_backup_and_comes_back(tmp_path: Path) -> None:
    database = await database_at(tmp_path)
    await add(database, "before")
    assert backup(tmp_path / "klangbro.db", tmp_path / "copy") > 0
    await add(database, "after")
    await database.close()
    kept = restore(tmp_path / "copy", tmp_path / "klangbro.db")
    database = await database_at(tmp_path)
    assert await names(database) == ["before"]
    await database.close()
    assert kept is not None
    with closing(sqlite3.connect(kept)) as old:
        assert old.execute("SELECT count(*) FROM secret").fetchone() == (2,)


async def test_a_backup_is_one_file_of_its_owners_alone_and_never_overwrites(tmp_path: Path) -> None:
    database = await database_at(tmp_path)
    backup(tmp_path / "klangbro.db", tmp_path / "copy")
    assert stat.S_IMODE((tmp_path / "copy").stat().st_mode) == 0o600
    with closing(sqlite3.connect(tmp_path / "copy")) as copy:
        assert copy.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    with pytest.raises(BackupError, match="there already"):
        backup(tmp_path / "klangbro.db", tmp_path / "copy")
    await database.close()


async def test_nothing_is_put_back_under_a_running_server(tmp_path: Path) -> None:
    database = await database_at(tmp_path)
    await add(database, "kept")
    backup(tmp_path / "klangbro.db", tmp_path / "copy")
    with pytest.raises(BackupError, match="running"):
        restore(tmp_path / "copy", tmp_path / "klangbro.db")
    assert await names(database) == ["kept"]
    await database.close()


async def test_a_damaged_database_does_not_stand_in_its_backups_way(tmp_path: Path) -> None:
    database = await database_at(tmp_path)
    await add(database, "kept")
    backup(tmp_path / "klangbro.db", tmp_path / "copy")
    await database.close()
    (tmp_path / "klangbro.db").write_bytes(b"ruined" * 1000)
    restore(tmp_path / "copy", tmp_path / "klangbro.db")
    database = await database_at(tmp_path)
    assert await names(database) == ["kept"]
    await database.close()


async def test_what_is_no_backup_changes_nothing(tmp_path: Path) -> None:
    database = await database_at(tmp_path)
    await add(database, "kept")
    await database.close()
    (tmp_path / "letter").write_text("Dear pupil, " * 100)
    for wrong in ("letter", "nothing"):
        with pytest.raises(BackupError):
            restore(tmp_path / wrong, tmp_path / "klangbro.db")
    backup(tmp_path / "klangbro.db", tmp_path / "copy")
    with closing(sqlite3.connect(tmp_path / "copy")) as later, later:
        later.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(BackupError, match="later version"):
        restore(tmp_path / "copy", tmp_path / "klangbro.db")
    database = await database_at(tmp_path)
    assert await names(database) == ["kept"]
    await database.close()


def test_a_database_on_a_server_is_left_to_its_own_tools() -> None:
    with pytest.raises(BackupError, match="PostgreSQL") as caught:
        refuse_server("postgresql+psycopg://klangbro@db.example.org/klangbro")
    assert "pg_dump" in caught.value.remedy
