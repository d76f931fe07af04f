"""``klangbro bench tables``: ten thousand pupils out of a file in which every twentieth row is broken.

Question: do the good ones come in and the bad ones get named, every one and no other, and does a second run
change nothing? See README.md.
"""

from __future__ import annotations

import asyncio
import random
import tempfile
import time
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from benchmarks.frame import Run
from benchmarks.registry import bench
from server.bridges.fields import Kind, Reason
from server.bridges.schemas import ImportOut
from server.bridges.service import Bridges
from server.db import Database, upgrade
from server.db.tables import person
from server.lessons.service import Lessons
from server.municipalities import repository as municipalities
from server.settings import load_settings
from server.site import find_site
from server.spreadsheets import write_csv, write_xlsx

ROWS, QUICK_ROWS = 10_000, 2000
BROKEN = 0.05
HEADER = ["id", "name", "minor"]


@bench("tables")
def tables(run: Run) -> None:
    """Read a file twice, as CSV and as XLSX."""
    started_s = time.monotonic()
    count = QUICK_ROWS if run.quick else ROWS
    rows, wrong = broken(count, run.seed)
    with tempfile.TemporaryDirectory() as folder:
        said, kept, took_s = asyncio.run(_read(Path(folder), rows))
    run.seconds = time.monotonic() - started_s
    first, second, sheet = said
    told = {(fault.row, fault.column): fault.reason for fault in first.faults}
    run.figure("rows", count, "1")
    run.figure("broken", len(wrong), "1")
    run.figure("taken_in", kept, "1")
    run.figure("not_taken_in", count - len(wrong) - kept, "1")
    run.figure("wrongly_named", len(told.items() ^ wrong.items()), "1")
    run.figure("second_run_changes", second.added + second.changed + sheet.added + sheet.changed, "1")
    run.figure("first_run", took_s[0], "s")
    run.figure("second_run", took_s[1], "s")
    run.figure("second_run_xlsx", took_s[2], "s")


def broken(count: int, seed: int) -> tuple[list[list[str]], dict[tuple[int, str], Reason]]:
    """Rows of pupils, and what is wrong where: by row and column."""
    dice = random.Random(seed)  # noqa: S311 - nothing secret
    rows, wrong = [], {}
    for n in range(2, count + 2):
        row = [f"p{n}", f"Pupil {n} Åberg", dice.choice(("yes", "no", "ja", "nej", ""))]
        if dice.random() < BROKEN:
            column, text, reason = dice.choice(
                (
                    ("id", "", Reason.MISSING),
                    ("id", "x" * 121, Reason.TOO_LONG),
                    ("name", "", Reason.MISSING),
                    ("name", "n" * 81, Reason.NO_NAME),
                    ("minor", "perhaps", Reason.NO_YES_OR_NO),
                )
            )
            row[HEADER.index(column)] = text
            wrong[n, column] = reason
        rows.append(row)
    return rows, wrong


async def _read(folder: Path, rows: list[list[str]]) -> tuple[list[ImportOut], int, list[float]]:
    database = Database(f"sqlite+aiosqlite:///{folder / 'tables.db'}")
    await upgrade(database)
    async with database.write() as connection:
        here = (await municipalities.add(connection, "Pajala", 0.0)).id
    settings = load_settings(data_dir=folder, host="127.0.0.1")
    lessons = Lessons(database, b"k" * 32, find_site(settings, None, ()), time.time)
    bridges = Bridges(database, lessons, time.time)
    said, took_s = [], []
    for data in (write_csv(HEADER, rows), write_csv(HEADER, rows), write_xlsx(HEADER, rows)):
        began_s = time.perf_counter()
        zone = ZoneInfo("Europe/Stockholm")
        said.append(await bridges.take_in(here, Kind.PUPILS, data, actor="bench", zone=zone))
        took_s.append(time.perf_counter() - began_s)
    async with database.read() as connection:
        kept = int((await connection.execute(select(func.count()).select_from(person))).scalar_one())
    await database.close()
    return said, kept, took_s
