"""Every schema that was ever in use comes up to the present one with all that was in it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from server.db import Database, upgrade
from server.lessons import repository
from tests.server.db.test_migrate import differences

OLD = {path.stem: path.read_text() for path in sorted(Path(__file__).parent.glob("schema_*.sql"))}


@pytest.mark.parametrize("dump", OLD.values(), ids=OLD.keys())
async def test_an_earlier_database_is_upgraded_with_everything_in_it(dump: str, tmp_path: Path) -> None:
    file = tmp_path / "klangbro.db"
    with closing(sqlite3.connect(file)) as old:
        old.executescript(dump)
    database = Database(f"sqlite+aiosqlite:///{file}")
    await upgrade(database)
    async with database.read() as connection:
        assert await connection.run_sync(differences) == []
        lessons = await repository.list_lessons(connection, limit=10)
        teacher, pupil = await repository.list_invites(connection, "lesson01")
        state = (await connection.execute(text("SELECT revision FROM room_state"))).scalar_one()
        broken = (await connection.execute(text("PRAGMA foreign_key_check"))).all()
    await database.close()
    assert {lesson.id: lesson.teacher for lesson in lessons} == {
        "lesson01": "Anna Lind",
        "lesson02": "Anna Lind",
    }
    assert (teacher.name, teacher.role, teacher.protected) == ("Anna Lind", "teacher", False)
    assert pupil.revoked_s == 1790000300.0
    assert state == 7
    assert broken == []
