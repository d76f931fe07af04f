from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from server.agreements.repository import find
from server.db.tables import audit
from server.delivered.settling import derive
from server.roles.names import AccountRole
from tests.server.border import AFTER_S, MONTH, Border
from tests.server.staff import Someone, town
from tests.server.world import World, server


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with server(tmp_path) as started:
        yield started


class Quarrel:
    """A lesson of 45 minutes, with 5 of preparation, and what both sides say of it."""

    def __init__(self, made: Border, teacher: Someone, lesson: str) -> None:
        self.made = made
        self.teacher = teacher
        self.lesson = lesson
        self.sides = [(made.giver, made.coordinators[0]), (made.taker, made.coordinators[1])]

    @classmethod
    async def begin(cls, world: World) -> Quarrel:
        towns = [await town(world, name) for name in ("Luleå", "Pajala")]
        made = await Border.between(*towns, preparation_min=5)
        teacher = await made.taker.someone(AccountRole.TEACHER)
        quarrel = cls(made, teacher, await made.given(teacher=teacher))
        assert await quarrel.confirm() == 200
        return quarrel

    async def confirm(self, minutes: int = 45) -> int:
        said = {"outcome": "held", "minutes": minutes}
        path = f"/deliveries/{self.lesson}"
        return (await self.made.taker.ask(self.teacher, "PUT", path, json=said)).status_code

    async def ask(self, side: int, method: str, path: str, body: object = None) -> Any:
        place, who = self.sides[side]
        answer = await place.ask(who, method, f"/agreements/{self.made.agreement}{path}", json=body)
        return answer.json() if answer.is_success else answer.status_code

    async def dispute(self, side: int = 0, entry: int = 1) -> Any:
        return await self.ask(side, "POST", "/disputes", {"entry": entry, "reason": "It took 30 minutes."})

    async def say(self, side: int, dispute: str, outcome: str) -> Any:
        return await self.ask(side, "PUT", f"/disputes/{dispute}/word", {"outcome": outcome})

    async def due(self, month: str = MONTH) -> list[int]:
        found = await self.ask(0, "GET", f"/settlements/{month}")
        return sorted(one["due_minor"] for one in found["accounts"])


async def test_what_one_side_disputes_stands_marked_until_both_have_it_taken_back(world: World) -> None:
    one = await Quarrel.begin(world)
    assert (await one.ask(0, "GET", "/hours"))["disputable"] == [2, 1]
    made = await one.dispute()
    assert (await one.ask(0, "GET", "/hours"))["disputable"] == []
    assert (made["outcome"], made["words"], len(made["sides"])) == (None, {}, 2)
    for side in (0, 1):
        found = await one.ask(side, "GET", f"/settlements/{MONTH}")
        assert [each["id"] for each in found["disputed"]] == [made["id"]]
    assert await one.due() == [-4167, 4167]  # 50 minutes at 50.00 an hour
    assert (await one.say(0, made["id"], "take_back"))["outcome"] is None
    assert (await one.say(1, made["id"], "keep"))["outcome"] is None
    assert (await one.say(1, made["id"], "take_back"))["outcome"] == "take_back"
    assert await one.due() == [0, 0]
    hours = await one.ask(1, "GET", f"/hours?month={MONTH}")
    assert [(each["amount"], each["corrects"]) for each in reversed(hours["entries"])] == [
        (45, None),
        (5, None),
        (45, 1),
        (5, 2),
    ]
    assert [each["outcome"] for each in hours["disputes"]] == ["take_back"]
    assert hours["disputable"] == []
    # What it was can be said anew.
    assert await one.confirm(30) == 200
    assert await one.due() == [-2917, 2917]


async def test_what_both_sides_keep_stays_and_is_marked_no_more(world: World) -> None:
    one = await Quarrel.begin(world)
    made = await one.dispute(side=1, entry=2)
    for side in (0, 1):
        said = await one.say(side, made["id"], "keep")
    assert said["outcome"] == "keep"
    assert await one.due() == [-4167, 4167]
    assert (await one.ask(0, "GET", f"/settlements/{MONTH}"))["disputed"] == []
    assert await one.say(0, made["id"], "take_back") == 409


async def test_disputed_hours_are_not_disputed_twice_nor_confirmed_otherwise(world: World) -> None:
    one = await Quarrel.begin(world)
    assert await one.dispute(entry=77) == 409
    await one.dispute()
    # The preparation was entered for the same lesson: it is the same matter.
    assert await one.dispute(side=1, entry=2) == 409
    assert await one.confirm(30) == 409
    assert await one.confirm() == 200
    span = f"from_s={world.clock() - 9}&to_s={world.clock() + 9}"
    listed = (await one.made.taker.ask(one.teacher, "GET", f"/deliveries?{span}")).json()
    assert [each["disputed"] for each in listed["lessons"]] == [True]


async def test_a_closed_month_counts_again_whatever_is_disputed_and_resolved_later(world: World) -> None:
    one = await Quarrel.begin(world)
    made = await one.dispute()
    world.clock.at_s += AFTER_S
    one.sides = [(place, await place.someone(AccountRole.COORDINATOR)) for place, _ in one.sides]
    closed = await one.ask(0, "POST", f"/settlements/{MONTH}")
    assert [each["id"] for each in closed["disputed"]] == [made["id"]]
    for side in (0, 1):
        await one.say(side, made["id"], "take_back")
    assert await one.ask(0, "GET", f"/settlements/{MONTH}") == closed | {"disputed": []}
    assert await one.due("2027-02") == [-4167, 4167]
    async with world.services.database.read() as connection:
        agreement = await find(connection, one.made.giver.id, one.made.agreement)
        assert agreement is not None
        again = (await derive(connection, agreement, MONTH)).model_dump(mode="json")
    assert again | {"settled": True} == closed | {"disputed": []}


async def test_tables_name_what_is_disputed_and_the_audit_log_who_did_what(world: World) -> None:
    one = await Quarrel.begin(world)
    made = await one.dispute()
    place, who = one.sides[0]
    path = f"/agreements/{one.made.agreement}/settlements/{MONTH}/table"
    rows = list(csv.reader(io.StringIO((await place.ask(who, "GET", path)).text)))
    assert [MONTH, "disputed", "Luleå", "Pajala", "45", "", ""] in rows
    place, who = one.sides[1]
    hours = (await place.ask(who, "GET", "/tables/hours")).text.splitlines()
    assert (hours[0].endswith(",disputed"), hours[1].endswith(",yes")) == (True, True)
    for side in (0, 1):
        await one.say(side, made["id"], "keep")
    async with world.services.database.read() as connection:
        logged = (await connection.execute(select(audit.c.action).order_by(audit.c.n))).scalars().all()
    assert [each for each in logged if "disput" in each] == [
        "hours_disputed",
        "dispute_answered",
        "dispute_answered",
        "dispute_resolved",
    ]
