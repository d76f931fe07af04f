from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from server.measuring.desk import MAX_SESSIONS
from server.measuring.session import LIVES_S
from tests.server.world import World, build_pages, server


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    build_pages(tmp_path)
    async with server(tmp_path, measuring_port=0) as made:
        yield made


async def permitted(world: World) -> dict[str, Any]:
    answer = await world.client.post("/api/measuring", headers=world.host)
    assert answer.status_code == 201, answer.text
    said: dict[str, Any] = answer.json()
    return said


async def test_the_host_or_an_invite_may_measure_and_nobody_else(world: World) -> None:
    assert (await world.client.post("/api/measuring")).status_code == 401
    assert world.services.measuring.port is None
    invite = (await world.new_lesson())["invites"][0]["url"].split("#t=")[1].split("&")[0]
    answer = await world.client.post("/api/measuring", headers={"Authorization": f"Bearer {invite}"})
    assert answer.status_code == 201
    assert answer.json()["port"] == world.services.measuring.port


async def test_the_port_is_open_only_while_somebody_may_measure(world: World) -> None:
    session = (await permitted(world))["session"]
    assert world.services.measuring.port is not None
    assert (await world.client.delete(f"/api/measuring/{session}", headers=world.host)).status_code == 204
    assert world.services.measuring.port is None


async def test_a_server_takes_so_many_measurements_and_no_more_until_their_time_is_over(world: World) -> None:
    for _ in range(MAX_SESSIONS):
        session = (await permitted(world))["session"]
    refused = await world.client.post("/api/measuring", headers=world.host)
    assert refused.status_code == 503
    assert "Try again" in refused.json()["error"]["remedy"]
    world.clock.at_s += LIVES_S
    await permitted(world)
    gone = await world.client.get(f"/api/measuring/{session}/runs/1", headers=world.host)
    assert gone.status_code == 404


async def test_the_load_ends_with_the_sessions_share(world: World) -> None:
    said = await permitted(world)
    way = f"/api/measuring/{said['session']}/load"
    sent = await world.client.post(way, content=b"x" * 100_000, headers=world.host)
    assert sent.json() == {"bytes": 100_000}
    fetched = await world.client.get(way, headers=world.host)
    assert said["load_bytes"] - 200_000 < len(fetched.content) < said["load_bytes"]
    assert (await world.client.get(way, headers=world.host)).content == b""


async def test_what_arrived_of_a_run_is_told(world: World) -> None:
    session = (await permitted(world))["session"]
    unknown = await world.client.get(f"/api/measuring/{session}/runs/1", headers=world.host)
    assert unknown.status_code == 404
