from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator, Iterable
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import func, select

from server.bridges.fields import WORDS, Reason
from server.db.tables import metadata
from server.roles.names import AccountRole
from tests.server.border import Border
from tests.server.staff import Someone, Town, town
from tests.server.world import World, server


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with server(tmp_path) as started:
        yield started


def table(header: str, rows: Iterable[str]) -> bytes:
    return "\n".join([header, *rows]).encode()


async def put(place: Town, who: Someone, kind: str, data: bytes, *, dry_run: bool = False) -> Any:
    path = f"/tables/{kind}?dry_run={'true' if dry_run else 'false'}"
    answer = await place.ask(who, "POST", path, content=data)
    assert answer.status_code == 200, answer.text
    return answer.json()


def counts(said: dict[str, Any]) -> list[int]:
    return [said[name] for name in ("added", "changed", "unchanged", "fault_rows")]


def faults(said: dict[str, Any]) -> list[tuple[int, str, str]]:
    return [(one["row"], one["column"], one["reason"]) for one in said["faults"]]


async def rows_of(place: Town, who: Someone, kind: str) -> list[dict[str, str]]:
    answer = await place.ask(who, "GET", f"/tables/{kind}")
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))


async def everything(world: World) -> dict[str, int]:
    """How many rows each table has, but for the log of what was done."""
    async with world.services.database.read() as connection:
        return {
            name: int((await connection.execute(select(func.count()).select_from(each))).scalar_one())
            for name, each in metadata.tables.items()
            if name not in {"audit", "pseudonym_key", "sign_in"}
        }


async def test_good_rows_come_in_each_bad_one_is_named_and_a_second_run_changes_nothing(
    world: World,
) -> None:
    place = await town(world)
    who = await place.someone(AccountRole.COORDINATOR)
    rows = [f"p{n};Pupil {n};{'nej' if n % 7 == 0 else 'ja'}" for n in range(2, 302)]
    bad = {20: ("namn", "missing"), 150: ("minderårig", "no_yes_or_no"), 301: ("nr", "twice")}
    rows[20 - 2] = "p20;;ja"
    rows[150 - 2] = "p150;Pupil 150;perhaps"
    rows[301 - 2] = "p2;Pupil again;ja"
    data = table("nr;namn;minderårig", rows)
    before = await everything(world)
    dry = await put(place, who, "pupils", data, dry_run=True)
    assert counts(dry) == [297, 0, 0, 3]
    assert await everything(world) == before
    said = await put(place, who, "pupils", data)
    assert counts(said) == [297, 0, 0, 3]
    assert faults(said) == [(row, column, reason) for row, (column, reason) in sorted(bad.items())]
    kept = await everything(world)
    assert kept["person"] == before["person"] + 297
    assert counts(await put(place, who, "pupils", data)) == [0, 0, 297, 3]
    assert await everything(world) == kept
    rows[0] = "p2;Renamed;ja"
    assert counts(await put(place, who, "pupils", table("nr;namn;minderårig", rows))) == [0, 1, 296, 3]


async def test_columns_that_are_called_otherwise_are_matched_once_and_remembered(world: World) -> None:
    place = await town(world)
    who = await place.someone(AccountRole.COORDINATOR)
    data = table("Löpnr,Barnets namn", ["1,Bo Ek"])
    said = await put(place, who, "pupils", data)
    assert (said["missing"], said["header"], said["added"]) == (["id", "name"], ["Löpnr", "Barnets namn"], 0)
    wrong = {"columns": {"id": "Löpnr", "name": "Löpnr"}}
    assert (await place.ask(who, "PUT", "/tables/pupils/columns", json=wrong)).status_code == 409
    columns = {"id": "Löpnr", "name": "Barnets namn"}
    saved = await place.ask(who, "PUT", "/tables/pupils/columns", json={"columns": columns})
    assert saved.json()["columns"] == columns
    assert counts(await put(place, who, "pupils", data)) == [1, 0, 0, 0]


async def test_staff_get_accounts_and_no_file_makes_or_unmakes_an_admin(world: World) -> None:
    place = await town(world)
    admin = await place.someone(AccountRole.ADMIN, name="Eva Admin")
    email = "eva.admin@example.org"
    data = table(
        "id,name,email,roles",
        [
            "t1,Anna Lind,anna@example.org,teacher coordinator",
            f"t2,Eva Admin,{email},coordinator",
            "t3,Bo Ek,bo@example.org,admin",
            "t4,Cia,anna@example.org,teacher",
            "t5,Dan,no address,teacher",
        ],
    )
    said = await put(place, admin, "staff", data)
    assert counts(said) == [1, 1, 0, 3]
    assert faults(said) == [
        (4, "roles", "no_role"),
        (5, "email", "address_taken"),
        (6, "email", "no_address"),
    ]
    assert counts(await put(place, admin, "staff", data)) == [0, 0, 2, 3]
    rows = {one["email"]: one for one in await rows_of(place, admin, "staff")}
    assert rows[email]["roles"] == "admin coordinator"
    again = await place.ask(admin, "GET", "/tables/staff?format=xlsx")
    assert counts(await put(place, admin, "staff", again.content)) == [0, 0, 2, 0]
    assert rows["anna@example.org"] == {
        "id": "t1",
        "name": "Anna Lind",
        "email": "anna@example.org",
        "roles": "coordinator teacher",
        **dict.fromkeys(("subjects", "languages", "employers", "offered", "travels", "travel_km"), ""),
    }
    moved = table("id,name,email", ["t1,Anna Lind,other@example.org"])
    assert faults(await put(place, admin, "staff", moved)) == [(2, "email", "address_changed")]


async def test_lessons_are_planned_with_whom_the_other_system_names_and_moved_until_they_begin(
    world: World,
) -> None:
    place = await town(world)
    who = await place.someone(AccountRole.COORDINATOR, AccountRole.ADMIN)
    await put(place, who, "pupils", table("id,name", ["p1,Bo Ek"]))
    await put(place, who, "staff", table("id,name,email", ["t1,Anna Lind,anna@example.org"]))
    header = "id,teacher,pupil,begins,minutes,instrument"
    rows = [
        "l1,t1,p1,2027-02-01 14:30,40,violin",
        "l2,ANNA@example.org,p1,2027-02-08T14:30+01:00,40,violin",
        "l3,t1,p1,2026-05-04 14:30,40,violin",
        "l4,t9,p9,2027-02-01 14:30,40,violin",
        "l5,t1,p1,next week,4,violin",
    ]
    said = await put(place, who, "lessons", table(header, rows))
    assert counts(said) == [3, 0, 0, 2]
    assert faults(said) == [
        (5, "pupil", "unknown_pupil"),
        (5, "teacher", "unknown_teacher"),
        (6, "begins", "no_date"),
        (6, "minutes", "no_number"),
    ]
    assert counts(await put(place, who, "lessons", table(header, rows))) == [0, 0, 3, 2]
    rows[0] = "l1,t1,p1,2027-02-01 15:00,40,violin"
    rows[2] = "l3,t1,p1,2026-05-04 15:00,40,violin"
    said = await put(place, who, "lessons", table(header, rows[:3]))
    assert (counts(said), faults(said)) == ([0, 1, 1, 1], [(4, "begins", "begun")])
    out = await rows_of(place, who, "lessons")
    assert out[1] == {
        "id": "l1",
        "teacher": "t1",
        "pupil": "p1",
        "begins": "2027-02-01 15:00",
        "minutes": "40",
        "instrument": "violin",
        **dict.fromkeys(("level", "place", "host"), ""),
    }
    again = await place.ask(who, "GET", "/tables/lessons?format=xlsx")
    assert counts(await put(place, who, "lessons", again.content)) == [0, 0, 3, 0]


async def test_who_is_protected_keeps_the_alias_and_is_in_no_table(world: World) -> None:
    place = await town(world)
    who = await place.someone(AccountRole.COORDINATOR)
    data = table("id,name", ["p1,Bo Ek", "p2,Cia Ek"])
    await put(place, who, "pupils", data)
    listed = (await place.ask(who, "GET", "/people")).json()["people"]
    (hidden,) = [one["id"] for one in listed if one["name"] == "Bo Ek"]
    await world.services.privacy.protect(hidden, "Otter", actor="admin")
    assert counts(await put(place, who, "pupils", data)) == [0, 0, 2, 0]
    assert [one["name"] for one in await rows_of(place, who, "pupils")] == ["Cia Ek"]
    async with world.services.database.read() as connection:
        from server.people.repository import find_person

        found = await find_person(connection, place.id, hidden)
    assert found is not None and found.name == "Otter"


async def test_hours_go_out_as_they_were_confirmed(world: World) -> None:
    made = await Border.between(await town(world, "Luleå"), await town(world, "Pajala"))
    teacher = await made.taker.someone(AccountRole.TEACHER)
    lesson = await made.given(teacher=teacher)
    said = {"outcome": "held", "minutes": 47}
    await made.taker.ask(teacher, "PUT", f"/deliveries/{lesson}", json=said)
    (row,) = await rows_of(made.taker, made.coordinators[1], "hours")
    assert (row["id"], row["outcome"], row["minutes"], row["planned"]) == (lesson, "held", "47", "30")
    assert (row["instrument"], row["level"]) == ("", "")
    assert await rows_of(made.giver, made.coordinators[0], "hours") == []


async def test_by_table_nobody_does_what_they_may_not_do_by_hand(world: World) -> None:
    place = await town(world)
    coordinator = await place.someone(AccountRole.COORDINATOR)
    admin = await place.someone(AccountRole.ADMIN)
    data = table("id,name,email", ["t1,Anna,anna@example.org"])

    async def asked(who: Someone, method: str, kind: str) -> httpx.Response:
        return await place.ask(who, method, f"/tables/{kind}", content=data if method == "POST" else None)

    for method in ("POST", "GET"):
        assert (await asked(coordinator, method, "staff")).status_code == 403
        assert (await asked(admin, method, "lessons")).status_code == 403
    assert (await asked(admin, "POST", "hours")).status_code == 422


async def test_a_file_that_is_none_is_refused_with_words(world: World) -> None:
    place = await town(world)
    who = await place.someone(AccountRole.COORDINATOR)
    answer = await place.ask(who, "POST", "/tables/pupils", content=b"PK\x03\x04....")
    assert answer.status_code == 415
    assert "no table" in answer.json()["error"]["text"]
    answer = await place.ask(who, "POST", "/tables/pupils", content=b"x" * (5 * 2**20 + 1))
    assert answer.status_code == 413


def test_every_reason_has_its_sentence() -> None:
    assert set(WORDS) == set(Reason)


async def test_guardians_are_named_for_their_pupils_and_confirm_it_themselves(world: World) -> None:
    place = await town(world)
    who = await place.someone(AccountRole.COORDINATOR)
    await place.someone(AccountRole.TEACHER, name="Eva Lind")
    await put(place, who, "pupils", table("id,name", ["p1,Bo Ek", "p2,Cia Ek"]))
    rows = [
        "p1,Anna Ek,anna@example.org",
        "p2,Anna Ek,ANNA@example.org",
        "p1,Eva L,eva.lind@example.org",
        "p1,Anna Ek,anna@example.org",
        "p2,Anna Eek,anna@example.org",
        "p9,Dan,dan@example.org",
        "p1,Dan,",
    ]
    data = table("elev,vårdnadshavare,e-post", rows)
    before = await everything(world)
    dry = await put(place, who, "guardians", data, dry_run=True)
    assert await everything(world) == before
    said = await put(place, who, "guardians", data)
    assert counts(said) == counts(dry) == [3, 0, 0, 4]
    assert faults(said) == [
        (5, "elev", "twice"),
        (6, "elev", "twice"),
        (7, "elev", "unknown_pupil"),
        (8, "e-post", "missing"),
    ]
    kept = await everything(world)
    assert counts(await put(place, who, "guardians", data)) == [0, 0, 3, 4]
    assert await everything(world) == kept
    out = await rows_of(place, who, "guardians")
    assert out[0] == {"pupil": "p1", "name": "Anna Ek", "email": "anna@example.org", "confirmed": "no"}
    again = await place.ask(who, "GET", "/tables/guardians?format=xlsx")
    assert counts(await put(place, who, "guardians", again.content)) == [0, 0, 3, 0]
    renamed = table("elev,vårdnadshavare,e-post", ["p1,Anna Alm,anna@example.org", "p2,Ann,anna@example.org"])
    said = await put(place, who, "guardians", renamed)
    assert (counts(said), faults(said)) == ([0, 1, 0, 1], [(3, "vårdnadshavare", "name_differs")])
    listed = (await place.ask(who, "GET", "/people")).json()["people"]
    (child,) = [one for one in listed if one["name"] == "Cia Ek"]
    assert [(one["name"], one["confirmed"]) for one in child["guardians"]] == [("Anna Alm", False)]
    assert "Eva Lind" in {one["name"] for one in listed}  # staff are called what they are called here
