"""Lessons of a table stand in the timetable, with level, place and the adult beside; both ways."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from server.roles.names import AccountRole
from tests.server.border import Border
from tests.server.bridges.test_endpoints import counts, everything, faults, put, rows_of, table
from tests.server.staff import town
from tests.server.timetable.school import FIRST, School
from tests.server.world import World, server

HEADER = "id,lärare,elev,tid,minuter,ämne,nivå,sal,vuxen"


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with server(tmp_path) as started:
        yield started


async def test_a_lesson_of_a_table_is_in_the_timetable_with_level_place_and_adult(world: World) -> None:
    school = await School.make(world)
    pajala, who = school.town, school.coordinator
    beside = await pajala.someone(AccountRole.HOST, name="Liv Beside")
    await school.place("Room 4")
    hall = await school.place("Hall")
    eva, finn = school.pupils[:2]
    anna = school.anna.person_id
    row = f"l1,{anna},{eva.id}; {finn.id},2027-02-01 14:30,40,violin,basic,room 4,{beside.person_id}"
    data = table(HEADER, [row])
    before = await everything(world)
    assert counts(await put(pajala, who, "lessons", data, dry_run=True)) == [1, 0, 0, 0]
    assert await everything(world) == before
    assert counts(await put(pajala, who, "lessons", data)) == [1, 0, 0, 0]
    (one,) = await school.listed()
    assert (one["level"], one["place"]["name"], one["host"]["name"]) == ("basic", "Room 4", "Liv Beside")
    assert sorted(one["pupil_ids"]) == sorted([eva.id, finn.id])
    kept = await everything(world)
    assert counts(await put(pajala, who, "lessons", data)) == [0, 0, 1, 0]
    # What a table does not say, or has no column for, stays.
    few = table("id,teacher,pupil,begins,minutes,instrument", [",".join(row.split(",")[:6])])
    assert counts(await put(pajala, who, "lessons", few)) == [0, 0, 1, 0]
    moved = row.replace("14:30", "15:30").replace("basic", "further").replace("room 4", "Hall")
    assert counts(await put(pajala, who, "lessons", table(HEADER, [moved]))) == [0, 1, 0, 0]
    (one,) = await school.listed()
    assert (one["level"], one["place"]["id"], one["begins_at"]) == ("further", hall, "2027-02-01T14:30:00Z")
    assert await everything(world) == kept


async def test_whatever_the_timetable_holds_goes_out_and_comes_in_unchanged(world: World) -> None:
    school = await School.make(world)
    room = await school.place()
    beside = await school.town.someone(AccountRole.HOST, name="Liv Beside")
    said = {"place": room, "level": "basic", "host": beside.person_id}
    times = await school.plan(pupils=[one.id for one in school.pupils[:3]], last_day="2027-02-16", **said)
    path = f"/occurrences/{times[1]['id']}/teacher"
    assert (await school.ask("PUT", path, {"teacher": school.bo.person_id})).status_code == 200
    now = await school.town.lesson(school.anna, pupil=school.pupils[3].id, pupil_name=None)
    out = await rows_of(school.town, school.coordinator, "lessons")
    assert {(one["level"], one["place"], one["host"]) for one in out if one["id"] != now.id} == {
        ("basic", "Room 4", beside.person_id)
    }
    assert out[2]["teacher"] == school.bo.person_id
    before = await everything(world)
    again = await school.town.ask(school.coordinator, "GET", "/tables/lessons?format=xlsx")
    same = await put(school.town, school.coordinator, "lessons", again.content)
    assert (counts(same), faults(same)) == ([0, 0, len(out), 0], [])
    assert await everything(world) == before
    assert [one["moved"] for one in await school.listed()] == [False, True, False, False, False]


async def test_a_room_an_adult_or_a_pupil_that_is_not_here_is_named_and_so_is_one_too_many(
    world: World,
) -> None:
    school = await School.make(world)
    anna = school.anna.person_id
    every = [one.id for one in school.pupils]
    rows = [
        f"l1,{anna},{every[0]},{FIRST} 14:30,40,violin,,Cellar,nobody",
        f"l2,{anna},{every[0]}; nobody,{FIRST} 14:30,40,violin,,,",
        f"l3,{anna},{'; '.join(every[:4])},{FIRST} 14:30,40,violin,,,",
        f"l4,{anna},{every[0]},{FIRST} 14:30,40,violin,{'x' * 61},,",
    ]
    said = await put(school.town, school.coordinator, "lessons", table(HEADER, rows))
    assert faults(said) == [
        (2, "vuxen", "unknown_host"),
        (2, "sal", "unknown_place"),
        (3, "elev", "unknown_pupil"),
        (4, "elev", "too_many"),
        (5, "nivå", "too_long"),
    ]


async def test_the_hours_of_a_lesson_name_its_subject_and_level_as_its_agreement_does(world: World) -> None:
    made = await Border.between(await town(world, "Luleå"), await town(world, "Pajala"), levels=["basic"])
    _, guest = await made.guest()
    pupil = await made.taker.pupil()
    coordinator = made.coordinators[1]
    row = f"l1,{guest},{pupil.id},2027-02-01 14:30,40,violin,basic,,"
    assert counts(await put(made.taker, coordinator, "lessons", table(HEADER, [row]))) == [1, 0, 0, 0]
    (hours,) = await rows_of(made.taker, coordinator, "hours")
    assert (hours["id"], hours["instrument"], hours["level"]) == ("l1", "violin", "basic")
