from __future__ import annotations

import ast
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from sqlalchemy import text, update
from sqlalchemy.exc import DBAPIError

from server.audit import verify
from server.db import Database, upgrade
from server.db.tables import guardian, person
from server.privacy.errors import PermissionRefusedError, PersonUnknownError
from server.privacy.permission import Permissions, Purpose
from server.privacy.withdrawals import Relied
from tests.server.privacy.town import CAST, settle_in
from tests.server.world import Clock
from tests.test_layering import ROOT, sources

RECORDING = Purpose.RECORDING


class Desk:
    def __init__(self, database: Database) -> None:
        self.database = database
        self.clock = Clock()
        self.permissions = Permissions(database, self.clock)

    async def give(self, who: str = CAST.pupil, by: str = CAST.parent, until_s: float | None = None) -> None:
        await self.permissions.give(who, RECORDING, given_by=by, actor="host", until_s=until_s)

    async def holds(self, who: str | None = CAST.pupil, purpose: Purpose = RECORDING) -> bool:
        return bool(await self.permissions.permission(who, purpose))


@pytest_asyncio.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'some.db'}")
    await upgrade(database)
    await settle_in(database)
    yield Desk(database)
    await database.close()


async def test_nobody_has_permitted_anything_until_they_did(desk: Desk) -> None:
    for who in (CAST.pupil, CAST.parent, "nobody", None):
        assert [await desk.holds(who, purpose) for purpose in Purpose] == [False] * len(Purpose)


async def test_a_guardian_permits_one_purpose_and_no_other(desk: Desk) -> None:
    await desk.give()
    assert [purpose for purpose in Purpose if await desk.holds(purpose=purpose)] == [RECORDING]


@pytest.mark.parametrize("by", [CAST.pupil, CAST.teacher, CAST.friend])
async def test_for_a_minor_nobody_but_a_guardian_permits(desk: Desk, by: str) -> None:
    with pytest.raises(PermissionRefusedError, match="guardian"):
        await desk.give(by=by)
    assert not await desk.holds()


async def test_an_adult_permits_alone(desk: Desk) -> None:
    with pytest.raises(PermissionRefusedError, match="adult"):
        await desk.give(CAST.teacher, by=CAST.parent)
    await desk.give(CAST.teacher, by=CAST.teacher)
    assert await desk.holds(CAST.teacher)


async def test_a_guardian_who_has_not_confirmed_permits_nothing(desk: Desk) -> None:
    async with desk.database.write() as connection:
        await connection.execute(update(guardian).values(confirmed_s=None))
    with pytest.raises(PermissionRefusedError):
        await desk.give()


async def test_a_permission_ends_with_the_guardians_right_to_give_it(desk: Desk) -> None:
    await desk.give()
    async with desk.database.write() as connection:
        await connection.execute(guardian.delete())
    assert not await desk.holds()


async def test_whoever_comes_of_age_decides_anew(desk: Desk) -> None:
    await desk.give()
    async with desk.database.write() as connection:
        await connection.execute(update(person).where(person.c.id == CAST.pupil).values(minor=False))
    assert not await desk.holds()
    await desk.give(by=CAST.pupil)
    assert await desk.holds()


async def test_a_permission_with_a_date_ends_with_it(desk: Desk) -> None:
    await desk.give(until_s=desk.clock.at_s + 60)
    assert await desk.holds()
    desk.clock.at_s += 60
    assert not await desk.holds()
    with pytest.raises(PermissionRefusedError, match="over already"):
        await desk.give(until_s=desk.clock.at_s)


@pytest.mark.parametrize("by", [CAST.parent, CAST.pupil])
async def test_a_withdrawal_counts_at_once_and_stops_what_runs(desk: Desk, by: str) -> None:
    told: list[tuple[str, Purpose]] = []
    stop = desk.permissions.on_withdrawal(lambda who, purpose: told.append((who, purpose)))
    await desk.give()
    await desk.permissions.withdraw(CAST.pupil, RECORDING, by=by, actor="host")
    assert (await desk.holds(), told) == (False, [(CAST.pupil, RECORDING)])
    stop()
    await desk.give()
    await desk.permissions.withdraw(CAST.pupil, RECORDING, by=by, actor="host")
    assert len(told) == 1


async def test_no_stranger_withdraws(desk: Desk) -> None:
    await desk.give()
    with pytest.raises(PermissionRefusedError):
        await desk.permissions.withdraw(CAST.pupil, RECORDING, by=CAST.friend, actor="host")
    assert await desk.holds()


async def test_what_ends_elsewhere_or_by_time_is_told_to_what_relies_on_it(desk: Desk) -> None:
    told: list[str] = []
    desk.permissions.on_withdrawal(lambda who, _: told.append(who))
    relied = Relied(desk.permissions)
    await desk.give()
    no_more = relied.rely(CAST.pupil, RECORDING)
    await relied.check()
    assert told == []
    elsewhere = Permissions(desk.database, desk.clock)
    await elsewhere.withdraw(CAST.pupil, RECORDING, by=CAST.parent, actor="host")
    await relied.check()
    assert told == [CAST.pupil]
    no_more()
    await relied.check()
    assert told == [CAST.pupil]


async def test_every_change_is_in_the_audit_log_and_none_overwrites_another(desk: Desk) -> None:
    await desk.give()
    await desk.permissions.withdraw(CAST.pupil, RECORDING, by=CAST.parent, actor="host")
    with pytest.raises(DBAPIError, match="append-only"):
        async with desk.database.write() as connection:
            await connection.execute(text("UPDATE permission SET granted = 1"))
    async with desk.database.read() as connection:
        assert (await verify(connection)).rows == 2
    assert not await desk.holds()


async def test_an_unknown_person_is_said_to_be_one(desk: Desk) -> None:
    with pytest.raises(PersonUnknownError):
        await desk.permissions.of("nobody")
    with pytest.raises(PersonUnknownError):
        await desk.give("nobody")


def test_no_other_part_of_the_server_looks_at_the_table_of_permissions() -> None:
    allowed = {"server/privacy/permission.py", "server/privacy/retention.py", "server/db/tables.py"}
    found = set()
    for path in sources("server"):
        for node in ast.walk(ast.parse(path.read_text())):
            if (
                isinstance(node, ast.ImportFrom)
                and node.module == "server.db.tables"
                and any(alias.name in {"permission", "*"} for alias in node.names)
            ) or (isinstance(node, ast.Attribute) and ast.unparse(node) == "tables.permission"):
                found.add(str(path.relative_to(ROOT)))
    assert found == allowed - {"server/db/tables.py"}
