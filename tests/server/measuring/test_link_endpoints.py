"""Measuring from a page by a place's key."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from server.measuring.pages import MOST_AT_ONCE
from server.roles.names import AccountRole
from tests.rtc.page_side import PageSide
from tests.server.staff import Town, town
from tests.server.world import World, build_pages, server

PATH = "/api/readiness/measurements"


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    build_pages(tmp_path)
    async with server(tmp_path, measuring_port=0) as made:
        yield made


async def key_of(made: Town, name: str) -> dict[str, str]:
    """What a page sends that was opened by a new place's link."""
    link = (await made.world.services.readiness.add(made.id, name)).link
    return {"Authorization": "Bearer " + link.split("#k=", 1)[1].split("&", 1)[0]}


async def test_a_page_with_a_places_link_is_told_the_place_and_measures_for_it_alone(world: World) -> None:
    pajala = await town(world, "Pajala")
    own, other = await key_of(pajala, "Room 3"), await key_of(pajala, "Room 9")
    assert (await world.client.get("/api/readiness/here", headers=own)).json() == {"name": "Room 3"}
    begun = await world.client.post(PATH, headers=own)
    assert begun.status_code == 201
    name = begun.json()["measurement"]
    assert (await world.client.post(f"{PATH}/{name}/kept", headers=other)).status_code == 404
    for _ in range(MOST_AT_ONCE - 1):
        assert (await world.client.post(PATH, headers=other)).status_code == 201
    assert (await world.client.post(PATH, headers=other)).status_code == 503
    assert (await world.client.delete(f"{PATH}/{name}", headers=own)).status_code == 204
    assert (await world.client.post(f"{PATH}/{name}/kept", headers=own)).status_code == 404


async def test_nobody_measures_for_a_place_without_its_link(world: World) -> None:
    wrong = {"Authorization": "Bearer none"}
    for headers in ({}, wrong):
        assert (await world.client.post(PATH, headers=headers)).status_code == 401
        assert (await world.client.get("/api/readiness/here", headers=headers)).status_code == 401


async def test_a_page_that_asks_is_no_program_that_could_fall_silent(world: World) -> None:
    pajala = await town(world, "Pajala")
    key = await key_of(pajala, "Room 3")
    await world.client.get("/api/readiness/here", headers=key)
    name = (await world.client.post(PATH, headers=key)).json()["measurement"]
    assert (await world.client.post(f"{PATH}/{name}/kept", headers=key)).status_code == 204
    world.clock.at_s += 30 * 86_400.0
    await world.services.place_watch.run()
    assert (await world.services.place_watch.overview(pajala.id)).warnings == []


async def test_where_page_and_server_did_not_meet_the_hour_is_kept_as_one_without_sound(world: World) -> None:
    pajala = await town(world, "Pajala")
    key = await key_of(pajala, "Room 3")
    name = (await world.client.post(PATH, headers=key)).json()["measurement"]
    untried = await world.client.post(f"{PATH}/{name}/blocked", headers=key)
    assert untried.status_code == 409, "nobody has tried yet"
    page = PageSide()
    try:
        offer = {"sdp": await page.peer.offer(), "candidates": []}
        assert (await world.client.post(f"{PATH}/{name}/answer", json=offer, headers=key)).status_code == 200
    finally:
        await page.peer.close()
    assert (await world.client.post(f"{PATH}/{name}/blocked", headers=key)).status_code == 204
    assert (await world.client.post(f"{PATH}/{name}/blocked", headers=key)).status_code == 404, "it is over"
    technician = await pajala.someone(AccountRole.TECHNICIAN)
    (place,) = (await world.services.readiness.listing(pajala.id, None)).places
    path = f"{pajala.path}/places/{place.id}/readiness"
    hours = (await world.client.get(path, headers=technician.headers)).json()["hours"]
    assert {one["profile"]: one["word"] for one in hours} == dict.fromkeys(
        ("balanced", "duet", "listen"), "none"
    )
