from __future__ import annotations

from pathlib import Path

from sqlalchemy import text

from server.db import Database, upgrade
from server.db.purge import purge
from tests.server.privacy.town import bytes_with


async def test_what_was_deleted_and_what_was_overwritten_is_in_no_byte_afterwards(tmp_path: Path) -> None:
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'some.db'}")
    await upgrade(database)
    for name, value in (("gone", "canary-1"), ("changed", "canary-2")):
        async with database.write() as connection:
            row = {"name": name, "value": value.encode() * 900}
            await connection.execute(text("INSERT INTO secret VALUES (:name, :value, 0)"), row)
    async with database.write() as connection:
        await connection.execute(text("DELETE FROM secret WHERE name = 'gone'"))
        await connection.execute(text("UPDATE secret SET value = x'00' WHERE name = 'changed'"))
    assert bytes_with(tmp_path, "canary-1", "canary-2") != []
    assert await purge(database)
    assert bytes_with(tmp_path, "canary-1", "canary-2") == []
    await database.close()


async def test_whoever_reads_all_the_time_only_puts_the_log_off(tmp_path: Path) -> None:
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'some.db'}")
    await upgrade(database)
    async with database.read() as connection:
        await connection.execute(text("SELECT count(*) FROM secret"))
        assert not await purge(database, wait_s=0.05)
    assert await purge(database)
    await database.close()
