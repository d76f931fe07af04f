"""The timetable over HTTP: planned, moved, called off, taught by another; and nobody in two at once."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from server.roles.names import AccountRole
from tests.server.border import Border
from tests.server.timetable.school import FIRST, School, hours
from tests.server.world import World, server

pytestmark = pytest.mark.asyncio(loop_scope="module")
OFTEN: dict[str, Any] = {"rate_api": "1000000/second"}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def world(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    async with server(tmp_path_factory.mktemp("server"), **OFTEN) as started:
        yield started


@pytest_asyncio.fixture(loop_scope="module")
async def school(world: World) -> School:
    return await School.make(world)


async def test_a_series_is_a_lesson_with_invites_each_time(school: School) -> None:
    times = await school.plan()
    assert hours(times) == [
        f"{day} 13:00" for day in ("01-19", "01-26", "02-02", "02-09", "02-16", "02-23", "03-02", "03-09")
    ]
    lesson = times[3]["lesson"]
    invites = (await school.town.ask(school.anna, "GET", f"/lessons/{lesson}/invites")).json()["invites"]
    assert [(one["role"], one["name"]) for one in invites] == [
        ("teacher", "Anna of Pajala"),
        ("pupil", "Eva Child of Pajala"),
    ]
    token = invites[1]["url"].partition("#t=")[2].partition("&")[0]
    told = await school.town.world.client.get("/api/invite", headers={"Authorization": f"Bearer {token}"})
    assert told.json() == {"teacher": "Anna of Pajala", "instrument": "violin"}


async def test_summer_time_changes_utc_and_not_the_clock_on_the_wall(school: School) -> None:
    times = await school.plan(first_day="2027-03-23", last_day="2027-04-06")
    assert hours(times) == ["03-23 13:00", "03-30 12:00", "04-06 12:00"]


async def test_holidays_take_lessons_out_and_give_them_back(school: School) -> None:
    sport = {"name": "Winter break", "first_day": "2027-02-08", "last_day": "2027-02-14"}
    await school.plan(last_day="2027-02-16")
    made = await school.ask("POST", "/holidays", sport)
    assert hours(await school.listed()) == ["01-19 13:00", "01-26 13:00", "02-02 13:00", "02-16 13:00"]
    planned = await school.ask("POST", "/series", school.series(pupils=[school.pupils[1].id], at="15:00"))
    assert planned.json()["left_out"] == ["2027-02-09"]
    await school.ask("DELETE", f"/holidays/{made.json()['id']}")
    assert "02-09 13:00" in hours(await school.listed())
    assert "02-09 14:00" in hours(await school.listed())


async def test_a_moved_series_keeps_what_was_changed_about_single_times(school: School) -> None:
    times = await school.plan(last_day="2027-02-16")
    friday = {"day": "2027-02-05", "at": "10:00"}
    assert (await school.ask("PUT", f"/occurrences/{times[2]['id']}/time", friday)).status_code == 200
    await school.ask("DELETE", f"/occurrences/{times[3]['id']}")
    wednesday = {"day": "2027-01-27", "at": "16:30", "following": True}
    moved = await school.ask("PUT", f"/occurrences/{times[1]['id']}/time", wednesday)
    assert moved.status_code == 200, moved.text
    after = await school.listed()
    assert [(hour, one["state"], one["moved"]) for hour, one in zip(hours(after), after, strict=True)] == [
        ("01-19 13:00", "planned", False),
        ("01-27 15:30", "planned", False),
        ("02-05 09:00", "planned", True),
        ("02-09 13:00", "cancelled", False),
    ]
    lesson = await school.town.ask(school.anna, "GET", f"/lessons/{times[1]['lesson']}")
    assert lesson.json()["begins_at"] == "2027-01-27T15:30:00Z"


async def test_a_series_stays_in_its_weeks(school: School) -> None:
    times = await school.plan()
    away = {"day": "2027-02-09", "at": "14:00", "following": True}
    answer = await school.ask("PUT", f"/occurrences/{times[1]['id']}/time", away)
    assert answer.status_code == 409
    assert "within the week" in answer.json()["error"]["text"]


async def test_nobody_and_no_place_is_in_two_at_once_and_both_parties_are_named(school: School) -> None:
    room = await school.place()
    await school.plan(place=room)
    eva, finn = (one.id for one in school.pupils[:2])
    bo = school.bo.person_id
    for changes, who in (
        ({"pupils": [finn]}, "Anna of Pajala"),
        ({"pupils": [eva], "teacher": bo}, "Eva Child of Pajala"),
        ({"pupils": [finn], "teacher": bo, "place": room}, "Room 4"),
    ):
        answer = await school.ask("POST", "/series", school.series(at="14:20", **changes))
        assert answer.status_code == 409
        met = answer.json()["conflicts"]
        assert len(met) == 8
        assert (met[0]["who"], met[0]["is_place"]) == (who, who == "Room 4")
        assert met[0]["taken"]["teacher"] == "Anna of Pajala"
        assert met[0]["taken"]["subject"] == "Eva Child of Pajala"
        assert met[0]["wanted"]["begins_at"] == "2027-01-19T13:20:00Z"
    assert len(await school.listed()) == 8
    # What begins when the other ends meets it not.
    await school.plan(at="14:30", place=room)


async def test_a_lesson_of_today_takes_its_people_as_well(school: School) -> None:
    await school.town.lesson(school.anna, begins_at="2027-02-02T13:10:00Z", minutes=30)
    answer = await school.ask("POST", "/series", school.series())
    assert [one["taken"]["subject"] for one in answer.json()["conflicts"]] == ["Child of Pajala"]


async def test_who_stands_in_has_the_invite_and_who_was_to_teach_has_none(school: School) -> None:
    times = await school.plan()
    path = f"/occurrences/{times[0]['id']}/teacher"
    done = await school.ask("PUT", path, {"teacher": school.bo.person_id})
    (one,) = done.json()["occurrences"]
    assert (one["teacher"]["name"], one["usual_teacher"]) == ("Bo of Pajala", "Anna of Pajala")
    lesson = f"/lessons/{times[0]['lesson']}"
    assert (await school.town.ask(school.bo, "POST", f"{lesson}/entry")).status_code == 200
    assert (await school.town.ask(school.anna, "POST", f"{lesson}/entry")).status_code == 404
    back = await school.ask("PUT", path, {"teacher": school.anna.person_id})
    assert back.json()["occurrences"][0]["usual_teacher"] is None
    assert (await school.town.ask(school.anna, "POST", f"{lesson}/entry")).status_code == 200
    # A teacher sends nobody in their place.
    answer = await school.ask("PUT", path, {"teacher": school.bo.person_id}, who=school.anna)
    assert answer.status_code == 403


async def test_what_is_called_off_opens_nothing_and_frees_its_people(school: School) -> None:
    times = await school.plan()
    done = await school.ask("DELETE", f"/occurrences/{times[0]['id']}", who=school.anna)
    assert done.json()["occurrences"][0]["state"] == "cancelled"
    lesson = await school.town.ask(school.anna, "GET", f"/lessons/{times[0]['lesson']}")
    assert lesson.json()["state"] == "closed"
    once = school.series(day=FIRST)
    del once["first_day"], once["last_day"]
    assert (await school.ask("POST", "/occurrences", once)).status_code == 201
    again = await school.ask("DELETE", f"/occurrences/{times[0]['id']}")
    assert again.status_code == 409
    # Called off where its lesson is, it is called off here.
    await school.town.ask(school.anna, "DELETE", f"/lessons/{times[1]['lesson']}")
    states = [one["state"] for one in await school.listed()]
    assert sorted(states[:3]) == ["cancelled", "cancelled", "planned"]


async def test_a_series_ends_with_all_that_follows(school: School) -> None:
    times = await school.plan()
    await school.ask("DELETE", f"/occurrences/{times[3]['id']}?following=true")
    assert [one["id"] for one in await school.listed()] == [one["id"] for one in times[:3]]


async def test_a_group_of_more_than_four_needs_somewhere_to_be(school: School) -> None:
    choir = school.series(pupils=[one.id for one in school.pupils])
    assert (await school.ask("POST", "/series", choir)).status_code == 422
    away = choir | {"meeting_url": "https://meet.example.org/choir"}
    (first, *_) = (await school.ask("POST", "/series", away)).json()["occurrences"]
    assert (first["lesson"], first["meeting_url"]) == (None, "https://meet.example.org/choir")
    moved = {"day": FIRST, "at": "17:00", "place": await school.place("Hall")}
    done = await school.ask("PUT", f"/occurrences/{first['id']}/time", moved)
    assert done.json()["occurrences"][0]["place"]["name"] == "Hall"


async def test_everybody_sees_their_own(school: School) -> None:
    guardian = await school.town.someone(AccountRole.GUARDIAN)
    await school.town.guard(guardian, school.pupils[1])
    room = await school.place()
    await school.plan(place=room)
    await school.plan(pupils=[school.pupils[1].id], teacher=school.bo.person_id)
    seen = {name: await school.listed(who=getattr(school, name)) for name in ("coordinator", "anna", "bo")}
    assert [len(found) for found in seen.values()] == [16, 8, 8]
    assert {one["pupils"][0] for one in await school.listed(who=guardian)} == {"Finn Child of Pajala"}
    assert {one["teacher"]["name"] for one in await school.listed(place=room)} == {"Anna of Pajala"}
    (first, *_) = seen["anna"]
    for method, path, body in (
        ("DELETE", f"/occurrences/{first['id']}", None),
        ("PUT", f"/occurrences/{first['id']}/time", {"day": FIRST, "at": "18:00"}),
    ):
        assert (await school.ask(method, path, body, who=school.bo)).status_code == 404
        assert (await school.ask(method, path, body, who=guardian)).status_code == 403


async def test_of_a_group_a_family_reads_its_own_child_alone(school: School) -> None:
    guardian = await school.town.someone(AccountRole.GUARDIAN)
    await school.town.guard(guardian, school.pupils[1])
    choir = [one.id for one in school.pupils]
    await school.plan(pupils=choir, meeting_url="https://meet.example.org/choir")
    for who, count in ((school.coordinator, 5), (school.anna, 5), (guardian, 1)):
        (first, *_) = await school.listed(who=who)
        assert len(first["pupils"]) == count
        assert first["meeting_url"] == "https://meet.example.org/choir"
    assert first["pupils"] == ["Finn Child of Pajala"]


async def test_a_teacher_plans_for_themselves_alone(school: School) -> None:
    planned = await school.ask("POST", "/series", school.series(teacher=school.bo.person_id), who=school.anna)
    assert planned.json()["occurrences"][0]["teacher"]["name"] == "Anna of Pajala"


async def test_a_past_time_is_neither_planned_nor_changed(school: School) -> None:
    times = await school.plan()
    clock = school.town.world.clock
    clock.at_s += 5 * 24 * 3600.0
    try:
        await past_is_left_alone(school, times)
    finally:
        clock.at_s -= 5 * 24 * 3600.0


async def past_is_left_alone(school: School, times: list[dict[str, Any]]) -> None:
    coordinator = await school.town.someone(AccountRole.COORDINATOR)
    move = {"day": "2027-01-25", "at": "10:00"}
    answer = await school.ask("PUT", f"/occurrences/{times[0]['id']}/time", move, who=coordinator)
    assert answer.status_code == 409
    over = school.series(first_day="2027-01-05", last_day="2027-01-12")
    assert (await school.ask("POST", "/series", over, who=coordinator)).status_code == 409


async def test_protected_people_have_no_name_in_it(school: School) -> None:
    await school.plan()
    privacy = school.town.world.services.privacy
    await privacy.protect(school.pupils[0].id, "Alva", actor="test")
    assert {name for one in await school.listed() for name in one["pupils"]} == {"•••"}


async def test_a_guest_teaches_under_the_agreement_and_is_one_person_in_both_municipalities(
    world: World, school: School
) -> None:
    lends = await School.make(world, "Kiruna")
    border = await Border.between(lends.town, school.town, valid_until="2027-02-10")
    teacher, guest = await border.guest()
    answer = await school.ask("POST", "/series", school.series(teacher=guest))
    assert answer.status_code == 201
    assert answer.json()["warnings"] == ["agreement_lapsed"]
    now_s = world.clock()
    span = f"from_s={now_s}&to_s={now_s + 60 * 24 * 3600}"
    held = await school.town.ask(border.coordinators[1], "GET", f"/deliveries?{span}")
    assert len(held.json()["lessons"]) == 8
    # At home they are taken then, and it is not said by whom.
    refused = await lends.ask("POST", "/series", lends.series(teacher=teacher.person_id))
    assert refused.status_code == 409
    assert {one["taken"] for one in refused.json()["conflicts"]} == {None}
    assert "Pajala" not in refused.text


async def test_other_pupils_come_from_a_day_on_and_what_was_moved_stays_moved(school: School) -> None:
    eva, finn, greta, *_ = (one.id for one in school.pupils)
    times = await school.plan()
    moved = f"/occurrences/{times[4]['id']}/time"
    assert (await school.ask("PUT", moved, {"day": "2027-02-18", "at": "16:00"})).status_code == 200
    own = f"/occurrences/{times[5]['id']}/pupils"
    assert (await school.ask("PUT", own, {"pupils": [greta]})).status_code == 200
    path = f"/occurrences/{times[2]['id']}/pupils"
    done = await school.ask("PUT", path, {"pupils": [finn], "following": True})
    assert done.status_code == 200, done.text
    found = await school.listed()
    assert [one["pupil_ids"] for one in found] == [
        [eva],
        [eva],
        [finn],
        [finn],
        [finn],
        [greta],
        [finn],
        [finn],
    ]
    assert hours(found)[4] == "02-18 15:00"
    invites = await school.town.ask(school.anna, "GET", f"/lessons/{times[2]['lesson']}/invites")
    assert [one["name"] for one in invites.json()["invites"]] == ["Anna of Pajala", "Finn Child of Pajala"]
    many = {"pupils": [one.id for one in school.pupils], "following": True}
    assert (await school.ask("PUT", path, many)).status_code == 409  # nowhere to meet
    assert [one["pupil_ids"] for one in await school.listed()] == [one["pupil_ids"] for one in found]


async def test_who_sits_beside_the_pupil_finds_each_lesson_and_is_in_two_at_no_time(school: School) -> None:
    host = await school.town.someone(AccountRole.HOST)
    times = await school.plan(host=host.person_id)
    assert {one["host"]["id"] for one in times} == {host.person_id}
    assert len(await school.listed(who=host)) == len(times)
    entry = await school.town.ask(host, "POST", f"/lessons/{times[0]['lesson']}/entry")
    assert entry.status_code == 200, entry.text
    other = school.series(
        pupils=[school.pupils[1].id], teacher=school.bo.person_id, host=host.person_id, at="14:10"
    )
    met = await school.ask("POST", "/series", other)
    assert (met.status_code, met.json()["conflicts"][0]["who"]) == (409, host.person.name)
