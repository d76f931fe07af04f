from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import delete, update
from sqlalchemy.exc import DBAPIError

from server.db import Database, upgrade
from server.db.border_tables import agreement, ledger_entry, settlement
from server.db.tables import municipality
from server.ledger import repository
from server.ledger.entries import balances
from server.ledger.settlement import Form, Tariff, settle
from tests.server.ledger.test_entries import ENTRY


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    made = Database(f"sqlite+aiosqlite:///{tmp_path / 'ledger.db'}")
    await upgrade(made)
    async with made.write() as connection:
        await connection.execute(agreement.insert().values(id="a", created_s=0.0))
        await connection.execute(municipality.insert().values(id="lulea", name="Lule", created_s=0.0))
    yield made
    await made.close()


async def test_history_never_changes_whoever_asks(database: Database) -> None:
    async with database.write() as connection:
        await repository.append(connection, [ENTRY, replace(ENTRY, amount=30)])
        await repository.close(connection, "a", "2026-11", by="lulea", said="{}", now_s=0.0)
    for wrong in (
        update(ledger_entry).values(amount=1),
        delete(ledger_entry),
        update(settlement).values(said=""),
        delete(settlement),
    ):
        with pytest.raises(DBAPIError, match="append-only"):
            async with database.write() as connection:
                await connection.execute(wrong)
    async with database.read() as connection:
        found = await repository.listing(connection, "a", limit=10)
    assert [(one.n, one.amount) for one in found] == [(2, 30), (1, 45)]
    assert sum(balances(found).values()) == 0


async def test_into_a_settled_month_nothing_is_entered(database: Database) -> None:
    async with database.write() as connection:
        await repository.close(connection, "a", "2026-11", by="lulea", said="{}", now_s=0.0)
        with pytest.raises(ValueError, match="2026-11 is settled"):
            await repository.append(connection, [ENTRY])
        await repository.append(connection, [replace(ENTRY, month="2026-12")])


async def test_an_entry_is_taken_back_once(database: Database) -> None:
    async with database.write() as connection:
        (made,) = await repository.append(connection, [ENTRY])
        await repository.append(connection, [made.counter(month=made.month, at_s=1.0)])
        assert await repository.standing(connection, "a", "l") == []
    with pytest.raises(DBAPIError, match="UNIQUE"):
        async with database.write() as connection:
            await repository.append(connection, [made.counter(month=made.month, at_s=2.0)])


async def test_sums_of_the_database_settle_as_the_entries_do(database: Database) -> None:
    tariffs = {1: Tariff(Form.BOUGHT_HOURS, "EUR", 5000, {"lulea": 0, "pajala": 0})}
    async with database.write() as connection:
        made = await repository.append(connection, [replace(ENTRY, amount=n) for n in (20, 30, 45)])
        await repository.append(connection, [made[1].counter(month="2026-11", at_s=1.0)])
        found = settle(tariffs, await repository.totals(connection, "a", "2026-11"))
        assert await repository.months(connection, "a") == ["2026-11"]
    assert [(line.minutes, line.worth_minor) for line in found.lines] == [(65, 5417)]
