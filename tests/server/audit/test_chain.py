from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest
import pytest_asyncio
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from server.audit import Action, append, verify
from server.db import Database, upgrade

ROWS = 6
COLUMNS = ("n", "at_s", "action", "actor", "subject", "municipality", "details", "hash")


@pytest_asyncio.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = Database(f"sqlite+aiosqlite:///{tmp_path / 'some.db'}")
    await upgrade(opened)
    for number in range(ROWS):
        async with opened.write() as connection:
            await append(
                connection,
                Action.ADMITTED,
                at_s=1_800_000_000.123 + number,
                actor="a" * 32,
                subject="b" * 32,
                municipality="m",
                details={"n": number},
            )
    yield opened
    await opened.close()


async def broken_at(database: Database, **how: tuple[int, str]) -> int | None:
    async with database.read() as connection:
        return (await verify(connection, **how)).broken_at


def tamper(database: Database, statement: str) -> None:
    """As somebody with the file in hand would: the triggers are theirs to drop."""
    assert database.file is not None
    with closing(sqlite3.connect(database.file)) as opened, opened:
        opened.executescript("DROP TRIGGER audit_no_update; DROP TRIGGER audit_no_delete;" + statement)


async def test_a_chain_that_nobody_touched_holds(database: Database) -> None:
    async with database.read() as connection:
        found = await verify(connection)
    assert (found.holds, found.rows) == (True, ROWS)
    assert await broken_at(database, known=(ROWS, found.hash)) is None


async def test_an_empty_chain_holds(tmp_path: Path) -> None:
    opened = Database(f"sqlite+aiosqlite:///{tmp_path / 'empty.db'}")
    await upgrade(opened)
    assert await broken_at(opened) is None
    await opened.close()


@pytest.mark.parametrize("column", COLUMNS)
async def test_an_edited_value_in_any_column_is_found(database: Database, column: str) -> None:
    values = {"n": "100", "at_s": "at_s + 0.001"}
    tamper(database, f"UPDATE audit SET {column} = {values.get(column, repr('x'))} WHERE n = 3;")
    assert await broken_at(database) == 3


async def test_one_edited_byte_in_the_file_is_found(database: Database) -> None:
    assert database.file is not None
    file = database.file
    await database.close()
    with closing(sqlite3.connect(file)) as opened:
        opened.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    content = file.read_bytes()
    where = content.index(b'{"n": 4}')
    file.write_bytes(content[: where + 6] + b"7" + content[where + 7 :])
    assert await broken_at(database) == 5


async def test_a_row_taken_out_is_found(database: Database) -> None:
    tamper(database, "DELETE FROM audit WHERE n = 2;")
    assert await broken_at(database) == 2


async def test_an_end_that_was_cut_off_is_found_by_whoever_noted_it(database: Database) -> None:
    async with database.read() as connection:
        noted = (ROWS, (await verify(connection)).hash)
    tamper(database, f"DELETE FROM audit WHERE n = {ROWS};")
    assert await broken_at(database) is None
    assert await broken_at(database, known=noted) == ROWS


async def test_an_end_that_was_written_anew_is_found_by_whoever_noted_it(database: Database) -> None:
    async with database.read() as connection:
        noted = (ROWS, (await verify(connection)).hash)
    tamper(database, f"DELETE FROM audit WHERE n = {ROWS};")
    async with database.write() as connection:
        await append(connection, Action.REFUSED, at_s=0.0, actor="host")
    assert await broken_at(database) is None
    assert await broken_at(database, known=noted) == ROWS


@pytest.mark.parametrize("statement", ["UPDATE audit SET actor = 'x'", "DELETE FROM audit"])
async def test_the_database_itself_refuses_to_change_what_was_written(
    database: Database, statement: str
) -> None:
    with pytest.raises(DBAPIError, match="append-only"):
        async with database.write() as connection:
            await connection.execute(text(statement))


async def test_what_is_undone_leaves_no_row(database: Database) -> None:
    with pytest.raises(ValueError, match="changed my mind"):
        async with database.write() as connection:
            await append(connection, Action.REFUSED, at_s=0.0, actor="host")
            raise ValueError("changed my mind")
    async with database.read() as connection:
        assert (await verify(connection)).rows == ROWS
