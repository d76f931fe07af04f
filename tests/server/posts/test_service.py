from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from server.roles.names import AccountRole
from tests.server.border import AFTER_S, MONTH
from tests.server.posts.post import Composed
from tests.server.staff import town
from tests.server.world import World, server


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with server(tmp_path) as started:
        yield started


FILLING: dict[str, Any] = {"valid_from": "2027-01-01", "valid_until": "2028-06-30", "currency": "EUR"}


async def test_three_parts_become_one_post_that_is_filled_planned_and_settled_by_share(world: World) -> None:
    made = await Composed.of(world)
    await made.advertise()
    (advertised,) = await made.vacancies()
    assert advertised["percent"] == 75
    assert {one["municipality"]: one["percent"] for one in advertised["parts"]} == {
        "Luleå": 30,
        "Pajala": 25,
        "Kemi": 20,
    }
    await made.answer()
    (interested,) = (await made.ask(0, "GET", "/interests"))["interests"]
    assert interested["name"] == "Vera Sund"

    agreement = await made.ask(0, "POST", "/filling", json=FILLING | {"employer": made.towns[0].id})
    terms = agreement["versions"][0]["terms"]
    assert (agreement["state"], terms["form"], terms["title"]) == (
        "draft",
        "joint_post",
        "Violin along the river",
    )
    assert {one["municipality"]: (one["share"], one["gives"]) for one in terms["parties"]} == {
        made.towns[0].id: (30, True),
        made.towns[1].id: (25, False),
        made.towns[2].id: (20, False),
    }
    assert await made.vacancies() == []
    of = f"/agreements/{agreement['id']}"
    for place, who in zip(made.towns, made.coordinators, strict=True):
        approved = await place.ask(who, "POST", f"{of}/approval", json={"version": 1})
        assert approved.status_code == 200
    assert approved.json()["state"] == "in_force"

    # Whoever got it is a teacher of the employer's, lent to the second, and gives a lesson there.
    employer, borrower, _ = made.towns
    teacher = await employer.someone(AccountRole.TEACHER, name="Vera Sund")
    lent = {"person": teacher.person_id, "municipality": borrower.id}
    assert (await employer.ask(made.coordinators[0], "POST", f"{of}/teachers", json=lent)).status_code == 200
    let_in = {"person": teacher.person_id}
    assert (await borrower.ask(made.coordinators[1], "POST", f"{of}/guests", json=let_in)).status_code == 200
    now = datetime.fromtimestamp(world.clock(), UTC).isoformat()
    planned = await borrower.ask(
        teacher, "POST", "/lessons", json={"pupil_name": "Bo Ek", "begins_at": now, "minutes": 40}
    )
    assert planned.status_code == 201
    held = {"outcome": "held", "minutes": 40}
    path = f"/deliveries/{planned.json()['id']}"
    assert (await borrower.ask(teacher, "PUT", path, json=held)).status_code == 200

    cost = {"month": MONTH, "amount_minor": 300_000}
    assert (await employer.ask(made.coordinators[0], "POST", f"{of}/costs", json=cost)).status_code == 201
    world.clock.at_s += AFTER_S
    who = await employer.someone(AccountRole.COORDINATOR)
    settled = await employer.ask(who, "POST", f"{of}/settlements/{MONTH}")
    assert settled.status_code == 201
    found = settled.json()
    # 3000.00 by 30, 25 and 20 of 75; the lesson's minutes are counted and cost nothing more.
    assert {one["municipality"]: one["due_minor"] for one in found["accounts"]} == {
        made.towns[0].id: 180_000,
        made.towns[1].id: -100_000,
        made.towns[2].id: -80_000,
    }
    assert [one["minutes"] for one in found["lines"] if one["kind"] == "lesson"] == [40]
    posts = (await employer.ask(who, "GET", "/posts")).json()["posts"]
    assert [(one["state"], one["agreement"]) for one in posts] == [("filled", agreement["id"])]
    assert (await employer.ask(who, "GET", "/needs")).json() == {"needs": []}


async def test_nothing_is_advertised_before_every_employer_has_agreed(world: World) -> None:
    made = await Composed.of(world)
    await made.ask(1, "POST", "/consent")
    assert await made.refused(0, "POST", "/advertisement") == 409
    assert await made.vacancies() == []
    await made.ask(2, "POST", "/consent")
    assert await made.refused(1, "POST", "/advertisement") == 409  # who composed it advertises it
    await made.ask(0, "POST", "/advertisement")
    assert len(await made.vacancies()) == 1


async def test_every_employer_may_withdraw_and_the_needs_are_open_again(world: World) -> None:
    made = await Composed.of(world)
    await made.advertise()
    needs = [one["need"]["id"] for one in (await made.ask(2, "POST", "/withdrawal"))["parts"]]
    assert await made.vacancies() == []
    assert await made.refused(0, "POST", "/filling", json=FILLING | {"employer": made.towns[0].id}) == 409
    assert await made.refused(0, "POST", "/withdrawal") == 409
    again = {"title": "Once more", "needs": needs, "apply_until": "2027-03-01"}
    answer = await made.towns[1].ask(made.coordinators[1], "POST", "/posts", json=again)
    assert answer.status_code == 201


async def test_a_post_takes_open_needs_of_two_municipalities_and_one_person_at_most(world: World) -> None:
    made = await Composed.of(world)
    place, who = made.towns[0], made.coordinators[0]
    taken = [one["id"] for one in (await place.ask(who, "GET", "/needs")).json()["needs"]]

    async def need(side: int, percent: int) -> str:
        stated = {"subject": "oboe", "percent": percent, "from_day": "2027-08-01"}
        found = await made.towns[side].ask(made.coordinators[side], "POST", "/needs", json=stated)
        return str(found.json()["id"])

    async def composed(*needs: str) -> int:
        new = {"title": "Oboe", "needs": needs, "apply_until": "2027-03-01"}
        return (await place.ask(who, "POST", "/posts", json=new)).status_code

    mine, mine_too, theirs, much = await need(0, 60), await need(0, 10), await need(1, 40), await need(2, 41)
    assert await composed(mine, taken[1]) == 409  # in a post already
    assert await composed(mine, mine_too) == 409  # nobody else's
    assert await composed(theirs, much) == 409  # nobody of one's own
    assert await composed(mine, much) == 409  # 101 percent
    assert await composed(mine, "nothing") == 404
    assert await composed(mine, theirs) == 201


async def test_a_need_is_taken_back_by_whose_it_is_and_not_out_of_a_post(world: World) -> None:
    made = await Composed.of(world)
    place, who = made.towns[1], made.coordinators[1]
    (used,) = [
        one["id"]
        for one in (await place.ask(who, "GET", "/needs")).json()["needs"]
        if one["municipality"] == place.id
    ]
    assert (await place.ask(who, "DELETE", f"/needs/{used}")).status_code == 409
    assert (await made.towns[0].ask(made.coordinators[0], "DELETE", f"/needs/{used}")).status_code == 404
    await made.ask(1, "POST", "/withdrawal")
    assert (await place.ask(who, "DELETE", f"/needs/{used}")).status_code == 204
    assert used not in (await place.ask(who, "GET", "/needs")).text


async def test_to_a_fourth_municipality_a_post_and_whoever_likes_it_are_not_there(world: World) -> None:
    made = await Composed.of(world)
    await made.advertise()
    await made.answer()
    stranger_town = await town(world, "Ii")
    stranger = await stranger_town.someone(*AccountRole)
    for method, what in (
        ("POST", "/consent"),
        ("POST", "/advertisement"),
        ("POST", "/withdrawal"),
        ("GET", "/interests"),
        ("DELETE", "/interests/any"),
    ):
        answer = await stranger_town.ask(stranger, method, f"/posts/{made.id}{what}")
        assert answer.status_code == 404, (method, what)
    assert (await stranger_town.ask(stranger, "GET", "/posts")).json() == {"posts": []}
    # Nor are those who write shown to the other employers: whom they wrote to was said to them.
    assert await made.refused(1, "GET", "/interests") == 404
    assert (await made.ask(0, "GET", "/interests"))["interests"]


async def test_a_post_is_advertised_until_its_last_day(world: World) -> None:
    made = await Composed.of(world)
    await made.advertise()
    world.clock.at_s += 60 * 24 * 3600.0
    assert await made.vacancies() == []
    async with world.services.database.read():
        listed = await world.services.posts.listing(made.coordinators[0].membership)
    assert [one.state for one in listed.posts] == ["over"]
