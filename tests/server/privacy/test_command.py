from __future__ import annotations

import asyncio
import json
import zipfile
from pathlib import Path

from server.db import Database, upgrade
from tests.server.privacy.town import CAST, bytes_with, settle_in
from tests.server.test_commands import Run, one_line, run

__all__ = ["run"]


async def with_people(folder: Path) -> None:
    database = Database(f"sqlite+aiosqlite:///{folder / 'klangbro.db'}")
    await upgrade(database)
    await settle_in(database, pupil="Kanarifågel")
    await database.close()


def test_a_person_is_exported_protected_and_erased_by_command(tmp_path: Path, run: Run) -> None:
    asyncio.run(with_people(tmp_path))
    where, copy = ("--data-dir", tmp_path), tmp_path.with_suffix(".zip")
    assert run("admin", "person", "export", CAST.pupil, copy, *where)[0] == 0
    with zipfile.ZipFile(copy) as packed:
        assert "Kanarifågel" in packed.read("person.json").decode()
    assert "there already" in one_line(run("admin", "person", "export", CAST.pupil, copy, *where))
    assert "0 open invites" in run("admin", "person", "protect", CAST.pupil, "--alias", "Räv", *where)[1]
    assert "Erased" in run("admin", "person", "erase", CAST.pupil, *where)[1]
    assert bytes_with(tmp_path, "Kanarif", CAST.pupil) == []
    assert "no such person" in one_line(run("admin", "person", "erase", CAST.pupil, *where))


def test_retention_says_what_would_go(tmp_path: Path, run: Run) -> None:
    where = ("--data-dir", tmp_path)
    assert "Nothing" in run("admin", "retention", "--dry-run", *where)[1]
    said = json.loads(run("admin", "retention", "--dry-run", "--json", *where)[1])
    assert said == {"dry_run": True, "deleted": []}
