from __future__ import annotations

import asyncio
import json
import sqlite3
from contextlib import closing
from pathlib import Path

from server.audit import Action, append
from server.db import Database, upgrade
from tests.server.test_commands import Run, one_line, run

__all__ = ["run"]


async def with_rows(folder: Path) -> None:
    database = Database(f"sqlite+aiosqlite:///{folder / 'klangbro.db'}")
    await upgrade(database)
    async with database.write() as connection:
        for _ in range(3):
            await append(connection, Action.EXPORTED, at_s=0.0, actor="command")
    await database.close()


def test_verify_says_that_the_log_holds_and_what_to_note(tmp_path: Path, run: Run) -> None:
    asyncio.run(with_rows(tmp_path))
    code, said, _ = run("admin", "audit", "verify", "--data-dir", tmp_path)
    noted = said.split()[-1]
    assert (code, noted.startswith("3:")) == (0, True)
    again = run("admin", "audit", "verify", "--known", noted, "--json", "--data-dir", tmp_path)
    assert json.loads(again[1])["holds"] is True


def test_verify_names_the_first_row_that_does_not_hold(tmp_path: Path, run: Run) -> None:
    asyncio.run(with_rows(tmp_path))
    with closing(sqlite3.connect(tmp_path / "klangbro.db")) as opened, opened:
        opened.executescript("DROP TRIGGER audit_no_update; UPDATE audit SET actor = 'me' WHERE n = 2;")
    assert "row 2" in one_line(run("admin", "audit", "verify", "--data-dir", tmp_path))
    assert "NUMBER:HASH" in one_line(run("admin", "audit", "verify", "--known", "x", "--data-dir", tmp_path))
