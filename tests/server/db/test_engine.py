from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from server.db import Database, upgrade
from server.errors import SettingsInvalidError


@pytest_asyncio.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = Database(f"sqlite+aiosqlite:///{tmp_path / 'some.db'}")
    await upgrade(opened)
    yield opened
    await opened.close()


async def count(database: Database) -> int:
    async with database.read() as connection:
        return int((await connection.execute(text("SELECT count(*) FROM secret"))).scalar_one())


async def add(database: Database, name: str) -> None:
    async with database.write() as connection:
        await connection.execute(text("INSERT INTO secret VALUES (:name, x'00', 0)"), {"name": name})


async def test_the_database_keeps_a_write_ahead_log_and_foreign_keys(database: Database) -> None:
    async with database.read() as connection:
        said = {
            name: (await connection.execute(text(f"PRAGMA {name}"))).scalar()
            for name in ("journal_mode", "foreign_keys", "synchronous", "busy_timeout")
        }
    assert said == {"journal_mode": "wal", "foreign_keys": 1, "synchronous": 2, "busy_timeout": 5000}


async def test_a_write_that_raises_leaves_nothing(database: Database) -> None:
    with pytest.raises(ValueError, match="changed my mind"):
        async with database.write() as connection:
            await connection.execute(text("INSERT INTO secret VALUES ('gone', x'00', 0)"))
            raise ValueError("changed my mind")
    assert await count(database) == 0


async def test_writers_of_two_processes_take_turns(tmp_path: Path, database: Database) -> None:
    other = Database(f"sqlite+aiosqlite:///{tmp_path / 'some.db'}")
    jobs = [add(each, f"{name}{i}") for name, each in (("a", database), ("b", other)) for i in range(20)]
    await asyncio.gather(*jobs)
    assert await count(database) == 40
    await other.close()


async def test_a_reader_sees_one_moment_while_others_write(database: Database) -> None:
    async with database.read() as connection:
        query = text("SELECT count(*) FROM secret")
        before = (await connection.execute(query)).scalar()
        await add(database, "meanwhile")
        assert (await connection.execute(query)).scalar() == before
    assert await count(database) == 1


async def test_an_invite_without_a_lesson_cannot_be_stored(database: Database) -> None:
    with pytest.raises(IntegrityError):
        async with database.write() as connection:
            await connection.execute(
                text("INSERT INTO invite VALUES ('i', 'no-lesson', 'p', 'pupil', 'Bo', 0, 1, NULL, 0, NULL)")
            )


@pytest.mark.parametrize("url", ["nonsense", "nosuch://x", "sqlite+nosuch:///x.db"])
def test_an_address_that_cannot_be_understood_is_named(url: str) -> None:
    with pytest.raises(SettingsInvalidError, match="database address"):
        Database(url)
