"""Letters the evening before: to whoever asked, in their language, of each time once."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import EmailMessage

import pytest
import pytest_asyncio

from server.accounts.schemas import Locale
from server.roles.names import AccountRole
from server.timetable.reminders import Reminders
from tests.server.staff import Someone
from tests.server.timetable.school import School
from tests.server.world import World, server

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def world(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    async with server(tmp_path_factory.mktemp("server"), rate_api="1000000/second") as started:
        yield started


@dataclass
class Office:
    """A school and the letters that left it; each has a clock of its own."""

    school: School
    at_s: float = 0.0
    sent: list[EmailMessage] = field(default_factory=list)

    def reminders(self) -> Reminders:
        services = self.school.town.world.services

        async def post(letter: EmailMessage) -> bool:
            self.sent.append(letter)
            return True

        return Reminders(
            services.database, services.lessons, services.site.origin, lambda: self.at_s, post=post
        )

    async def at(self, said: str) -> int:
        self.at_s = datetime.fromisoformat(said).replace(tzinfo=UTC).timestamp()
        return await self.reminders().run()

    async def asks(self, who: Someone, language: Locale) -> None:
        answer = await self.school.town.world.client.put(
            "/api/session/reminders", json={"language": language}, headers=who.headers
        )
        assert answer.status_code == 204

    def read(self) -> list[str]:
        return [str(letter.get_content()) for letter in self.sent]


@pytest_asyncio.fixture(loop_scope="module")
async def office(world: World) -> AsyncIterator[Office]:
    made = Office(await School.make(world))
    yield made
    for who in (made.school.anna, made.school.bo):
        await world.client.delete("/api/session/reminders", headers=who.headers)


async def test_a_guardian_is_written_to_the_evening_before_with_the_invite(office: Office) -> None:
    school = office.school
    guardian = await school.town.someone(AccountRole.GUARDIAN)
    await school.town.guard(guardian, school.pupils[0])
    await office.asks(guardian, "sv")
    (one, *_) = await school.plan(place=await school.place())
    assert await office.at("2027-01-18T14:59") == 0  # 15:59 in Sweden
    assert await office.at("2027-01-18T15:00") == 1
    (letter,) = office.sent
    assert letter["Subject"] == "Lektioner i morgon, 19.1.2027"
    invites = await school.town.ask(school.anna, "GET", f"/lessons/{one['lesson']}/invites")
    assert "14:00  violin · Eva · Anna of Pajala (Room 4)" in office.read()[0]
    assert invites.json()["invites"][1]["url"] in office.read()[0]
    await office.school.town.world.client.delete("/api/session/reminders", headers=guardian.headers)


async def test_nobody_is_told_twice_and_of_a_new_time_again(office: Office) -> None:
    school = office.school
    await office.asks(school.anna, "en")
    (one, *_) = await school.plan()
    assert [await office.at("2027-01-18T16:00") for _ in range(3)] == [1, 0, 0]
    assert await office.at("2027-01-18T20:00") == 0
    await school.ask("PUT", f"/occurrences/{one['id']}/time", {"day": "2027-01-19", "at": "17:00"})
    assert await office.at("2027-01-18T21:00") == 1
    assert "17:00  violin · Eva" in office.read()[1]


async def test_a_teachers_day_is_one_letter_in_its_order(office: Office) -> None:
    school = office.school
    await office.asks(school.anna, "fi")
    for number, at in enumerate(("16:00", "14:00", "15:00")):
        await school.plan(pupils=[school.pupils[number].id], at=at)
    assert await office.at("2027-01-18T18:00") == 1
    (body,) = office.read()
    assert body.index("14:00  violin · Finn") < body.index("15:00  violin · Greta") < body.index("16:00  vi")
    assert "Child of Pajala" not in body and "/join" not in body


async def test_what_is_called_off_is_not_told_nor_whoever_did_not_ask(office: Office) -> None:
    school = office.school
    await office.asks(school.anna, "en")
    (one, *_) = await school.plan()
    await school.plan(pupils=[school.pupils[1].id], teacher=school.bo.person_id)
    await school.ask("DELETE", f"/occurrences/{one['id']}")
    assert await office.at("2027-01-18T18:00") == 0


async def test_whoever_has_asked_reads_it_and_stops_it(office: Office) -> None:
    client, headers = office.school.town.world.client, office.school.anna.headers
    await office.asks(office.school.anna, "lt")
    said = await client.get("/api/session/reminders", headers=headers)
    assert said.json() == {"language": "lt", "mail": False}
    await client.delete("/api/session/reminders", headers=headers)
    assert (await client.get("/api/session/reminders", headers=headers)).json()["language"] is None
