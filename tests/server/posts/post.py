"""A post of three municipalities, for tests: 30 % of a violin teacher here, 25 % there, 20 % elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from server.roles.names import AccountRole
from tests.server.staff import PAGE, Someone, Town, town
from tests.server.world import World

SHARES = {"Luleå": 30, "Pajala": 25, "Kemi": 20}
LAST_DAY = "2027-02-28"
INTEREST = {
    "name": "Vera Sund",
    "email": "vera@example.net",
    "text": "Six years with choirs and fiddles.",
    "consent": True,
    "language": "sv",
}


@dataclass
class Composed:
    """A post, its employers and their coordinators; the first composed it."""

    world: World
    towns: list[Town]
    coordinators: list[Someone]
    id: str

    @classmethod
    async def of(cls, world: World) -> Composed:
        towns = [await town(world, name) for name in SHARES]
        coordinators = [await each.someone(AccountRole.COORDINATOR) for each in towns]
        needs = []
        for place, who, share in zip(towns, coordinators, SHARES.values(), strict=True):
            stated = {"subject": "violin", "percent": share, "languages": ["Swedish"], "places": [place.name]}
            answer = await place.ask(who, "POST", "/needs", json=stated | {"from_day": "2027-08-01"})
            assert answer.status_code == 201, answer.text
            needs.append(answer.json()["id"])
        new = {
            "title": "Violin along the river",
            "text": "Three schools, one teacher.",
            "needs": needs,
            "apply_until": LAST_DAY,
        }
        answer = await towns[0].ask(coordinators[0], "POST", "/posts", json=new)
        assert answer.status_code == 201, answer.text
        return cls(world, towns, coordinators, answer.json()["id"])

    async def ask(self, side: int, method: str, what: str = "", **more: Any) -> Any:
        """Ask something of the post for one side; what is answered."""
        path = f"/posts/{self.id}{what}"
        answer = await self.towns[side].ask(self.coordinators[side], method, path, **more)
        assert answer.status_code in {200, 201, 204}, answer.text
        return answer.json() if answer.content else None

    async def refused(self, side: int, method: str, what: str, **more: Any) -> int:
        """Ask something that is refused; by which status."""
        path = f"/posts/{self.id}{what}"
        answer = await self.towns[side].ask(self.coordinators[side], method, path, **more)
        assert answer.status_code >= 400
        return answer.status_code

    async def advertise(self) -> None:
        for side in (1, 2):
            await self.ask(side, "POST", "/consent")
        await self.ask(0, "POST", "/advertisement")

    async def answer(self, **changes: Any) -> Any:
        """Somebody without an account writes that they would like it."""
        path = f"/api/vacancies/{self.id}/interests"
        answer = await self.world.client.post(path, json=INTEREST | changes, headers=PAGE)
        assert answer.status_code == 201, answer.text
        return answer.json()

    async def link(self, what: str, token: str) -> int:
        """Do something with the link one was given; the status."""
        asked = {"token": token}
        return (await self.world.client.post(f"/api/interest/{what}", json=asked, headers=PAGE)).status_code

    async def vacancies(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = (await self.world.client.get("/api/vacancies")).json()["vacancies"]
        return found


def token_of(url: str) -> str:
    return url.rsplit("#i=", 1)[1]
