"""Calendar addresses: who reads what there, and when they open nothing any more."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from icalendar import Calendar
from sqlalchemy import select

from server.db.timetable_tables import calendar_feed
from server.roles.names import AccountRole
from tests.server.staff import Someone
from tests.server.timetable.school import School
from tests.server.world import World, server

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def world(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    async with server(tmp_path_factory.mktemp("server"), rate_api="1000000/second") as started:
        yield started


@pytest_asyncio.fixture(loop_scope="module")
async def school(world: World) -> School:
    return await School.make(world)


async def address(school: School, who: Someone, **asked: str) -> str:
    answer = await school.ask("POST", "/feeds", asked, who=who)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["url"])


async def entries(world: World, url: str) -> list[Any]:
    """Read as any calendar program would: no cookie, no header."""
    answer = await world.client.get(url)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    return list(Calendar.from_ical(answer.content).walk("VEVENT"))


async def test_a_teacher_reads_first_names_and_enters_by_their_own_invite(
    world: World, school: School
) -> None:
    times = await school.plan(first_day="2027-03-23", last_day="2027-03-30", place=await school.place())
    found = await entries(world, await address(school, school.anna))
    assert [one["SUMMARY"] for one in found] == ["violin · Eva", "violin · Eva"]
    assert [one["DTSTART"].dt.isoformat() for one in found] == [
        "2027-03-23T13:00:00+00:00",
        "2027-03-30T12:00:00+00:00",
    ]
    assert found[0]["LOCATION"] == "Room 4"
    invites = await school.town.ask(school.anna, "GET", f"/lessons/{times[0]['lesson']}/invites")
    teacher, _ = invites.json()["invites"]
    assert found[0]["URL"] == teacher["url"]


async def test_a_guardian_reads_their_childs_lessons_and_nobody_elses(world: World, school: School) -> None:
    guardian = await school.town.someone(AccountRole.GUARDIAN)
    await school.town.guard(guardian, school.pupils[0])
    times = await school.plan(last_day="2027-01-19")
    await school.plan(pupils=[school.pupils[1].id], at="15:00")
    (one,) = await entries(world, await address(school, guardian))
    assert one["SUMMARY"] == "violin · Eva · Anna of Pajala"
    invites = await school.town.ask(school.anna, "GET", f"/lessons/{times[0]['lesson']}/invites")
    assert one["URL"] == invites.json()["invites"][1]["url"]


async def test_a_places_calendar_names_no_pupil_and_opens_no_lesson(world: World, school: School) -> None:
    room = await school.place()
    await school.plan(place=room)
    url = await address(school, school.coordinator, place=room)
    told = (await world.client.get(url)).text
    assert "violin · Anna of Pajala" in told
    assert "Eva" not in told and "/join" not in told


async def test_what_moves_or_is_called_off_says_so_under_the_same_name(world: World, school: School) -> None:
    times = await school.plan(last_day="2027-01-26")
    url = await address(school, school.anna)
    before = {str(one["UID"]) for one in await entries(world, url)}
    await school.ask("PUT", f"/occurrences/{times[0]['id']}/time", {"day": "2027-01-20", "at": "09:00"})
    await school.ask("DELETE", f"/occurrences/{times[1]['id']}")
    moved, cancelled = await entries(world, url)
    assert {str(moved["UID"]), str(cancelled["UID"])} == before
    assert moved["DTSTART"].dt.hour == 8
    assert cancelled["STATUS"] == "CANCELLED" and "URL" not in cancelled


async def test_a_protected_pupil_has_no_name_there(world: World, school: School) -> None:
    await school.plan()
    await world.services.privacy.protect(school.pupils[0].id, "Alva", actor="test")
    assert {one["SUMMARY"] for one in await entries(world, await address(school, school.anna))} == {
        "violin · •••"
    }


async def test_an_address_that_was_taken_back_opens_nothing(world: World, school: School) -> None:
    url = await address(school, school.anna)
    (feed,) = (await school.ask("GET", "/feeds", who=school.anna)).json()["feeds"]
    assert "url" not in feed
    assert (await school.ask("DELETE", f"/feeds/{feed['id']}", who=school.bo)).status_code == 404
    assert (await school.ask("DELETE", f"/feeds/{feed['id']}", who=school.anna)).status_code == 204
    assert (await world.client.get(url)).status_code == 404


async def test_an_address_ends_with_its_role(world: World, school: School) -> None:
    url = await address(school, school.bo)
    await world.services.people.remove(school.town.id, school.bo.account_id)
    assert (await world.client.get(url)).status_code == 404


async def test_the_secret_itself_is_kept_nowhere(world: World, school: School) -> None:
    secret = (await address(school, school.anna)).split("/")[-2]
    async with world.services.database.read() as connection:
        rows = (await connection.execute(select(calendar_feed))).all()
    assert len(secret) >= 40
    assert not [row for row in rows if secret in map(str, row)]


async def test_a_guardian_makes_no_address_of_a_place(school: School) -> None:
    guardian = await school.town.someone(AccountRole.GUARDIAN)
    answer = await school.ask("POST", "/feeds", {"place": await school.place()}, who=guardian)
    assert answer.status_code == 404


async def test_whoever_guesses_is_soon_not_listened_to(tmp_path_factory: pytest.TempPathFactory) -> None:
    async with server(tmp_path_factory.mktemp("strict"), rate_host_key_errors="3/minute") as world:
        said = [
            (await world.client.get(f"/api/calendar/{'a' * 42}{number}/klangbro.ics")).status_code
            for number in range(5)
        ]
    assert said == [404, 404, 404, 429, 429]
