"""Nobody, and no room, is in two lessons at once, however a table would have it."""

from __future__ import annotations

import itertools
import random
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.server.bridges.test_endpoints import counts, everything, faults, put, table
from tests.server.timetable.school import FIRST, School
from tests.server.world import World, server

HEADER = "id,lärare,elev,tid,minuter,ämne,sal"


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with server(tmp_path) as started:
        yield started


async def take(school: School, rows: list[str], *, dry_run: bool = False) -> dict[str, Any]:
    said = await put(school.town, school.coordinator, "lessons", table(HEADER, rows), dry_run=dry_run)
    return dict(said)


async def test_a_row_whose_people_or_room_are_engaged_is_named_and_the_others_are_taken_in(
    world: World,
) -> None:
    school = await School.make(world)
    await school.place("Hall")
    anna, bo = school.anna.person_id, school.bo.person_id
    one, two, three = (each.id for each in school.pupils[:3])
    rows = [
        f"l1,{anna},{one},{FIRST} 14:00,40,violin,Hall",
        f"l2,{anna},{two},{FIRST} 14:30,40,violin,",  # the same teacher
        f"l3,{bo},{one},{FIRST} 13:50,20,violin,",  # the same pupil
        f"l4,{bo},{three},{FIRST} 14:39,40,violin,hall",  # the same room
        f"l5,{anna},{two},{FIRST} 14:40,40,violin,Hall",  # begins as the first one ends
    ]
    engaged = [(3, "tid", "engaged"), (4, "tid", "engaged"), (5, "tid", "engaged")]
    tried = await take(school, rows, dry_run=True)
    said = await take(school, rows)
    assert (counts(tried), faults(tried)) == (counts(said), faults(said)) == ([2, 0, 0, 3], engaged)
    before = await everything(world)
    assert counts(await take(school, rows)) == [0, 0, 2, 3]
    assert await everything(world) == before


async def test_a_table_meets_what_was_planned_by_hand(world: World) -> None:
    school = await School.make(world)
    await school.plan(pupils=[school.pupils[0].id])
    (first, *_) = await school.listed()
    begins = first["begins_at"].removesuffix("Z").replace("T", " ")  # an hour before, there: zones differ
    row = f"l1,{school.anna.person_id},{school.pupils[1].id},{{}},240,violin,"
    assert faults(await take(school, [row.format(begins)])) == [(2, "tid", "engaged")]


async def test_a_lesson_moves_to_where_another_was_that_a_later_row_moves(world: World) -> None:
    school = await School.make(world)
    anna, pupil = school.anna.person_id, school.pupils[0].id

    def at(*times: str) -> list[str]:
        return [f"l{n},{anna},{pupil},{FIRST} {time},30,violin," for n, time in enumerate(times)]

    assert counts(await take(school, at("14:00", "14:30", "15:00"))) == [3, 0, 0, 0]
    on = at("14:30", "15:00", "15:30")
    assert counts(await take(school, on, dry_run=True)) == [0, 3, 0, 0]
    assert counts(await take(school, on)) == [0, 3, 0, 0]
    assert counts(await take(school, on)) == [0, 0, 3, 0]


@pytest.mark.parametrize("seed", range(3))
async def test_whatever_tables_say_nobody_is_in_two_places_and_twice_is_as_good_as_once(
    world: World, seed: int
) -> None:
    school = await School.make(world)
    places = ["", "Hall", "Attic"]
    for name in places[1:]:
        await school.place(name)
    chance = random.Random(seed)
    teachers = [school.anna.person_id, school.bo.person_id]
    whose = {n: (chance.choice(teachers), chance.choice(school.pupils).id) for n in range(14)}
    for _ in range(4):
        rows = [
            f"l{n},{teacher},{pupil},{FIRST} {chance.randrange(12, 16)}:{chance.choice(['00', '20', '40'])},"
            f"{chance.choice([20, 40])},violin,{chance.choice(places)}"
            for n, (teacher, pupil) in chance.sample(sorted(whose.items()), 10)
        ]
        tried = await take(school, rows, dry_run=True)
        said = await take(school, rows)
        assert (counts(tried), faults(tried)) == (counts(said), faults(said))
        _, _, unchanged, wrong = counts(await take(school, rows))
        assert (unchanged, wrong) == (10 - len(faults(said)), len(faults(said)))
        assert not _met(await school.listed())


def _met(listed: list[dict[str, Any]]) -> list[Any]:
    spans = []
    for one in listed:  # all on one day
        begins = int(one["begins_at"][11:13]) * 60 + int(one["begins_at"][14:16])
        place = [one["place"]["id"]] if one["place"] else []
        spans.append((begins, begins + one["minutes"], {one["teacher"]["id"], *one["pupil_ids"], *place}))
    pairs = itertools.combinations(spans, 2)
    return [(a, b) for a, b in pairs if a[2] & b[2] and a[0] < b[1] and b[0] < a[1]]
