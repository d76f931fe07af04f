from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from server.measuring.pages import MOST_AT_ONCE
from server.roles.names import AccountRole
from tests.server.staff import Someone, Town, room_of, town
from tests.server.world import World, build_pages, server


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    build_pages(tmp_path)
    async with server(tmp_path, measuring_port=0) as made:
        yield made


async def room(made: Town, who: Someone) -> str:
    """The path of a new place's measurements."""
    client = made.world.client
    answer = await client.post(f"{made.path}/places", json={"name": "Room 3"}, headers=who.headers)
    return f"{made.path}/places/{answer.json()['id']}/measurements"


async def test_a_technician_begins_and_ends_and_another_town_does_neither(world: World) -> None:
    pajala = await town(world, "Pajala")
    technician = await pajala.someone(AccountRole.TECHNICIAN)
    path = await room(pajala, technician)
    client = world.client
    names = []
    for _ in range(MOST_AT_ONCE):
        begun = await client.post(path, headers=technician.headers)
        assert begun.status_code == 201
        names.append(begun.json()["measurement"])
    assert (await client.post(path, headers=technician.headers)).status_code == 503
    kiruna = await town(world, "Kiruna")
    stranger = await kiruna.someone(AccountRole.TECHNICIAN)
    foreign = path.replace(pajala.path, kiruna.path)
    assert (await client.delete(f"{foreign}/{names[0]}", headers=stranger.headers)).status_code == 404
    teacher = await pajala.someone(AccountRole.TEACHER)
    assert (await client.post(path, headers=teacher.headers)).status_code == 404, "not a place of theirs"
    guardian = await pajala.someone(AccountRole.GUARDIAN)
    assert (await client.post(path, headers=guardian.headers)).status_code == 403
    assert (await client.delete(f"{path}/{names[0]}", headers=technician.headers)).status_code == 204
    assert (await client.post(path, headers=technician.headers)).status_code == 201


async def test_a_teacher_measures_a_place_where_they_teach(world: World) -> None:
    pajala = await town(world, "Pajala")
    teacher = await pajala.someone(AccountRole.TEACHER)
    own, other = (
        await room_of(pajala, teacher),
        await pajala.world.services.readiness.add(pajala.id, "Room 9"),
    )
    listed = (await world.client.get(f"{pajala.path}/places", headers=teacher.headers)).json()["places"]
    assert {one["id"]: one["may_measure"] for one in listed} == {own: True, other.id: False}
    path = f"{pajala.path}/places/{own}/measurements"
    begun = await world.client.post(path, headers=teacher.headers)
    assert begun.status_code == 201
    gone = await world.client.delete(f"{path}/{begun.json()['measurement']}", headers=teacher.headers)
    assert gone.status_code == 204


async def test_what_was_not_measured_is_not_kept_and_what_is_over_is_gone(world: World) -> None:
    pajala = await town(world, "Pajala")
    technician = await pajala.someone(AccountRole.TECHNICIAN)
    path, client = await room(pajala, technician), world.client
    name = (await client.post(path, headers=technician.headers)).json()["measurement"]
    assert (await client.post(f"{path}/{name}/kept", headers=technician.headers)).status_code == 204
    assert (await client.post(f"{path}/{name}/kept", headers=technician.headers)).status_code == 404
    place = path.removesuffix("/measurements")
    told = await client.get(f"{place}/readiness", headers=technician.headers)
    assert told.json()["hours"] == []
