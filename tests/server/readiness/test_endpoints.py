from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from server.readiness.service import KEPT_WEEKS, NEAR_S, WEEK_S
from server.roles.names import AccountRole
from tests.server.staff import Someone, Town, town
from tests.server.world import World, build_pages, server

HOUR_S = 3600
ONE: dict[str, Any] = {
    "profile": "duet",
    "word": "together",
    "worth_ms": 18.0,
    "variation_out_ms": 1.2,
    "variation_in_ms": 0.8,
    "lost_out_pct": 0.1,
    "lost_in_pct": 0.0,
}


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    build_pages(tmp_path)
    async with server(tmp_path, measuring_port=0) as made:
        yield made


@pytest.fixture
async def pajala(world: World) -> Town:
    return await town(world, "Pajala")


async def asked(made: Town, who: Someone, method: str, path: str, **more: Any) -> Any:
    answer = await made.world.client.request(method, path, headers=who.headers, **more)
    assert answer.status_code < 300, answer.text
    return answer.json() if answer.content else None


async def new_place(made: Town, who: Someone) -> tuple[dict[str, Any], dict[str, str]]:
    """A place, and what its program shows."""
    place = await asked(made, who, "POST", f"{made.path}/places", json={"name": "Room 3"})
    return place, {"Authorization": f"Bearer {place['link'].split('#k=')[1].split('&')[0]}"}


async def test_a_technician_makes_a_place_whose_link_reports_and_nothing_else_does(pajala: Town) -> None:
    technician = await pajala.someone(AccountRole.TECHNICIAN)
    place, key = await new_place(pajala, technician)
    client = pajala.world.client
    assert (await client.post("/api/readiness", json={"profiles": [ONE]})).status_code == 401
    assert (await client.post("/api/readiness", json={"profiles": [ONE]}, headers=key)).status_code == 204
    assert (await client.post("/api/measuring", headers=key)).status_code == 201
    told = await asked(pajala, technician, "GET", f"{pajala.path}/places/{place['id']}/readiness")
    assert [(hour["profile"], hour["worth_ms"], hour["measured"]) for hour in told["hours"]] == [
        ("duet", 18.0, 1)
    ]
    assert "link" not in told["place"]


async def test_of_an_hour_the_worst_stays(pajala: Town) -> None:
    technician = await pajala.someone(AccountRole.TECHNICIAN)
    place, key = await new_place(pajala, technician)
    for worth, word in ((18.0, "together"), (44.0, "follow"), (20.0, "together")):
        body = {"profiles": [ONE | {"worth_ms": worth, "word": word}]}
        await pajala.world.client.post("/api/readiness", json=body, headers=key)
    told = await asked(pajala, technician, "GET", f"{pajala.path}/places/{place['id']}/readiness")
    (hour,) = told["hours"]
    assert (hour["worth_ms"], hour["word"], hour["measured"]) == (44.0, "follow", 3)


async def test_an_hour_in_which_nothing_got_through_is_the_worst_and_has_no_figure(pajala: Town) -> None:
    technician = await pajala.someone(AccountRole.TECHNICIAN)
    place, key = await new_place(pajala, technician)
    for body in ({"profiles": [ONE]}, {"blocked": ["duet"]}, {"profiles": [ONE]}):
        answer = await pajala.world.client.post("/api/readiness", json=body, headers=key)
        assert answer.status_code == 204
    path = f"{pajala.path}/places/{place['id']}/readiness"
    (hour,) = (await asked(pajala, technician, "GET", path))["hours"]
    assert (hour["word"], hour["worth_ms"], hour["lost_out_pct"], hour["measured"]) == (
        "none",
        None,
        100.0,
        3,
    )
    table = await pajala.world.client.get(f"{path}/table", headers=technician.headers)
    assert table.text.splitlines()[1].startswith("2027-01-15T08:00Z,duet,none,,")
    watch = await asked(pajala, technician, "GET", f"{pajala.path}/readiness/warnings")
    assert [one["kind"] for one in watch["warnings"]] == ["blocked"]


async def test_a_report_of_nothing_at_all_is_refused(pajala: Town) -> None:
    _, key = await new_place(pajala, await pajala.someone(AccountRole.TECHNICIAN))
    answer = await pajala.world.client.post("/api/readiness", json={"profiles": []}, headers=key)
    assert answer.status_code == 422


async def test_the_planner_is_told_in_how_many_weeks_nothing_got_through(pajala: Town) -> None:
    place, key = await new_place(pajala, await pajala.someone(AccountRole.TECHNICIAN))
    clock = pajala.world.clock
    for body in ({"profiles": [ONE]}, {"blocked": ["duet", "balanced"]}, {"profiles": [ONE]}):
        await pajala.world.client.post("/api/readiness", json=body, headers=key)
        clock.at_s += WEEK_S
    coordinator = await pajala.someone(AccountRole.COORDINATOR)
    ask = f"/api/readiness?place={place['id']}&at={int(clock.at_s)}&profile="
    assert await asked(pajala, coordinator, "GET", ask + "duet") == {
        "word": "none", "worth_ms": 18.0, "worst_ms": 18.0, "weeks": 3, "blocked": 1,
    }  # fmt: skip
    assert await asked(pajala, coordinator, "GET", ask + "balanced") == {
        "word": "none", "worth_ms": None, "worst_ms": None, "weeks": 1, "blocked": 1,
    }  # fmt: skip


async def test_the_planner_is_told_what_what_that_hour_of_the_week_was_like(pajala: Town) -> None:
    place, key = await new_place(pajala, await pajala.someone(AccountRole.TECHNICIAN))
    clock = pajala.world.clock
    for worth, word in ((18.0, "together"), (20.0, "together"), (37.0, "follow")):
        body = {"profiles": [ONE | {"worth_ms": worth, "word": word}]}
        await pajala.world.client.post("/api/readiness", json=body, headers=key)
        clock.at_s += WEEK_S
    coordinator = await pajala.someone(AccountRole.COORDINATOR)
    ask = f"/api/readiness?place={place['id']}&profile=duet&at="
    said = await asked(pajala, coordinator, "GET", f"{ask}{int(clock.at_s) + 600}")
    assert said == {"word": "follow", "worth_ms": 20.0, "worst_ms": 37.0, "weeks": 3, "blocked": 0}
    assert (await asked(pajala, coordinator, "GET", f"{ask}{int(clock.at_s) + 2 * WEEK_S}"))["weeks"] == 3
    teacher = await pajala.someone(AccountRole.TEACHER)
    assert await asked(pajala, teacher, "GET", f"{ask}{int(clock.at_s) + 600}") == said, "teachers plan, too"
    guardian = await pajala.someone(AccountRole.GUARDIAN)
    refused = await pajala.world.client.get(f"{ask}{int(clock.at_s)}", headers=guardian.headers)
    assert refused.status_code == 404
    other = await asked(pajala, coordinator, "GET", f"{ask}{int(clock.at_s) + 3 * HOUR_S}")
    assert other == {"word": None, "worth_ms": None, "worst_ms": None, "weeks": 0, "blocked": 0}


async def test_while_a_lesson_goes_on_or_is_near_nobody_measures(pajala: Town) -> None:
    _, key = await new_place(pajala, await pajala.someone(AccountRole.TECHNICIAN))
    teacher = await pajala.someone(AccountRole.TEACHER)
    clock = pajala.world.clock
    begins_s = clock.at_s + 2 * HOUR_S
    lesson = await pajala.lesson(teacher, begins_at=begins_s, minutes=30)

    async def free() -> bool:
        said: dict[str, bool] = (await pajala.world.client.get("/api/readiness/turn", headers=key)).json()
        return said["free"]

    assert await free()
    clock.at_s = begins_s - NEAR_S
    assert not await free()
    clock.at_s = begins_s + 29 * 60
    assert not await free()
    clock.at_s = begins_s + 30 * 60
    assert await free()
    assert lesson.id


async def test_a_table_has_every_hour(pajala: Town) -> None:
    technician = await pajala.someone(AccountRole.TECHNICIAN)
    place, key = await new_place(pajala, technician)
    await pajala.world.client.post("/api/readiness", json={"profiles": [ONE]}, headers=key)
    path = f"{pajala.path}/places/{place['id']}/readiness/table"
    answer = await pajala.world.client.get(path, headers=technician.headers)
    head, row = answer.text.splitlines()
    assert head.startswith("hour_utc,profile,word,worth_ms")
    assert row.startswith("2027-01-15T08:00Z,duet,together,18.0,")


async def test_what_is_more_than_a_year_old_is_forgotten(pajala: Town) -> None:
    technician = await pajala.someone(AccountRole.TECHNICIAN)
    place, key = await new_place(pajala, technician)
    for _ in range(2):
        await pajala.world.client.post("/api/readiness", json={"profiles": [ONE]}, headers=key)
        pajala.world.clock.at_s += (KEPT_WEEKS + 1) * WEEK_S
    again = await pajala.someone(AccountRole.TECHNICIAN, name="Somebody later")
    pajala.world.clock.at_s -= (KEPT_WEEKS + 1) * WEEK_S
    path = f"{pajala.path}/places/{place['id']}/readiness?weeks={KEPT_WEEKS}"
    assert len((await asked(pajala, again, "GET", path))["hours"]) == 1


async def test_a_place_that_is_removed_is_gone_with_its_key_and_its_hours(pajala: Town) -> None:
    technician = await pajala.someone(AccountRole.TECHNICIAN)
    place, key = await new_place(pajala, technician)
    await pajala.world.client.post("/api/readiness", json={"profiles": [ONE]}, headers=key)
    await asked(pajala, technician, "DELETE", f"{pajala.path}/places/{place['id']}")
    assert (await asked(pajala, technician, "GET", f"{pajala.path}/places")) == {"places": []}
    assert (await pajala.world.client.get("/api/readiness/turn", headers=key)).status_code == 401


async def test_another_municipality_sees_no_place_of_this_one(pajala: Town) -> None:
    place, _ = await new_place(pajala, await pajala.someone(AccountRole.TECHNICIAN))
    kiruna = await town(pajala.world, "Kiruna")
    stranger = await kiruna.someone(AccountRole.TECHNICIAN)
    assert (await asked(kiruna, stranger, "GET", f"{kiruna.path}/places")) == {"places": []}
    client = pajala.world.client
    for method, path in (
        ("GET", f"{kiruna.path}/places/{place['id']}/readiness"),
        ("GET", f"{kiruna.path}/places/{place['id']}/readiness/table"),
        ("DELETE", f"{kiruna.path}/places/{place['id']}"),
        ("GET", f"/api/readiness?place={place['id']}&profile=duet&at={int(pajala.world.clock.at_s)}"),
    ):
        assert (await client.request(method, path, headers=stranger.headers)).status_code == 404
