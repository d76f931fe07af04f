from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from server.db.staff_tables import staff_card
from server.roles.names import AccountRole
from tests.server.border import AFTER_S, Border
from tests.server.staff import Someone, Town, town
from tests.server.world import World, server

CARD: dict[str, Any] = {
    "subjects": ["oboe", "Bassoon"],
    "languages": ["Swedish", "Finnish"],
    "travels": True,
    "travel_km": 120,
    "employers": [{"name": "Luleå", "percent": 60}, {"name": "Boden", "percent": 20}],
    "offered_min": 180,
}
OWN = {name: CARD[name] for name in ("subjects", "languages", "travels", "travel_km")}


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with server(tmp_path) as started:
        yield started


async def said(made: Town, coordinator: Someone, teacher: Someone, **changes: Any) -> None:
    asked = ("PUT", f"/people/{teacher.person_id}/card")
    answer = await made.ask(coordinator, *asked, json=CARD | changes)
    assert answer.status_code == 200, answer.text


async def test_a_coordinator_says_what_a_teacher_offers_and_reads_it_in_the_list(world: World) -> None:
    made = await town(world, "Luleå")
    coordinator, teacher = [await made.someone(one) for one in (AccountRole.COORDINATOR, AccountRole.TEACHER)]
    await said(made, coordinator, teacher)
    listed = (await made.ask(coordinator, "GET", "/people?part=account")).json()["people"]
    cards = {one["id"]: one["card"] for one in listed}
    assert cards == {teacher.person_id: CARD | {"home": None}, coordinator.person_id: None}
    # A colleague sees names, and nobody's card but their own.
    told = (await made.ask(teacher, "GET", "/people")).json()["people"]
    assert {one["card"] for one in told} == {None}
    assert (await made.ask(teacher, "GET", "/own-card")).json()["offered_min"] == 180


async def test_what_a_teacher_says_of_themselves_leaves_what_the_coordinator_said(world: World) -> None:
    made = await town(world)
    coordinator, teacher = [await made.someone(one) for one in (AccountRole.COORDINATOR, AccountRole.TEACHER)]
    await said(made, coordinator, teacher)
    own = {"subjects": ["singing"], "languages": ["English"]}
    answer = await made.ask(teacher, "PUT", "/own-card", json=own)
    expected = CARD | own | {"travels": False, "travel_km": None, "home": None}
    assert answer.json() == expected
    assert (await made.ask(teacher, "PUT", "/own-card", json=own | {"offered_min": 5})).status_code == 422


async def test_a_distance_belongs_to_somebody_who_travels(world: World) -> None:
    made = await town(world)
    teacher = await made.someone(AccountRole.TEACHER)
    asked = {"travels": False, "travel_km": 30}
    assert (await made.ask(teacher, "PUT", "/own-card", json=asked)).status_code == 422


async def test_pupils_guardians_and_other_municipalities_people_have_no_card_here(world: World) -> None:
    made, other = await town(world, "Pajala"), await town(world, "Kemi")
    coordinator, guardian = [
        await made.someone(one) for one in (AccountRole.COORDINATOR, AccountRole.GUARDIAN)
    ]
    pupil, stranger = await made.pupil(), await other.someone(AccountRole.TEACHER)
    for one in (pupil.id, guardian.person_id, stranger.person_id):
        for method, body in (("GET", None), ("PUT", CARD)):
            answer = await made.ask(coordinator, method, f"/people/{one}/card", json=body)
            assert answer.status_code == 404


async def test_the_network_sees_subjects_and_hours_and_names_only_where_an_agreement_offers_somebody(
    world: World,
) -> None:
    giver, taker, third = [await town(world, name) for name in ("Luleå", "Pajala", "Kemi")]
    border = await Border.between(giver, taker)
    lent, _ = await border.guest()
    quiet = await giver.someone(AccountRole.TEACHER, name="Quiet Ek")
    first, second = border.coordinators
    await said(giver, first, lent, subjects=["oboe"])
    await said(giver, first, quiet, subjects=["Oboe", "oboe"], travels=False, travel_km=None, offered_min=60)
    await said(giver, first, await giver.someone(AccountRole.TEACHER), offered_min=0)

    async def offers(made: Town, who: Someone) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = (await made.ask(who, "GET", "/offers")).json()["offers"]
        return found

    (here,) = await offers(giver, first)
    assert (here["subject"], here["minutes"], here["teachers"], here["travelling"]) == ("oboe", 240, 2, 1)
    assert sorted(here["names"]) == sorted([lent.person.name, "Quiet Ek"])
    (there,) = await offers(taker, second)
    assert there == here | {"names": [lent.person.name]}
    stranger = await third.someone(AccountRole.COORDINATOR)
    assert await offers(third, stranger) == [here | {"names": []}]
    world.clock.at_s += 18 * AFTER_S  # the agreement has lapsed
    lapsed = await taker.someone(AccountRole.COORDINATOR)
    assert await offers(taker, lapsed) == [here | {"names": []}]


async def test_a_guests_card_is_their_homes_and_does_not_tell_who_else_employs_them(world: World) -> None:
    giver, taker = await town(world, "Luleå"), await town(world, "Pajala")
    border = await Border.between(giver, taker)
    lent, guest = await border.guest()
    first, second = border.coordinators
    await said(giver, first, lent)
    listed = (await taker.ask(second, "GET", "/people?part=account")).json()["people"]
    cards = {one["id"]: one["card"] for one in listed}
    assert cards[guest] == CARD | {"employers": [], "home": "Luleå"}
    assert (await taker.ask(second, "PUT", f"/people/{guest}/card", json=CARD)).status_code == 409


async def test_whoever_is_sent_away_or_protected_offers_nothing_more(world: World) -> None:
    made = await town(world)
    admin = await made.someone(AccountRole.ADMIN, AccountRole.COORDINATOR)
    gone, hidden = [await made.someone(AccountRole.TEACHER) for _ in range(2)]
    for one in (gone, hidden):
        await said(made, admin, one)
    assert (await made.ask(admin, "DELETE", f"/accounts/{gone.account_id}")).status_code == 204
    await world.services.privacy.protect(hidden.person_id, "Alias", actor="host")
    assert (await made.ask(admin, "GET", "/offers")).json() == {"offers": []}
    async with world.services.database.read() as connection:
        left = set((await connection.execute(select(staff_card.c.person_id))).scalars())
    assert left == {hidden.person_id}


async def test_a_card_is_exported_with_the_staff_and_erased_with_the_person(world: World) -> None:
    made = await town(world)
    admin = await made.someone(AccountRole.ADMIN, AccountRole.COORDINATOR)
    teacher = await made.someone(AccountRole.TEACHER)
    await said(made, admin, teacher)
    table = (await made.ask(admin, "GET", "/tables/staff")).text
    assert '"oboe, Bassoon","Swedish, Finnish","Luleå 60 %, Boden 20 %",180,yes,120' in table
    # What was written out is read in again and changes nothing; an empty cell leaves what is known.
    mine = [line for line in table.splitlines() if "admin" not in line]
    assert await taken(made, admin, "\n".join(mine)) == (0, 0)
    head = "id,name,email,languages,offered,travel_km"
    row = f"{teacher.person_id},{teacher.person.name},{_email(teacher)},,90,40"
    assert await taken(made, admin, f"{head}\n{row}\n") == (1, 0)
    card = (await made.ask(admin, "GET", f"/people/{teacher.person_id}/card")).json()
    assert card == CARD | {"offered_min": 90, "travel_km": 40, "home": None}
    wrong = row.replace(",,90,40", ",,a lot,40")
    assert await taken(made, admin, f"{head}\n{wrong}\n") == (0, 1)
    await world.services.privacy.erasure.erase(teacher.person_id, actor="host")
    async with world.services.database.read() as connection:
        assert (await connection.execute(select(staff_card))).all() == []


async def taken(made: Town, admin: Someone, table: str) -> tuple[int, int]:
    """How many rows of a table of staff changed anything, and in how many something was wrong."""
    said = await made.ask(admin, "POST", "/tables/staff?dry_run=false", content=table.encode())
    found = said.json()
    assert found["added"] == 0
    return found["changed"], found["fault_rows"]


def _email(one: Someone) -> str:
    return f"{one.person.name.replace(' ', '.').lower()}@example.org"
