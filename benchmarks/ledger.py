"""``klangbro bench ledger``: how long it takes to settle a month of very many entries.

Question: is a settlement still counted from its entries, and not from sums kept beside them, when there are
a million? See README.md.
"""

from __future__ import annotations

import asyncio
import random
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path

from benchmarks.frame import Run
from benchmarks.registry import bench
from server.db import Database, upgrade
from server.db.border_tables import agreement, ledger_entry
from server.ledger import repository
from server.ledger.carrying import Balance, balances
from server.ledger.entries import MINUTES, Entry, Kind
from server.ledger.settlement import Form, Settlement, Tariff, settle

ENTRIES, QUICK_ENTRIES = 1_000_000, 100_000
BATCH = 20_000
TIMES = 3
TOWNS = tuple(f"town{number:02d}" for number in range(14))
MONTH, NEXT_MONTH = "2026-11", "2026-12"
KINDS = (Kind.LESSON, Kind.LESSON, Kind.PREPARATION, Kind.TRAVEL)
TARIFF = Tariff(Form.POOL, "EUR", 5275, {name: 3 + number for number, name in enumerate(TOWNS)})

EXCHANGED = replace(TARIFF, form=Form.EXCHANGE, price_minor=0)


@bench("ledger")
def ledger(run: Run) -> None:
    """Fill a ledger with one agreement's month, settle it, and carry it into the next; each three times."""
    started_s = time.monotonic()
    count = QUICK_ENTRIES if run.quick else ENTRIES
    with tempfile.TemporaryDirectory() as folder:
        took_s, found, minutes, carried_s, hours = asyncio.run(_measure(Path(folder), count, run.seed))
    run.seconds = time.monotonic() - started_s
    spread_s = max(took_s) - min(took_s)
    run.figure("settlement", max(took_s), "s", n=len(took_s), spread=spread_s, trusted=not run.quick)
    spread_s = max(carried_s) - min(carried_s)
    run.figure("carried", max(carried_s), "s", n=len(carried_s), spread=spread_s, trusted=not run.quick)
    run.figure("entries", count, "1")
    run.figure("lines", len(found.lines), "1")
    # What must be zero: dues that are left over, and minutes that the settlement does not have.
    run.figure("left_over", sum(one.due_minor for one in found.accounts), "minor units")
    run.figure("carried_left_over", sum(one.open_min for one in hours), "min")
    run.figure("minutes_missing", minutes - sum(one.minutes for one in found.lines), "min")


async def _measure(
    folder: Path, count: int, seed: int
) -> tuple[list[float], Settlement, int, list[float], tuple[Balance, ...]]:
    database = Database(f"sqlite+aiosqlite:///{folder / 'ledger.db'}")
    await upgrade(database)
    minutes = await _fill(database, count, seed)
    took_s, found = [], None
    for _ in range(TIMES):
        began_s = time.perf_counter()
        async with database.read() as connection:
            again = settle({1: TARIFF}, await repository.totals(connection, "a", MONTH))
        took_s.append(time.perf_counter() - began_s)
        assert found in (None, again)
        found = again
    carried_s, hours = await _carry(database)
    await database.close()
    assert found is not None
    return took_s, found, minutes, carried_s, hours


async def _carry(database: Database) -> tuple[list[float], tuple[Balance, ...]]:
    """The same entries, were they an exchange: what they leave open for the month after."""
    took_s, hours = [], None
    for _ in range(TIMES):
        began_s = time.perf_counter()
        async with database.read() as connection:
            before = await repository.totals_before(connection, ["a"], NEXT_MONTH)
        again = balances({1: EXCHANGED}, before["a"], [])
        took_s.append(time.perf_counter() - began_s)
        assert hours in (None, again)
        hours = again
    assert hours
    return took_s, hours


async def _fill(database: Database, count: int, seed: int) -> int:
    """Enter so many; return the minutes they come to, what was taken back subtracted."""
    async with database.write() as connection:
        await connection.execute(agreement.insert().values(id="a", created_s=0.0))
    minutes, rows = 0, []
    for entry in _entries(count, seed):
        minutes += entry.amount if entry.corrects is None else -entry.amount
        rows.append(asdict(entry))
        if len(rows) == BATCH:
            async with database.write() as connection:
                await connection.execute(ledger_entry.insert(), rows)
            rows = []
    assert not rows
    return minutes


def _entries(count: int, seed: int) -> Iterator[Entry]:
    """Every twentieth takes back the one before it."""
    dice = random.Random(seed)  # noqa: S311 - nothing secret
    last: Entry | None = None
    for n in range(1, count + 1):
        if n % 20 == 0 and last is not None:
            back = asdict(last.counter(month=MONTH, at_s=float(n)))
            yield Entry(**(back | {"n": n}))
            continue
        giver, taker = dice.sample(TOWNS, 2)
        day = f"{MONTH}-{1 + n % 30:02d}"
        kind, amount = dice.choice(KINDS), dice.randint(5, 60)
        last = Entry(n, "a", 1, MONTH, day, kind, MINUTES, amount, giver, taker, f"l{n}", float(n))
        yield last
