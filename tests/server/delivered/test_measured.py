from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import select

from server.db.border_tables import delivery
from server.db.place_tables import readiness
from server.db.timetable_tables import occurrence, place
from server.readiness.repository import blocked
from server.roles.names import AccountRole
from tests.server.border import Border
from tests.server.staff import town
from tests.server.world import World, server

GOOD: dict[str, Any] = {
    "profile": "balanced",
    "measured": 1,
    "word": "follow",
    "worth_ms": 40.0,
    "variation_out_ms": 1.0,
    "variation_in_ms": 1.0,
    "lost_out_pct": 0.1,
    "lost_in_pct": 0.0,
}


async def in_a_room(world: World, municipality: str, lesson: str, hours: dict[float, dict[str, Any]]) -> None:
    """Put a lesson of half an hour into a room where this was measured, by hours since it began."""
    begins_s = world.clock()
    whole_s = int(begins_s // 3600 * 3600)
    async with world.services.database.write() as connection:
        room = {"id": "room", "municipality_id": municipality, "name": "Room 1"}
        await connection.execute(place.insert().values(**room))
        row = {
            "id": "one",
            "municipality_id": municipality,
            "zone": "Europe/Stockholm",
            "begins_s": begins_s,
            "ends_s": begins_s + 1800,
            "teacher_id": (
                await connection.execute(select(delivery.c.teacher_id).where(delivery.c.lesson_id == lesson))
            ).scalar_one(),
            "place_id": "room",
            "instrument": "violin",
            "lesson_id": lesson,
        }
        await connection.execute(occurrence.insert().values(**row))
        for hour, changes in hours.items():
            values = GOOD | changes | {"place_id": "room", "hour_s": whole_s + int(hour * 3600)}
            await connection.execute(readiness.insert().values(**values))


async def told(tmp_path: Path, hours: dict[float, dict[str, Any]]) -> list[dict[str, Any]]:
    async with server(tmp_path) as world:
        made = await Border.between(await town(world, "Luleå"), await town(world, "Pajala"))
        teacher = await made.taker.someone(AccountRole.TEACHER)
        lesson = await made.given(teacher=teacher)
        await in_a_room(world, made.taker.id, lesson, hours)
        now_s = world.clock()
        path = f"/deliveries?from_s={now_s - 9}&to_s={now_s + 9}"
        (listed,) = (await made.taker.ask(teacher, "GET", path)).json()["lessons"]
        measured: list[dict[str, Any]] = listed["measured"]
        return measured


async def test_a_network_over_the_limits_while_the_lesson_was_on_is_proposed_with_its_figures(
    tmp_path: Path,
) -> None:
    (found,) = await told(tmp_path, {0: {"lost_in_pct": 4.5}, -2: {"worth_ms": 500.0}})
    assert (found["sign"], found["cause"]) == ("place", "network")
    assert found["place"] == {
        "name": "Room 1",
        "late_ms": 40.0,
        "late_limit_ms": 60.0,
        "lost_pct": 4.5,
        "lost_limit_pct": 2.0,
    }


async def test_a_network_that_let_no_sound_through_lost_all_and_was_not_late(tmp_path: Path) -> None:
    (found,) = await told(tmp_path, {0: blocked("balanced")})
    assert (found["place"]["late_ms"], found["place"]["lost_pct"]) == (0.0, 100.0)


async def test_nothing_is_proposed_of_a_network_that_was_good_or_bad_at_another_time(tmp_path: Path) -> None:
    bad = {"worth_ms": 500.0, "lost_out_pct": 30.0}
    assert await told(tmp_path, {-1: bad, 0: {}, 1: bad}) == []
