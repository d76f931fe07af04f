from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from server.db import Database, upgrade
from server.doctor.finding import Finding
from server.doctor.storage import check_database
from tests.server.world import settings_for


async def made(folder: Path) -> Path:
    settings = settings_for(folder)
    settings.data_dir.mkdir(parents=True)
    database = Database(settings.database)
    await upgrade(database)
    await database.close()
    return settings.data_dir / "klangbro.db"


async def checked(folder: Path) -> dict[str, Finding]:
    return {one.check: one for one in await check_database(settings_for(folder))}


def set_version(file: Path, version: str) -> None:
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", (version,))


async def test_a_whole_database_of_this_version_is_good(tmp_path: Path) -> None:
    await made(tmp_path)
    found = await checked(tmp_path)
    assert {name: one.verdict for name, one in found.items()} == {"database": "good", "migrations": "good"}


async def test_an_earlier_schema_is_brought_up_to_date_by_the_next_start(tmp_path: Path) -> None:
    set_version(await made(tmp_path), "0001")
    found = (await checked(tmp_path))["migrations"]
    assert found.verdict == "warning"
    assert "klangbro serve" in found.remedy


async def test_a_later_schema_is_bad(tmp_path: Path) -> None:
    set_version(await made(tmp_path), "9999")
    assert (await checked(tmp_path))["migrations"].verdict == "bad"


async def test_what_is_no_database_is_bad_and_left_alone(tmp_path: Path) -> None:
    file = await made(tmp_path)
    for extra in file.parent.glob("klangbro.db-*"):
        extra.unlink()
    file.write_bytes(b"Dear pupil, " * 1000)
    assert (await checked(tmp_path))["database"].verdict == "bad"
    assert file.read_bytes().startswith(b"Dear pupil")


async def test_looking_makes_no_database(tmp_path: Path) -> None:
    assert (await checked(tmp_path))["database"].verdict == "warning"
    assert not (tmp_path / "data").exists()
