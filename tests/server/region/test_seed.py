from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func, select

from server.agreements import repository as agreements
from server.db import Database, upgrade
from server.db.border_tables import delivery, ledger_entry, settlement
from server.db.tables import invite, lesson, membership, municipality, person
from server.delivered.schemas import SettlementOut
from server.delivered.settling import derive
from server.municipalities import repository as municipalities
from server.region.seed import RegionRefusedError, seed_region
from tests.server.world import START_S

UNTIL = date(2027, 1, 31)


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = Database(f"sqlite+aiosqlite:///{tmp_path / 'region.db'}")
    await upgrade(opened)
    yield opened
    await opened.close()


async def test_a_region_is_the_same_from_the_same_seed_and_its_ledger_can_be_counted_again(
    database: Database, tmp_path: Path
) -> None:
    count = await seed_region(database, seed=7, until=UNTIL, now_s=START_S, scale=0.01)
    assert (count["municipality"], count["person"] > 100) == (14, True)
    other = Database(f"sqlite+aiosqlite:///{tmp_path / 'other.db'}")
    await upgrade(other)
    assert await seed_region(other, seed=7, until=UNTIL, now_s=START_S, scale=0.01) == count
    for table in (person, lesson, ledger_entry, settlement):
        query = select(table).order_by(*table.primary_key.columns)
        async with database.read() as one, other.read() as two:
            assert (await one.execute(query)).all() == (await two.execute(query)).all()
    await other.close()
    async with database.read() as connection:
        closed = (await connection.execute(select(settlement))).all()
        assert len(closed) == count["settlement"] > 0
        for row in closed[:: len(closed) // 20 + 1]:
            found = await agreements.find(connection, row.closed_by, row.agreement_id)
            assert found is not None
            again = (await derive(connection, found, row.month)).model_copy(update={"settled": True})
            assert again.model_dump_json() == row.said


async def test_two_pairs_of_its_municipalities_exchange_hours_and_carry_what_stays_open(
    database: Database,
) -> None:
    await seed_region(database, seed=5, until=UNTIL, now_s=START_S, scale=0.01)
    async with database.read() as connection:
        said = [row.said for row in await connection.execute(select(settlement).order_by(settlement.c.month))]
        held = await connection.execute(select(delivery.c.agreement_id, delivery.c.giver).distinct())
        givers = Counter(row.agreement_id for row in held)
    months = [SettlementOut.model_validate_json(one) for one in said]
    exchanged = [one for one in months if one.balances]
    pairs = {tuple(each.municipality for each in one.balances) for one in exchanged}
    assert (len(pairs), sorted(givers.values())[-2:]) == (2, [2, 2])
    assert any(each.carried_min for one in exchanged for each in one.balances)
    for one in exchanged:
        assert sum(each.open_min for each in one.balances) == 0
        assert (one.worth_minor, one.payments) == (0, [])


async def test_nobody_of_the_region_is_in_two_lessons_at_once(database: Database) -> None:
    await seed_region(database, seed=3, until=UNTIL, now_s=START_S, scale=0.01)
    # A guest is the same account as the teacher at home.
    who = func.coalesce(membership.c.account_id, invite.c.person_id)
    query = (
        select(who, lesson.c.begins_s)
        .join(lesson, lesson.c.id == invite.c.lesson_id)
        .outerjoin(membership, membership.c.person_id == invite.c.person_id)
        .group_by(who, lesson.c.begins_s)
        .having(func.count() > 1)
    )
    async with database.read() as connection:
        assert (await connection.execute(query)).all() == []


async def test_a_database_that_holds_anything_is_left_alone(database: Database) -> None:
    async with database.write() as connection:
        await municipalities.add(connection, "Pajala", START_S)
    with pytest.raises(RegionRefusedError, match="already"):
        await seed_region(database, seed=7, until=UNTIL, now_s=START_S)
    async with database.read() as connection:
        every = select(func.count()).select_from(municipality)
        assert (await connection.execute(every)).scalar_one() == 1
