"""Devices and places side by side."""

from __future__ import annotations

from typing import Any

from server.readiness.devices import KEPT_AT_A_PLACE
from server.readiness.schemas import NewDeviceReading
from server.roles.names import AccountRole
from tests.server.readiness.test_endpoints import HOUR_S, ONE, asked, new_place, pajala, world
from tests.server.staff import Town, room_of

__all__ = ["pajala", "world"]
USB: dict[str, Any] = {
    "name": "USB interface",
    "way": "cable",
    "setting": "48 kHz, 64 frames",
    "n": 30,
    "rtl_ms": 6.1,
    "spread_ms": 0.02,
    "drift_ppm": 11.5,
}


async def test_devices_stand_side_by_side_by_whichever_way_they_came(pajala: Town) -> None:
    technician = await pajala.someone(AccountRole.TECHNICIAN)
    teacher = await pajala.someone(AccountRole.TEACHER)
    _, key = await new_place(pajala, technician)
    client = pajala.world.client
    assert (await client.post("/api/readiness/devices", json=USB, headers=key)).status_code == 204
    own = await room_of(pajala, teacher)
    built_in = USB | {"name": "Built-in", "rtl_ms": 41.0, "way": "air", "drift_ppm": None}
    await asked(pajala, teacher, "POST", f"{pajala.path}/places/{own}/devices", json=built_in)
    path = f"{pajala.path}/readiness/devices"
    told = (await asked(pajala, technician, "GET", path))["devices"]
    assert [(one["name"], one["place_name"], one["rtl_ms"]) for one in told] == [
        ("USB interface", "Room 3", 6.1),
        ("Built-in", "Room 1", 41.0),
    ]
    await asked(pajala, technician, "DELETE", f"{path}/{told[1]['id']}")
    assert len((await asked(pajala, technician, "GET", path))["devices"]) == 1


async def test_a_device_without_a_round_trip_is_refused(pajala: Town) -> None:
    _, key = await new_place(pajala, await pajala.someone(AccountRole.TECHNICIAN))
    for wrong in ({"rtl_ms": None}, {"n": 0}, {"way": "guess"}, {"name": " "}, {"serial": "123"}):
        answer = await pajala.world.client.post("/api/readiness/devices", json=USB | wrong, headers=key)
        assert answer.status_code == 422, wrong


async def test_what_is_told_later_stands_at_its_own_time_and_told_twice_stands_once(pajala: Town) -> None:
    technician = await pajala.someone(AccountRole.TECHNICIAN)
    _, key = await new_place(pajala, technician)
    _, other = await new_place(pajala, technician)
    late = USB | {"age_s": 7200.0, "once": "a1b2c3d4e5"}
    for held in (key, key, other):
        answer = await pajala.world.client.post("/api/readiness/devices", json=late, headers=held)
        assert answer.status_code == 204
    told = (await asked(pajala, technician, "GET", f"{pajala.path}/readiness/devices"))["devices"]
    assert [one["at_s"] for one in told] == [pajala.world.clock.at_s - 7200.0] * 2


async def test_of_a_place_the_newest_devices_are_kept(pajala: Town) -> None:
    technician = await pajala.someone(AccountRole.TECHNICIAN)
    place, _ = await new_place(pajala, technician)
    services = pajala.world.services
    from_here = await services.readiness.place(pajala.id, place["id"])
    for at in range(KEPT_AT_A_PLACE + 2):
        pajala.world.clock.at_s += 1
        new = NewDeviceReading.model_validate(USB | {"name": f"Device {at}"})
        await services.device_readings.keep(from_here, new)
    told = (await asked(pajala, technician, "GET", f"{pajala.path}/readiness/devices"))["devices"]
    assert len(told) == KEPT_AT_A_PLACE
    assert {one["name"] for one in told}.isdisjoint({"Device 0", "Device 1"})


async def test_places_stand_side_by_side_the_best_first(pajala: Town) -> None:
    technician = await pajala.someone(AccountRole.TECHNICIAN)
    names = []
    for worth_ms in (40.0, 20.0, None):
        place, key = await new_place(pajala, technician)
        names.append(place["id"])
        for _ in range(3 if worth_ms else 0):
            body = {"profiles": [ONE | {"worth_ms": worth_ms}, ONE | {"profile": "balanced"}]}
            await pajala.world.client.post("/api/readiness", json=body, headers=key)
            pajala.world.clock.at_s += HOUR_S
    path = f"{pajala.path}/readiness/comparison?profile=duet&weeks=4"
    told = await asked(pajala, technician, "GET", path)
    assert [one["id"] for one in told["places"]] == [names[1], names[0], names[2]]
    assert [(one["hours"], one["p50_ms"]) for one in told["places"]] == [(3, 20.0), (3, 40.0), (0, None)]
