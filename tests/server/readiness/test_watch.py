"""Warnings about places: shown, mailed once to whoever asked, and over when they are over."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from server.readiness.watch import PlaceWatch
from server.roles.names import AccountRole
from tests.server.readiness.test_endpoints import HOUR_S, ONE, asked, new_place
from tests.server.staff import Someone, Town, town
from tests.server.world import build_pages, server

LATE = ONE | {"worth_ms": 44.0, "word": "follow"}


@dataclass
class Office:
    """A town with a place, its technician, and the letters that left."""

    town: Town
    technician: Someone
    place: dict[str, Any]
    key: dict[str, str]
    sent: list[EmailMessage] = field(default_factory=list)

    async def run(self) -> int:
        services = self.town.world.services

        async def post(letter: EmailMessage) -> bool:
            self.sent.append(letter)
            return True

        watch = PlaceWatch(services.database, services.site.origin, services.now_s, post=post)
        return await watch.run()

    async def measures(self, times: int, what: dict[str, Any]) -> None:
        """One look an hour."""
        for _ in range(times):
            body = {"profiles": [what]}
            answer = await self.town.world.client.post("/api/readiness", json=body, headers=self.key)
            assert answer.status_code == 204
            self.town.world.clock.at_s += HOUR_S

    async def warnings(self) -> list[tuple[str, str]]:
        path = f"{self.town.path}/readiness/warnings"
        # Whoever signed in at first is signed out by now.
        later = await self.town.someone(
            AccountRole.TECHNICIAN, name=f"Later at {self.town.world.clock.at_s:.0f}"
        )
        told = await asked(self.town, later, "GET", path)
        return [(one["name"], one["kind"]) for one in told["warnings"]]

    async def asks_for_letters(self, who: Someone, language: str) -> None:
        path = f"{self.town.path}/readiness/letters"
        await asked(self.town, who, "PUT", path, json={"language": language})


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    build_pages(tmp_path)
    async with server(tmp_path, measuring_port=0) as world:
        made = await town(world, "Pajala")
        technician = await made.someone(AccountRole.TECHNICIAN)
        yield Office(made, technician, *(await new_place(made, technician)))


async def test_a_place_over_its_limit_is_shown_and_mailed_once_in_its_readers_words(
    office: Office,
) -> None:
    await office.asks_for_letters(office.technician, "fi")
    await office.measures(3, LATE)
    assert await office.warnings() == [("Room 3", "late")]
    assert await office.run() == 1
    (letter,) = office.sent
    assert "ääni tulee liian myöhään (duet), 44 ms" in letter.get_content()
    await office.measures(3, LATE)
    assert await office.run() == 0


async def test_what_is_over_is_shown_no_more_and_is_not_mailed_again_within_a_day(office: Office) -> None:
    await office.asks_for_letters(office.technician, "en")
    await office.measures(3, LATE)
    await office.run()
    office.town.world.clock.at_s += 23 * HOUR_S
    assert await office.run() == 0
    assert await office.warnings() == []
    await office.measures(3, LATE)
    assert await office.warnings() == [("Room 3", "late")]
    assert await office.run() == 0
    office.town.world.clock.at_s += 60 * HOUR_S
    for _ in range(2):  # ended, then forgotten
        await office.run()
        office.town.world.clock.at_s += 25 * HOUR_S
    await office.measures(3, LATE)
    assert await office.run() == 1


async def test_a_program_that_falls_silent_is_told_of_and_one_that_never_ran_is_not(office: Office) -> None:
    await office.asks_for_letters(office.technician, "sv")
    await new_place(office.town, office.technician)
    await office.measures(1, ONE)
    office.town.world.clock.at_s += 73 * HOUR_S
    assert await office.run() == 1
    assert "har inte hörts av" in office.sent[0].get_content()
    await office.town.world.client.get("/api/readiness/turn", headers=office.key)
    await office.run()
    assert await office.warnings() == []


async def test_a_place_that_got_worse_is_told_of_though_it_is_within_the_limit(office: Office) -> None:
    clock = office.town.world.clock
    for week in range(5):
        for _ in range(7):
            await office.measures(2, ONE | {"worth_ms": 18.0 if week < 4 else 24.0})
            clock.at_s += 22 * HOUR_S
    assert await office.warnings() == [("Room 3", "worse")]


async def test_limits_are_the_municipalitys_own_and_hold_at_once(office: Office) -> None:
    await office.measures(3, LATE)
    path = f"{office.town.path}/readiness"
    known = (await asked(office.town, office.technician, "GET", f"{path}/warnings"))["limits"]
    assert known == {"duet_ms": 30.0, "balanced_ms": 60.0, "lost_pct": 2.0, "silent_h": 72}
    told = await asked(office.town, office.technician, "PUT", f"{path}/limits", json=known | {"duet_ms": 50})
    assert told["warnings"] == []
    coordinator = await office.town.someone(AccountRole.COORDINATOR)
    answer = await office.town.world.client.put(f"{path}/limits", json=known, headers=coordinator.headers)
    assert answer.status_code == 403
    other = await town(office.town.world, "Kiruna")
    theirs = await other.someone(AccountRole.TECHNICIAN)
    assert (await asked(other, theirs, "GET", f"{other.path}/readiness/warnings"))["limits"] == known


async def test_letters_are_withdrawn_on_the_page_and_end_with_the_role(office: Office) -> None:
    path = f"{office.town.path}/readiness/letters"
    await office.asks_for_letters(office.technician, "en")
    teacher = await office.town.someone(AccountRole.TEACHER, name="Anna Lind")
    await office.asks_for_letters(teacher, "sv")
    told = await asked(office.town, teacher, "GET", path)
    assert (told["language"], "Anna Lind" in told["names"], len(told["names"])) == ("sv", True, 2)
    await asked(office.town, teacher, "DELETE", path)
    await office.measures(3, LATE)
    assert await office.run() == 1
    assert [letter["Subject"] for letter in office.sent] == ["Klangbro: look at Room 3"]
    assert (await asked(office.town, teacher, "GET", path))["language"] is None


async def test_a_place_that_is_removed_takes_its_warnings_along(office: Office) -> None:
    await office.measures(3, LATE)
    await asked(office.town, office.technician, "DELETE", f"{office.town.path}/places/{office.place['id']}")
    assert await office.warnings() == []
