from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import Table, func, insert, select

from server.audit import pseudonym_of, verify
from server.db.tables import account, audit, invite, lesson, membership, person, room_state, sign_in
from server.privacy.errors import RetentionInvalidError
from server.privacy.permission import Purpose
from server.privacy.retention import DAY_S, DEFAULT_DAYS, Deleted, Kind
from tests.server.privacy.town import CAST, bytes_with, held, plan, play, settle_in
from tests.server.world import START_S, World, server


async def count(world: World, table: Table) -> int:
    async with world.services.database.read() as connection:
        return int((await connection.execute(select(func.count()).select_from(table))).scalar_one())


async def played(world: World) -> None:
    """A lesson that was held and whose invites run out in seven days."""
    services = world.services
    await settle_in(services.database)
    async with held(world, await plan(services.database, CAST.pupil)) as (teacher, pupil):
        await play(world, teacher, pupil, "canary-5c1d")
    await services.rooms.settled()


async def run(world: World, *, dry_run: bool = False) -> dict[Kind, int]:
    found = await world.services.privacy.retention.run(dry_run=dry_run)
    return {each.kind: each.count for each in found}


async def test_a_lesson_is_forgotten_step_by_step_and_nothing_before_its_time(tmp_path: Path) -> None:
    async with server(tmp_path) as world:
        await played(world)
        assert await run(world) == {}
        world.clock.at_s += (7 + DEFAULT_DAYS[Kind.ROOM]) * DAY_S
        assert await run(world, dry_run=True) == {Kind.ROOM: 1}
        assert await count(world, room_state) == 1
        assert await run(world) == {Kind.ROOM: 1}
        assert bytes_with(world.services.settings.data_dir / "klangbro.db", "canary-5c1d") == []
        assert (await count(world, room_state), await count(world, lesson)) == (0, 1)
        world.clock.at_s = START_S + (7 + DEFAULT_DAYS[Kind.LESSON]) * DAY_S
        assert await run(world) == {Kind.LESSON: 1}
        assert (await count(world, lesson), await count(world, invite)) == (0, 0)
        world.clock.at_s = START_S + DEFAULT_DAYS[Kind.PERSON] * DAY_S
        # The guardian stays as long as somebody answers to them, and goes at the next run.
        assert await run(world) == {Kind.PERSON: 3}
        assert await run(world) == {Kind.PERSON: 1}
        assert await count(world, person) == 0


async def test_a_room_that_somebody_was_in_lately_stays(tmp_path: Path) -> None:
    async with server(tmp_path) as world:
        await settle_in(world.services.database)
        invites = await plan(world.services.database, CAST.pupil)
        async with held(world, invites):
            world.clock.at_s += (7 + DEFAULT_DAYS[Kind.LESSON]) * DAY_S
        await world.services.rooms.settled()
        assert Kind.ROOM not in await run(world)
        assert await count(world, lesson) == 1


async def test_what_was_deleted_is_recorded_by_counts_and_pseudonyms(tmp_path: Path) -> None:
    async with server(tmp_path) as world:
        await played(world)
        world.clock.at_s += (7 + DEFAULT_DAYS[Kind.ROOM]) * DAY_S
        await run(world)
        async with world.services.database.write() as connection:
            names = sorted([await pseudonym_of(connection, who) for who in (CAST.pupil, CAST.teacher)])
            query = select(audit.c.details, audit.c.municipality).where(audit.c.action == "retention")
            (row,) = (await connection.execute(query)).all()
            assert (await verify(connection)).holds
        assert json.loads(row.details) == {"kind": "room", "count": 1, "pseudonyms": names}
        assert row.municipality == CAST.place


async def test_each_municipality_keeps_as_long_as_it_says(tmp_path: Path) -> None:
    async with server(tmp_path) as world:
        await played(world)
        retention = world.services.privacy.retention
        await retention.set(CAST.place, Kind.ROOM, 5, actor="host")
        await retention.set(CAST.place, Kind.ROOM, 10, actor="host")
        assert (await retention.days(CAST.place))[Kind.ROOM] == 10
        assert (await retention.days(None)) == DEFAULT_DAYS
        world.clock.at_s += 17 * DAY_S
        assert await run(world) == {Kind.ROOM: 1}
        for place, days in ((CAST.place, 0), (CAST.place, 100_000), ("nowhere", 5)):
            with pytest.raises(RetentionInvalidError):
                await retention.set(place, Kind.ROOM, days, actor="host")


async def test_lessons_of_the_host_go_by_the_defaults(tmp_path: Path) -> None:
    async with server(tmp_path) as world:
        await world.new_lesson()
        world.clock.at_s += (8 + DEFAULT_DAYS[Kind.LESSON]) * DAY_S
        assert await world.services.privacy.retention.run() == [Deleted(None, Kind.LESSON, 1)]


async def test_ended_sign_ins_and_replaced_permissions_go_and_those_that_hold_stay(tmp_path: Path) -> None:
    async with server(tmp_path) as world:
        services = world.services
        await settle_in(services.database)
        give = services.privacy.permissions
        for _ in range(3):
            await give.give(CAST.pupil, Purpose.CLIPS, given_by=CAST.parent, actor="host")
        async with services.database.write() as connection:
            row = {"id": "a", "email": "anna@example.org", "created_s": START_S}
            await connection.execute(insert(account).values(row))
            row = {"id": "m", "account_id": "a", "municipality_id": CAST.place, "person_id": CAST.teacher}
            await connection.execute(insert(membership).values(**row, created_s=START_S))
            for name, expires_s in (("old", START_S), ("new", START_S + 9e9)):
                times = {"created_s": START_S, "seen_s": START_S, "expires_s": expires_s}
                row = {"id": name, "account_id": "a", "token_hash": name, "way": "link", "browser": "x"}
                await connection.execute(insert(sign_in).values(**row, **times))
        await services.privacy.retention.set(CAST.place, Kind.PERSON, 3660, actor="host")
        world.clock.at_s += DEFAULT_DAYS[Kind.SIGN_IN] * DAY_S
        assert await run(world) == {Kind.SIGN_IN: 1}
        world.clock.at_s = START_S + DEFAULT_DAYS[Kind.PERMISSION] * DAY_S
        found = await run(world)
        assert found[Kind.PERMISSION] == 2
        assert await give.permission(CAST.pupil, Purpose.CLIPS)
