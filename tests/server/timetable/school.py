"""A municipality with teachers, pupils and rooms, and its timetable, for tests."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import httpx

from server.people.repository import Person
from server.roles.names import AccountRole
from tests.server.staff import Someone, Town, town
from tests.server.world import World

# The clock of tests begins on Friday 15 January 2027, 08:00 UTC. The first Tuesday of the term:
FIRST = "2027-01-19"
WEEK_S = 7 * 24 * 3600.0


@dataclass
class School:
    town: Town
    coordinator: Someone
    anna: Someone
    bo: Someone
    pupils: list[Person]

    @classmethod
    async def make(cls, world: World, name: str = "Pajala") -> School:
        made = await town(world, name)
        # One server has several of a name, with the same people in each.
        made.domain = f"{made.id}.example.org"
        return cls(
            made,
            await made.someone(AccountRole.COORDINATOR, name=f"Carin of {name}"),
            await made.someone(AccountRole.TEACHER, name=f"Anna of {name}"),
            await made.someone(AccountRole.TEACHER, name=f"Bo of {name}"),
            [
                await made.pupil(f"{first} Child of {name}")
                for first in ("Eva", "Finn", "Greta", "Hugo", "Ida")
            ],
        )

    def series(self, **changes: Any) -> dict[str, Any]:
        """Every Tuesday at 14:00, eight times."""
        said = {
            "pupils": [self.pupils[0].id],
            "teacher": self.anna.person_id,
            "instrument": "violin",
            "zone": "Europe/Stockholm",
            "at": "14:00",
            "first_day": FIRST,
            "last_day": "2027-03-12",
            "minutes": 30,
        }
        return said | changes

    async def ask(
        self, method: str, path: str, body: object = None, *, who: Someone | None = None
    ) -> httpx.Response:
        return await self.town.ask(who or self.coordinator, method, f"/timetable{path}", json=body)

    async def plan(self, **changes: Any) -> list[dict[str, Any]]:
        """The times of a new series."""
        answer = await self.ask("POST", "/series", self.series(**changes))
        assert answer.status_code == 201, answer.text
        times: list[dict[str, Any]] = answer.json()["occurrences"]
        return times

    async def place(self, name: str = "Room 4") -> str:
        answer = await self.ask("POST", "/places", {"name": name})
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    async def listed(
        self, *, who: Someone | None = None, weeks: int = 8, place: str = ""
    ) -> list[dict[str, Any]]:
        now_s = self.town.world.clock()
        path = f"?from_s={now_s}&to_s={now_s + weeks * WEEK_S}" + (f"&place={place}" if place else "")
        answer = await self.ask("GET", path, who=who)
        assert answer.status_code == 200, answer.text
        times: list[dict[str, Any]] = answer.json()["occurrences"]
        return times


def hours(times: list[dict[str, Any]]) -> list[str]:
    """When they begin, as ``01-19 13:00`` in UTC."""
    return [one["begins_at"][5:16].replace("T", " ") for one in times]
