from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from server.db import Database, upgrade

ADD = "INSERT INTO secret VALUES (?, x'00', 0) RETURNING name"


async def database_at(folder: Path) -> Database:
    database = Database(f"sqlite+aiosqlite:///{folder / 'klangbro.db'}")
    await upgrade(database)
    return database


async def test_what_was_written_at_once_is_on_the_disk_and_all_others_see_it(tmp_path: Path) -> None:
    database = await database_at(tmp_path)
    assert await database.write_at_once(ADD, ("one",)) == [("one",)]
    async with database.read() as connection:
        assert (await connection.execute(text("SELECT name FROM secret"))).scalars().all() == ["one"]
    with closing(sqlite3.connect(tmp_path / "klangbro.db")) as other:
        assert other.execute("SELECT name FROM secret").fetchall() == [("one",)]
    await database.close()


async def test_what_cannot_be_written_leaves_nothing_behind_and_the_next_goes_on(tmp_path: Path) -> None:
    database = await database_at(tmp_path)
    await database.write_at_once(ADD, ("one",))
    with pytest.raises(sqlite3.IntegrityError):
        await database.write_at_once(ADD, ("one",))
    async with database.write() as connection:
        await connection.execute(text("INSERT INTO secret VALUES ('two', x'00', 0)"))
    await database.write_at_once(ADD, ("three",))
    await database.close()
    with closing(sqlite3.connect(tmp_path / "klangbro.db")) as other:
        assert other.execute("SELECT count(*) FROM secret").fetchone() == (3,)


async def test_what_is_looked_up_is_what_was_written_before_it_was_asked_for(tmp_path: Path) -> None:
    database = await database_at(tmp_path)
    asked = "SELECT name FROM secret WHERE name IN {keys} ORDER BY name"
    assert list(await database.look_up(asked, ["one", "two"])) == []
    await database.write_at_once(ADD, ("one",))
    assert list(await database.look_up(asked, ["one", "two"])) == [("one",)]
    async with database.write() as connection:
        await connection.execute(text("INSERT INTO secret VALUES ('two', x'00', 0)"))
    assert list(await database.look_up(asked, ["one", "two", "'"])) == [("one",), ("two",)]
    await database.close()


async def test_a_database_in_memory_is_looked_up_the_ordinary_way() -> None:
    database = Database("sqlite+aiosqlite:///:memory:")
    rows = await database.look_up("SELECT 'a' WHERE 'a' IN {keys}", ["a", "b"])
    assert [tuple(row) for row in rows] == [("a",)]
    await database.close()


async def test_both_ways_of_writing_take_turns(tmp_path: Path) -> None:
    database = await database_at(tmp_path)

    async def write(number: int) -> None:
        if number % 2:
            await database.write_at_once(ADD, (str(number),))
        else:
            async with database.write() as connection:
                await connection.execute(text("INSERT INTO secret VALUES (:n, x'00', 0)"), {"n": str(number)})

    await asyncio.gather(*map(write, range(40)))
    async with database.read() as connection:
        assert (await connection.execute(text("SELECT count(*) FROM secret"))).scalar() == 40
    await database.close()


async def test_a_database_may_be_closed_twice_and_used_again(tmp_path: Path) -> None:
    database = await database_at(tmp_path)
    await database.close()
    await database.write_at_once(ADD, ("one",))
    await database.close()
    await database.close()


def test_a_database_in_memory_or_on_a_server_is_written_the_ordinary_way() -> None:
    assert not Database("sqlite+aiosqlite:///:memory:").writes_at_once
    assert not Database("postgresql+psycopg://klangbro@127.0.0.1:1/none").writes_at_once
