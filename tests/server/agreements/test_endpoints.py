from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from server.db.tables import person
from server.municipalities import repository as municipalities
from server.municipalities.kinds import OrganisationKind
from server.roles.names import AccountRole
from tests.server.border import Border, terms_of
from tests.server.staff import Someone, Town, town
from tests.server.world import World, server

COORDINATOR = AccountRole.COORDINATOR


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with server(tmp_path) as started:
        yield started


async def two(world: World) -> tuple[Town, Town, Someone, Someone]:
    giver, taker = await town(world, "Luleå"), await town(world, "Pajala")
    return giver, taker, await giver.someone(COORDINATOR), await taker.someone(COORDINATOR)


async def drafted(giver: Town, taker: Town, who: Someone, **changes: Any) -> dict[str, Any]:
    terms = terms_of(giver.id, taker.id, **changes).model_dump(mode="json")
    answer = await giver.ask(who, "POST", "/agreements", json=terms)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def test_an_agreement_is_in_force_once_each_side_has_approved_it(world: World) -> None:
    giver, taker, first, second = await two(world)
    made = await drafted(giver, taker, first)
    assert (made["state"], made["counts"]) == ("draft", None)
    path = f"/agreements/{made['id']}/approval"
    one = (await giver.ask(first, "POST", path, json={"version": 1})).json()
    assert (one["state"], one["versions"][0]["approved_by"]) == ("draft", [giver.id])
    both = (await taker.ask(second, "POST", path, json={"version": 1})).json()
    assert (both["state"], both["counts"]) == ("in_force", 1)
    assert both["names"] == {giver.id: "Luleå", taker.id: "Pajala"}


async def test_a_new_version_leaves_what_was_agreed_in_force_until_all_approve_it(world: World) -> None:
    giver, taker = await town(world, "Luleå"), await town(world, "Pajala")
    border = await Border.between(giver, taker)
    dearer = terms_of(giver.id, taker.id, price_minor=6000).model_dump(mode="json")
    path = f"/agreements/{border.agreement}"
    amended = (await taker.ask(border.coordinators[1], "POST", f"{path}/versions", json=dearer)).json()
    assert (amended["state"], amended["counts"], len(amended["versions"])) == ("in_force", 1, 2)
    stale = await giver.ask(border.coordinators[0], "POST", f"{path}/approval", json={"version": 1})
    assert stale.status_code == 409
    for place, one in zip((giver, taker), border.coordinators, strict=True):
        amended = (await place.ask(one, "POST", f"{path}/approval", json={"version": 2})).json()
    assert amended["counts"] == 2
    assert [one["terms"]["price_minor"] for one in amended["versions"]] == [5000, 6000]


async def test_a_lapsed_agreement_warns_and_still_takes_lessons(world: World) -> None:
    giver, taker = await town(world, "Luleå"), await town(world, "Pajala")
    border = await Border.between(giver, taker, valid_until="2027-01-31")
    read = f"/agreements/{border.agreement}"
    soon = (await taker.ask(border.coordinators[1], "GET", read)).json()
    assert (soon["state"], soon["notices"]) == ("in_force", ["lapses_soon"])
    teacher = await taker.someone(AccountRole.TEACHER)
    world.clock.at_s += 30 * 24 * 3600
    coordinator = await taker.someone(COORDINATOR)
    late = (await taker.ask(coordinator, "GET", read)).json()
    assert (late["state"], late["notices"]) == ("lapsed", ["lapsed"])
    lesson = await border.given(teacher=teacher)
    every = await taker.ask(
        coordinator, "GET", f"/deliveries?from_s={world.clock() - 60}&to_s={world.clock() + 60}"
    )
    assert [one["lesson"] for one in every.json()["lessons"]] == [lesson]


async def test_an_agreement_ends_with_its_notice_and_no_sooner(world: World) -> None:
    giver, taker = await town(world, "Luleå"), await town(world, "Pajala")
    border = await Border.between(giver, taker)
    path = f"/agreements/{border.agreement}/ending"
    for day, status in (("2027-02-01", 409), ("2027-03-31", 200), ("2027-04-30", 409)):
        answer = await giver.ask(border.coordinators[0], "POST", path, json={"last_day": day})
        assert answer.status_code == status, day
    world.clock.at_s += 90 * 24 * 3600
    admin = await giver.someone(AccountRole.ADMIN)
    assert (await giver.ask(admin, "GET", path.removesuffix("/ending"))).json()["state"] == "ended"


@pytest.mark.parametrize("wrong", ["nobody", "without me", "twice", "nobody gives", "backwards", "no zone"])
async def test_what_cannot_be_an_agreement_is_refused(world: World, wrong: str) -> None:
    giver, taker, first, _ = await two(world)
    third = await town(world, "Kemi")
    terms = terms_of(giver.id, taker.id).model_dump(mode="json")
    changes: dict[str, dict[str, Any]] = {
        "nobody": {"parties": [{"municipality": giver.id, "gives": True}, {"municipality": "nobody"}]},
        "without me": {"parties": [{"municipality": third.id, "gives": True}, {"municipality": taker.id}]},
        "twice": {"parties": [{"municipality": giver.id, "gives": True}, {"municipality": giver.id}]},
        "nobody gives": {"parties": [{"municipality": giver.id}, {"municipality": taker.id}]},
        "backwards": {"valid_until": "2026-12-31"},
        "no zone": {"zone": "Europe/Atlantis"},
    }
    terms |= changes[wrong]
    answer = await giver.ask(first, "POST", "/agreements", json=terms)
    assert answer.status_code == (409 if wrong in {"nobody", "without me"} else 422)


async def test_a_guest_is_offered_by_one_side_and_welcomed_by_the_other(world: World) -> None:
    giver, taker = await town(world, "Luleå"), await town(world, "Pajala")
    border = await Border.between(giver, taker)
    teacher, guest = await border.guest()
    session = await world.client.get("/api/session", headers=teacher.headers)
    assert {one["municipality"]["name"] for one in session.json()["members"]} == {"Luleå", "Pajala"}
    again = await taker.ask(
        border.coordinators[1],
        "POST",
        f"/agreements/{border.agreement}/guests",
        json={"person": teacher.person_id},
    )
    assert [one["guest"] for one in again.json()["teachers"]] == [guest]


async def test_nobody_is_welcomed_who_was_not_offered_and_who_does_not_give_offers_nobody(
    world: World,
) -> None:
    giver, taker = await town(world, "Luleå"), await town(world, "Pajala")
    border = await Border.between(giver, taker)
    path, (first, second) = f"/agreements/{border.agreement}", border.coordinators
    teacher = await giver.someone(AccountRole.TEACHER)
    own = await taker.someone(AccountRole.TEACHER)
    offer = {"person": own.person_id, "municipality": giver.id}
    assert (await taker.ask(second, "POST", f"{path}/teachers", json=offer)).status_code == 409
    wrong = {"person": own.person_id, "municipality": taker.id}
    assert (await giver.ask(first, "POST", f"{path}/teachers", json=wrong)).status_code == 404
    welcome = {"person": teacher.person_id}
    assert (await taker.ask(second, "POST", f"{path}/guests", json=welcome)).status_code == 404


async def test_a_teacher_whose_identity_is_protected_is_offered_to_nobody(world: World) -> None:
    giver, taker = await town(world, "Luleå"), await town(world, "Pajala")
    border = await Border.between(giver, taker)
    teacher = await giver.someone(AccountRole.TEACHER)
    async with world.services.database.write() as connection:
        await connection.execute(
            update(person).where(person.c.id == teacher.person_id).values(protected=True)
        )
    offer = {"person": teacher.person_id, "municipality": taker.id}
    path = f"/agreements/{border.agreement}/teachers"
    assert (await giver.ask(border.coordinators[0], "POST", path, json=offer)).status_code == 409


async def test_an_agreement_says_which_of_its_parties_is_no_municipality(world: World) -> None:
    giver, taker, first, _ = await two(world)
    async with world.services.database.write() as connection:
        await municipalities.call(connection, taker.id, OrganisationKind.PROVIDER)
    (neighbour,) = (await giver.ask(first, "GET", "/neighbours")).json()["municipalities"]
    assert neighbour == {"id": taker.id, "name": "Pajala", "kind": "provider"}
    assert (await drafted(giver, taker, first))["providers"] == [taker.id]
    (listed,) = (await giver.ask(first, "GET", "/agreements")).json()["agreements"]
    assert listed["providers"] == [taker.id]
