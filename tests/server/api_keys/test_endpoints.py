from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from server.api_keys.scopes import Scope
from server.api_keys.service import DAY_S
from server.db.key_tables import api_key
from server.db.tables import audit
from server.roles.names import AccountRole
from tests.server.border import MONTH, Border
from tests.server.staff import Someone, Town, town
from tests.server.world import World, server

SPAN = "from_s=1800000000&to_s=1800003600"
#: What each scope opens, by method and path within the municipality.
OPENS: dict[Scope, tuple[tuple[str, str], ...]] = {
    Scope.READ_TIMETABLE: (("GET", f"/timetable?{SPAN}"), ("GET", "/timetable/frame")),
    Scope.READ_TABLES: (("GET", "/tables/pupils"), ("GET", "/tables/lessons"), ("GET", "/tables/hours")),
    Scope.IMPORT_PUPILS: (("POST", "/tables/pupils"),),
    Scope.IMPORT_GUARDIANS: (("POST", "/tables/guardians"),),
    Scope.IMPORT_STAFF: (("POST", "/tables/staff"),),
    Scope.IMPORT_LESSONS: (("POST", "/tables/lessons"),),
    Scope.READ_READINESS: (("GET", "/places"),),
    Scope.READ_SETTLEMENT: (("GET", f"/settlements/{MONTH}"),),
}
CSV = b"id,name,email,teacher,pupil,begins\n"


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with server(tmp_path, rate_api="1000000/second") as started:
        yield started


async def make(place: Town, who: Someone, *scopes: Scope, days: int = 30) -> dict[str, Any]:
    asked = {"name": "School system", "scopes": list(scopes), "days": days}
    answer = await place.ask(who, "POST", "/api-keys", json=asked)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def use(place: Town, secret: str, method: str, path: str) -> httpx.Response:
    headers = {"Authorization": f"Bearer {secret}"}
    body = CSV if method == "POST" else None
    return await place.world.client.request(method, f"{place.path}{path}", headers=headers, content=body)


async def test_a_key_opens_what_its_scope_says_and_nothing_of_any_other(world: World) -> None:
    made = await town(world)
    both = await made.someone(AccountRole.COORDINATOR, AccountRole.ADMIN)
    for scope in Scope:
        secret = (await make(made, both, scope))["secret"]
        for other, asked in OPENS.items():
            for method, path in asked:
                said = (await use(made, secret, method, path)).status_code
                assert said == (200 if other is scope else 403), (scope, method, path, said)


async def test_a_key_may_no_more_than_whoever_made_it(world: World) -> None:
    made = await town(world)
    coordinator = await made.someone(AccountRole.COORDINATOR)
    secret = (await make(made, coordinator, *Scope))["secret"]
    assert (await use(made, secret, "POST", "/tables/staff")).status_code == 403
    assert (await use(made, secret, "POST", "/tables/pupils")).status_code == 200
    teacher = await made.someone(AccountRole.TEACHER)
    asked = {"name": "Mine", "scopes": ["read_timetable"]}
    assert (await made.ask(teacher, "POST", "/api-keys", json=asked)).status_code == 403


async def test_a_key_reaches_no_other_municipality_and_no_endpoint_that_does_not_name_a_scope(
    world: World,
) -> None:
    here, there = await town(world, "Pajala"), await town(world, "Kemi")
    both = await here.someone(AccountRole.COORDINATOR, AccountRole.ADMIN)
    await there.someone(AccountRole.COORDINATOR)
    secret = (await make(here, both, *Scope))["secret"]
    opened = set()
    schema = (await world.client.get("/api/openapi.json")).json()
    for path, operations in schema["paths"].items():
        for method, operation in operations.items():
            if not path.startswith("/api/municipalities/{municipality_id}"):
                continue
            inner = re.sub(r"\{\w+\}", "pupils", path.split("}", 1)[1].replace("{month}", MONTH))
            if any("ApiKey" in one for one in operation.get("security", [])):
                opened.add((method, path.split("}", 1)[1]))
                query = f"?{SPAN}" if inner == "/timetable" else ""
                said = await use(there, secret, method.upper(), inner + query)
                assert said.status_code == 404 and "Kemi" not in said.text, (path, said.status_code)
            else:
                said = await use(here, secret, method.upper(), inner)
                assert said.status_code in {401, 403}, (method, path, said.status_code)
    assert opened == {
        ("get", "/timetable"),
        ("get", "/timetable/frame"),
        ("get", "/tables/{kind}"),
        ("post", "/tables/{kind}"),
        ("get", "/places"),
        ("get", "/places/{place_id}/readiness"),
        ("get", "/places/{place_id}/readiness/table"),
        ("get", "/settlements/{month}"),
        ("get", "/agreements/{agreement_id}/hours"),
        ("get", "/agreements/{agreement_id}/settlements/{month}"),
        ("get", "/agreements/{agreement_id}/settlements/{month}/table"),
    }


async def test_a_secret_is_told_once_kept_as_a_hash_and_opens_nothing_once_revoked_or_run_out(
    world: World,
) -> None:
    made = await town(world)
    coordinator = await made.someone(AccountRole.COORDINATOR)
    first = await make(made, coordinator, Scope.READ_READINESS)
    second = await make(made, coordinator, Scope.READ_READINESS, days=2)
    assert (await use(made, second["secret"], "GET", "/places")).status_code == 200
    listed = await made.ask(coordinator, "GET", "/api-keys")
    assert first["secret"] not in listed.text
    assert {one["id"]: one["used_at"] is not None for one in listed.json()["keys"]} == {
        first["id"]: False,
        second["id"]: True,
    }
    async with world.services.database.read() as connection:
        kept = str((await connection.execute(select(api_key))).all())
    assert first["secret"] not in kept
    gone = await made.ask(coordinator, "DELETE", f"/api-keys/{first['id']}")
    assert (gone.status_code, (await use(made, first["secret"], "GET", "/places")).status_code) == (204, 401)
    world.clock.at_s += 2 * DAY_S
    assert (await use(made, second["secret"], "GET", "/places")).status_code == 401
    async with world.services.database.read() as connection:
        rows = (await connection.execute(select(audit.c.action).order_by(audit.c.n))).scalars().all()
    assert [one for one in rows if "api_key" in one] == ["api_key_made", "api_key_made", "api_key_revoked"]


async def test_a_key_that_asks_all_the_time_is_told_to_wait_and_another_is_not(world: World) -> None:
    made = await town(world)
    coordinator = await made.someone(AccountRole.COORDINATOR)
    busy, calm = [(await make(made, coordinator, Scope.READ_READINESS)) for _ in range(2)]
    said = [await use(made, busy["secret"], "GET", "/places") for _ in range(121)]
    assert [one.status_code for one in said] == [200] * 120 + [429]
    assert said[-1].headers["retry-after"] == "60"
    assert (await use(made, calm["secret"], "GET", "/places")).status_code == 200


async def test_what_a_key_takes_in_is_logged_as_the_keys(world: World) -> None:
    border = await Border.between(await town(world, "Luleå"), await town(world, "Pajala"))
    made = await make(border.taker, border.coordinators[1], Scope.IMPORT_PUPILS)
    path = "/tables/pupils?dry_run=false"
    headers = {"Authorization": f"Bearer {made['secret']}"}
    said = await world.client.post(border.taker.path + path, headers=headers, content=b"id,name\np1,Bo Ek\n")
    assert (said.status_code, said.json()["added"]) == (200, 1)
    async with world.services.database.read() as connection:
        query = select(audit.c.actor).where(audit.c.action == "imported")
        assert (await connection.execute(query)).scalars().all() == [f"key:{made['id']}"]
