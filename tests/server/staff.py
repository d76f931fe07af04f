"""People with accounts, for tests: made in the database, signed in without typing a password."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import httpx

from server.accounts import repository as accounts
from server.db.timetable_tables import occurrence
from server.lessons.plan_schemas import NewPlan, PlannedLesson
from server.municipalities import repository as municipalities
from server.people import repository as people
from server.people.repository import Membership, Person
from server.roles.names import AccountRole
from tests.server.world import World

COOKIE = "__Host-klangbro"
PAGE = {"Klangbro-Page": "1"}


@dataclass
class Someone:
    """An account in one municipality, and the header its browser sends."""

    membership: Membership
    person: Person
    token: str

    @property
    def headers(self) -> dict[str, str]:
        return PAGE | {"Cookie": f"{COOKIE}={self.token}"}

    @property
    def account_id(self) -> str:
        return self.membership.account_id

    @property
    def person_id(self) -> str:
        return self.person.id


@dataclass
class Town:
    """One municipality of a world, with whoever was made there."""

    world: World
    id: str
    name: str
    domain: str = "example.org"

    @property
    def path(self) -> str:
        return f"/api/municipalities/{self.id}"

    async def someone(self, *roles: AccountRole, name: str = "") -> Someone:
        """Make an account with these roles and sign it in."""
        services = self.world.services
        async with services.database.write() as connection:
            now_s = services.now_s()
            number = len(await people.list_people(connection, self.id))
            called = name or f"{'-'.join(roles) or 'nobody'} {number} of {self.name}"
            email = f"{called.replace(' ', '.').lower()}@{self.domain}"
            account = await accounts.add_account(connection, email, now_s)
            person = await people.add_person(connection, self.id, called, now_s)
            held = await people.join(connection, account.id, person, roles, now_s)
            token = await services.sign_ins.begin(connection, account.id, "password", "Firefox, Linux")
        return Someone(held, person, token)

    async def pupil(self, name: str = "") -> Person:
        """Make a pupil."""
        database = self.world.services.database
        async with database.write() as connection:
            called = name or f"Pupil of {self.name}"
            return await people.add_person(connection, self.id, called, self.world.clock(), minor=True)

    async def guard(self, guardian: Someone, pupil: Person, *, confirmed: bool = True) -> None:
        """Make somebody a pupil's guardian."""
        async with self.world.services.database.write() as connection:
            await people.add_guardian(connection, guardian.person.id, pupil.id, self.world.clock())
            if confirmed:
                await people.confirm_guardian(connection, guardian.person.id, self.world.clock())

    async def lesson(self, teacher: Someone, **planned: Any) -> PlannedLesson:
        """Plan a lesson of this teacher."""
        new = NewPlan.model_validate({"pupil_name": f"Child of {self.name}", **planned})
        return await self.world.services.planning.plan(teacher.membership, new, for_others=False)

    async def ask(self, who: Someone | None, method: str, path: str, **more: Any) -> httpx.Response:
        """Ask something of this municipality."""
        headers = PAGE if who is None else who.headers
        return await self.world.client.request(method, f"{self.path}{path}", headers=headers, **more)


async def town(world: World, name: str = "Pajala") -> Town:
    """Make a municipality."""
    async with world.services.database.write() as connection:
        made = await municipalities.add(connection, name, world.clock())
    return Town(world, made.id, name)


def roles(found: Iterable[AccountRole]) -> list[str]:
    """For comparing with what the API says."""
    return sorted(role.value for role in found)


async def room_of(made: Town, teacher: Someone) -> str:
    """A place that can be measured, in which a teacher has taught."""
    services = made.world.services
    place = await services.readiness.add(made.id, "Room 1")
    begins_s = made.world.clock() - 24 * 3600
    row = {
        "id": f"in-{place.id}",
        "municipality_id": made.id,
        "zone": "Europe/Stockholm",
        "begins_s": begins_s,
        "ends_s": begins_s + 1800,
        "teacher_id": teacher.person_id,
        "place_id": place.id,
        "instrument": "violin",
    }
    async with services.database.write() as connection:
        await connection.execute(occurrence.insert().values(**row))
    return place.id
