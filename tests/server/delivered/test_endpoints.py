from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from server.roles.names import AccountRole
from signaling.messages import Admission
from tests.server.border import AFTER_S, MONTH, Border
from tests.server.staff import Someone, town
from tests.server.world import World, server


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with server(tmp_path) as started:
        yield started


async def border(world: World, **changes: Any) -> Border:
    return await Border.between(await town(world, "Luleå"), await town(world, "Pajala"), **changes)


async def held(made: Border, who: Someone, lesson: str, minutes: int = 45) -> None:
    said = {"outcome": "held", "minutes": minutes}
    answer = await made.taker.ask(who, "PUT", f"/deliveries/{lesson}", json=said)
    assert answer.status_code == 200, answer.text


async def settlement(made: Border, side: int = 0, month: str = MONTH) -> dict[str, Any]:
    place = (made.giver, made.taker)[side]
    who = await place.someone(AccountRole.COORDINATOR)
    path = f"/agreements/{made.agreement}/settlements/{month}"
    found: dict[str, Any] = (await place.ask(who, "GET", path)).json()
    return found


def due(found: dict[str, Any]) -> list[int]:
    return sorted(one["due_minor"] for one in found["accounts"])


async def test_from_an_agreement_to_money_to_the_minute(world: World) -> None:
    made = await border(world, preparation_min=10)
    teacher = await made.taker.someone(AccountRole.TEACHER)
    lesson = await made.given(teacher=teacher)
    now_s = world.clock()
    listed = (await made.taker.ask(teacher, "GET", f"/deliveries?from_s={now_s - 9}&to_s={now_s + 9}")).json()
    assert [(one["lesson"], one["proposed"], one["planned_min"]) for one in listed["lessons"]] == [
        (lesson, None, 30)
    ]
    await held(made, teacher, lesson, 47)
    for side in (0, 1):
        found = await settlement(made, side)
        assert [(one["kind"], one["minutes"]) for one in found["lines"]] == [
            ("lesson", 47),
            ("preparation", 10),
        ]
        assert due(found) == [-4750, 4750]  # 57 minutes at 50.00 an hour
        assert found["payments"] == [{"payer": made.taker.id, "payee": made.giver.id, "amount_minor": 4750}]


async def test_who_was_let_in_is_proposed_as_a_lesson_held(world: World) -> None:
    made = await border(world)
    teacher = await made.taker.someone(AccountRole.TEACHER)
    lesson = await made.given(teacher=teacher)
    services = world.services
    async with services.database.read() as connection:
        from server.lessons.repository import list_invites

        invites = {one.role.value: one.participant for one in await list_invites(connection, lesson)}
    witness = services.privacy.admissions
    witness.decided(lesson, invites["pupil"], Admission.ADMITTED, [invites["teacher"]])
    await witness.flush()
    now_s = world.clock()
    listed = await made.taker.ask(teacher, "GET", f"/deliveries?from_s={now_s - 9}&to_s={now_s + 9}")
    assert [one["proposed"] for one in listed.json()["lessons"]] == ["held"]


async def test_what_was_confirmed_wrongly_is_entered_the_other_way_round_and_then_rightly(
    world: World,
) -> None:
    made = await border(world)
    teacher = await made.taker.someone(AccountRole.TEACHER)
    lesson = await made.given(teacher=teacher)
    for minutes in (60, 60, 30):
        await held(made, teacher, lesson, minutes)
    assert due(await settlement(made)) == [-2500, 2500]
    coordinator = await made.giver.someone(AccountRole.COORDINATOR)
    hours = (await made.giver.ask(coordinator, "GET", f"/agreements/{made.agreement}/hours")).json()
    assert [(one["amount"], one["corrects"]) for one in reversed(hours["entries"])] == [
        (60, None),
        (60, 1),
        (30, None),
    ]
    assert lesson not in str(hours)


@pytest.mark.parametrize(
    ("outcome", "cause", "borne", "minor"),
    [
        ("pupil_absent", None, "taker", 3750),
        ("teacher_absent", None, "giver", 0),
        ("technical_failure", "network", "half", 1833),
    ],
)
async def test_a_lesson_not_held_is_borne_as_was_agreed(
    world: World, outcome: str, cause: str | None, borne: str, minor: int
) -> None:
    made = await border(world, borne={"pupil": borne, "teacher": borne, "technology": borne})
    teacher = await made.taker.someone(AccountRole.TEACHER)
    lesson = await made.given(teacher=teacher)
    said = {"outcome": outcome, "minutes": 45, "cause": cause}
    assert (await made.taker.ask(teacher, "PUT", f"/deliveries/{lesson}", json=said)).status_code == 200
    assert due(await settlement(made)) == [-minor, minor]


async def test_a_month_is_closed_once_it_is_over_and_what_comes_late_goes_into_the_next(world: World) -> None:
    made = await border(world)
    teacher = await made.taker.someone(AccountRole.TEACHER)
    lesson, late = [await made.given(teacher=teacher, earlier_s=hours * 3600.0) for hours in (0, 1)]
    await held(made, teacher, lesson, 60)
    path = f"/agreements/{made.agreement}/settlements/"
    first = await made.giver.someone(AccountRole.COORDINATOR)
    assert (await made.giver.ask(first, "POST", path + MONTH)).status_code == 409
    world.clock.at_s += AFTER_S
    first = await made.giver.someone(AccountRole.COORDINATOR)
    closed = await made.giver.ask(first, "POST", path + MONTH)
    assert (closed.status_code, closed.json()["settled"]) == (201, True)
    assert (await made.giver.ask(first, "POST", path + MONTH)).status_code == 409
    second = await made.taker.someone(AccountRole.COORDINATOR)
    await held(made, second, late, 30)
    await held(made, second, lesson, 45)
    assert await settlement(made) == closed.json()
    following = await settlement(made, month="2027-02")
    assert sum(one["minutes"] for one in following["lines"]) == 30 + 45 - 60


async def test_every_closed_month_can_be_counted_again_from_its_entries(world: World) -> None:
    from server.agreements.repository import find
    from server.delivered.settling import derive

    made = await border(world)
    teacher = await made.taker.someone(AccountRole.TEACHER)
    await held(made, teacher, await made.given(teacher=teacher), 50)
    world.clock.at_s += AFTER_S
    first = await made.giver.someone(AccountRole.COORDINATOR)
    closed = await made.giver.ask(first, "POST", f"/agreements/{made.agreement}/settlements/{MONTH}")
    async with world.services.database.read() as connection:
        agreement = await find(connection, made.giver.id, made.agreement)
        assert agreement is not None
        again = await derive(connection, agreement, MONTH)
    assert again.model_copy(update={"settled": True}).model_dump(mode="json") == closed.json()


async def test_a_shared_post_is_settled_by_share(world: World) -> None:
    giver, taker, third = [await town(world, name) for name in ("Luleå", "Pajala", "Kemi")]
    parties = [
        {"municipality": giver.id, "gives": True, "share": 30},
        {"municipality": taker.id, "share": 25},
        {"municipality": third.id, "share": 20},
    ]
    made = await Border.between(giver, taker, form="joint_post", parties=parties)
    other = await third.someone(AccountRole.COORDINATOR)
    approval = f"/agreements/{made.agreement}/approval"
    assert (await third.ask(other, "POST", approval, json={"version": 1})).json()["state"] == "in_force"
    cost = {"month": MONTH, "amount_minor": 400_001}
    path = f"/agreements/{made.agreement}/costs"
    assert (await taker.ask(made.coordinators[1], "POST", path, json=cost)).status_code == 409
    assert (await giver.ask(made.coordinators[0], "POST", path, json=cost)).status_code == 201
    assert due(await settlement(made)) == [-133_334, -106_667, 240_001]


async def test_a_month_is_read_of_every_agreement_of_ones_own_at_once(world: World) -> None:
    made = await border(world)
    teacher = await made.taker.someone(AccountRole.TEACHER)
    await held(made, teacher, await made.given(teacher=teacher), 50)
    other = await Border.between(await town(world, "Kemi"), made.taker)
    who = made.coordinators[0]
    found = (await made.giver.ask(who, "GET", f"/settlements/{MONTH}")).json()["settlements"]
    assert found == {made.agreement: await settlement(made)}
    taker = made.coordinators[1]
    found = (await made.taker.ask(taker, "GET", f"/settlements/{MONTH}")).json()["settlements"]
    assert set(found) == {made.agreement, other.agreement}
    world.clock.at_s += AFTER_S
    again = await made.giver.someone(AccountRole.COORDINATOR)
    closed = await made.giver.ask(again, "POST", f"/agreements/{made.agreement}/settlements/{MONTH}")
    read = await made.giver.ask(again, "GET", f"/settlements/{MONTH}")
    assert read.json()["settlements"] == {made.agreement: closed.json()}


async def test_a_lesson_that_has_not_begun_is_not_confirmed(world: World) -> None:
    made = await border(world)
    teacher = await made.taker.someone(AccountRole.TEACHER)
    lesson = await made.given(teacher=teacher)
    world.clock.at_s -= 60
    said = {"outcome": "held", "minutes": 45}
    assert (await made.taker.ask(teacher, "PUT", f"/deliveries/{lesson}", json=said)).status_code == 409


async def test_a_month_is_a_table_that_spreadsheets_read_and_take_no_name_for_a_formula(world: World) -> None:
    made = await Border.between(await town(world, "=Luleå"), await town(world, "Pajala"))
    teacher = await made.taker.someone(AccountRole.TEACHER)
    await held(made, teacher, await made.given(teacher=teacher), 95)
    who = made.coordinators[0]
    path = f"/agreements/{made.agreement}/settlements/{MONTH}/table"
    answer = await made.giver.ask(who, "GET", path)
    rows = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert rows[1:] == [
        [MONTH, "lesson", "'=Luleå", "Pajala", "95", "79.17", "EUR"],
        [MONTH, "payment", "Pajala", "'=Luleå", "", "79.17", "EUR"],
    ]
    book = load_workbook(io.BytesIO((await made.giver.ask(who, "GET", f"{path}?format=xlsx")).content))
    assert [list(row) for row in book.worksheets[0].iter_rows(min_row=2, values_only=True)] == [
        [MONTH, "lesson", "'=Luleå", "Pajala", 95, 79.17, "EUR"],
        [MONTH, "payment", "Pajala", "'=Luleå", None, 79.17, "EUR"],
    ]
    assert (await made.giver.ask(who, "GET", f"{path}?format=pdf")).status_code == 422


async def test_hours_of_an_exchange_are_carried_into_the_next_month_and_count_again(world: World) -> None:
    from server.agreements.repository import find
    from server.delivered.settling import derive

    made = await border(world, form="exchange", price_minor=0)
    teacher = await made.taker.someone(AccountRole.TEACHER)
    await held(made, teacher, await made.given(teacher=teacher), 50)
    world.clock.at_s += AFTER_S
    lesson = await made.given(teacher=teacher)
    first = await made.giver.someone(AccountRole.COORDINATOR)
    path = f"/agreements/{made.agreement}/settlements/"
    closed = (await made.giver.ask(first, "POST", path + MONTH)).json()
    await held(made, await made.taker.someone(AccountRole.COORDINATOR), lesson, 30)
    following = (await made.giver.ask(first, "GET", path + "2027-02")).json()
    both = (closed, following)
    mine = [next(o for o in one["balances"] if o["municipality"] == made.giver.id) for one in both]
    assert [(one["carried_min"], one["given_min"], one["open_min"]) for one in mine] == [
        (0, 50, 50),
        (50, 30, 80),
    ]
    assert all(sum(o["open_min"] for o in one["balances"]) == 0 for one in both)
    assert following["payments"] == []
    async with world.services.database.read() as connection:
        agreement = await find(connection, made.giver.id, made.agreement)
        assert agreement is not None
        again = await derive(connection, agreement, MONTH)
    assert again.model_copy(update={"settled": True}).model_dump(mode="json") == closed
    months = (await made.giver.ask(first, "GET", "/settlements/2027-02")).json()["settlements"]
    assert months[made.agreement] == following
    rows = list(csv.reader(io.StringIO((await made.giver.ask(first, "GET", path + "2027-02/table")).text)))
    assert ["2027-02", "open", "Pajala", "", "-80", "", ""] in rows
