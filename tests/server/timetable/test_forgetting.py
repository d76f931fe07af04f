"""Retention and erasure reach the timetable."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import func, select

from server.db.timetable_tables import occurrence, occurrence_pupil, series, series_learner
from tests.server.timetable.school import School
from tests.server.world import World, server

DAY_S = 24 * 3600.0


async def counts(world: World) -> tuple[int, ...]:
    async with world.services.database.read() as connection:
        tables = (series, series_learner, occurrence, occurrence_pupil)
        return tuple(
            [
                int((await connection.execute(select(func.count()).select_from(one))).scalar_one())
                for one in tables
            ]
        )


async def test_after_its_time_nothing_is_left_of_a_series_or_a_group(tmp_path: Path) -> None:
    async with server(tmp_path) as world:
        school = await School.make(world)
        await school.plan(last_day="2027-01-26")
        await school.plan(
            pupils=[one.id for one in school.pupils],
            teacher=school.bo.person_id,
            at="17:00",
            place=await school.place(),
            last_day="2027-01-26",
        )
        assert await counts(world) == (2, 6, 4, 12)
        retention = world.services.privacy.retention
        await retention.run()
        assert await counts(world) == (2, 6, 4, 12)
        world.clock.at_s += 450 * DAY_S
        told = await retention.run(dry_run=True)
        assert await counts(world) == (2, 6, 4, 12)
        done = await retention.run()
        assert [(one.kind, one.count) for one in done] == [(one.kind, one.count) for one in told]
        assert await counts(world) == (0, 0, 0, 0)


async def test_an_erased_pupil_is_in_no_series_and_an_erased_teachers_is_none(tmp_path: Path) -> None:
    async with server(tmp_path) as world:
        school = await School.make(world)
        await school.plan(pupils=[one.id for one in school.pupils[:2]], last_day="2027-01-26")
        erasure = world.services.privacy.erasure
        await erasure.erase(school.pupils[0].id, actor="test")
        assert await counts(world) == (1, 1, 2, 2)
        assert [one["pupils"] for one in await school.listed()] == [["Finn Child of Pajala"]] * 2
        await erasure.erase(school.anna.person_id, actor="test")
        assert await school.listed() == []


async def test_an_erased_pupils_own_lessons_keep_nobody_busy(tmp_path: Path) -> None:
    async with server(tmp_path) as world:
        school = await School.make(world)
        await school.plan()
        await world.services.privacy.erasure.erase(school.pupils[0].id, actor="test")
        assert await counts(world) == (0, 0, 0, 0)
        assert len(await school.plan(pupils=[school.pupils[1].id])) == 8
