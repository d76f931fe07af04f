"""Whatever is asked, by whomever, nothing of another municipality is read or changed."""

from __future__ import annotations

import os
import random
from pathlib import Path
from typing import Any

from sqlalchemy import select

from server.db.tables import metadata
from server.roles import AccountRole
from tests.server.staff import Someone, Town, town
from tests.server.world import World, server

#: Set for the long run (make soak).
WIDE = os.environ.get("KLANGBRO_WIDE") == "yes"
WILD = os.environ.get("HYPOTHESIS_PROFILE") == "wild"
REQUESTS = 20_000 if WIDE or WILD else 400
OFTEN: dict[str, Any] = {"rate_api": "1000000/second", "log_level": "error"}
LOOKED_AT = ("municipality", "person", "lesson", "invite", "membership", "membership_role", "guardian")
HOUR_S = 3600.0

PATHS = (
    ("GET", "/people"),
    ("POST", "/people"),
    ("POST", "/people/{person}/guardians"),
    ("POST", "/accounts"),
    ("PUT", "/accounts/{account}/roles"),
    ("POST", "/accounts/{account}/link"),
    ("PUT", "/accounts/{account}/identity"),
    ("GET", "/accounts/{account}/sign-ins"),
    ("DELETE", "/accounts/{account}/sign-ins/{sign_in}"),
    ("DELETE", "/accounts/{account}"),
    ("GET", "/lessons?from_s={from_s}&to_s={to_s}"),
    ("POST", "/lessons"),
    ("GET", "/lessons/{lesson}"),
    ("POST", "/lessons/{lesson}/entry"),
    ("GET", "/lessons/{lesson}/invites"),
    ("POST", "/lessons/{lesson}/invites"),
    ("DELETE", "/lessons/{lesson}/invites/{invite}"),
    ("DELETE", "/lessons/{lesson}"),
    ("GET", "/timetable?from_s={from_s}&to_s={to_s}"),
    ("GET", "/sign-in-policy"),
    ("PUT", "/sign-in-policy"),
    ("GET", "/timetable/frame"),
    ("POST", "/timetable/series"),
)


async def people_it(made: Town) -> list[Someone]:
    """Two of each role, pupils, and lessons between them."""
    staff = [await made.someone(role) for role in (*AccountRole, *AccountRole)]
    staff.append(await made.someone(*AccountRole))
    pupils = [await made.pupil() for _ in range(3)]
    by_role = {role: next(one for one in staff if role in one.membership.roles) for role in AccountRole}
    for number, pupil in enumerate(pupils):
        await made.guard(by_role[AccountRole.GUARDIAN], pupil)
        await made.lesson(
            by_role[AccountRole.TEACHER],
            pupil=pupil.id,
            pupil_name=None,
            host=by_role[AccountRole.HOST].person_id,
            observers=(by_role[AccountRole.OBSERVER].person_id,),
            begins_at=made.world.clock() + number * HOUR_S,
        )
    return staff


async def rows(world: World, made: Town) -> dict[str, list[tuple[Any, ...]]]:
    """Everything the database holds of one municipality, by table."""
    found: dict[str, list[tuple[Any, ...]]] = {}
    kept: set[str] = {made.id}
    async with world.services.database.read() as connection:
        for name in LOOKED_AT:
            table = metadata.tables[name]
            every = (await connection.execute(select(table))).all()
            mine = [tuple(row) for row in every if kept & {str(value) for value in row}]
            kept |= {str(row[0]) for row in mine if name in {"person", "lesson", "membership"}}
            found[name] = sorted(mine, key=str)
    return found


def ids(dump: dict[str, list[tuple[Any, ...]]]) -> set[str]:
    return {str(row[0]) for name in ("municipality", "person", "lesson", "invite") for row in dump[name]}


class Dice:
    """Draws requests; ids are of either municipality, and sometimes of nothing."""

    def __init__(self, seed: int, world: World, here: Town, there: Town, dumps: list[Any]) -> None:
        self._draw = random.Random(seed)
        self._now_s = world.clock()
        self._towns = [here.path, there.path]
        both = [{name: [row for dump in dumps for row in dump[name]] for name in LOOKED_AT}][0]
        self._pool = {
            "person": [row[0] for row in both["person"]],
            "lesson": [row[0] for row in both["lesson"]],
            "invite": [row[0] for row in both["invite"]],
            "account": [row[1] for row in both["membership"]],
            "sign_in": ["nothing"],
        }

    def one(self, kind: str) -> str:
        return str(self._draw.choice([*self._pool[kind], "nothing"]))

    def request(self) -> dict[str, Any]:
        method, path = self._draw.choice(PATHS)
        filled = path.format(
            **{kind: self.one(kind) for kind in self._pool},
            from_s=self._now_s - HOUR_S,
            to_s=self._now_s + 24 * HOUR_S,
        )
        asked = {"method": method, "url": self._draw.choice(self._towns) + filled}
        return asked if method in {"GET", "DELETE"} else asked | {"json": self.body(path)}

    def body(self, path: str) -> dict[str, Any]:
        number = self._draw.randrange(10**9)
        whom = {"name": f"New {number}", "email": f"new{number}@example.org"}
        if path.endswith("/roles"):
            return {"roles": [self._draw.choice(list(AccountRole)).value]}
        if path.endswith("/guardians"):
            return whom
        if path.endswith("/accounts"):
            return whom | {"roles": [self._draw.choice(list(AccountRole)).value]}
        if path.endswith("/invites"):
            return {"role": "observer", "name": "Eva"}
        if path.endswith("/lessons"):
            others = {"teacher": self.one("person"), "host": self.one("person")}
            some = {key: value for key, value in others.items() if self._draw.random() < 0.4}
            return {"pupil": self.one("person")} | some
        if path.endswith("/series"):
            days = {"first_day": "2027-01-19", "last_day": "2027-02-02", "at": "14:00"}
            return {"pupils": [self.one("person")], "teacher": self.one("person")} | days
        if path.endswith("/sign-in-policy"):
            return {"grace_days": self._draw.choice([None, 90])}
        if path.endswith("/identity"):
            return {"subject": f"s{number}"}
        return {"name": f"Pupil {number}"} if path.endswith("/people") else {}


async def test_random_requests_of_every_role_show_and_change_nothing_elsewhere(tmp_path: Path) -> None:
    async with server(tmp_path, **OFTEN) as world:
        here, there = await town(world, "Pajala"), await town(world, "Kemi")
        asking = await people_it(here)
        await people_it(there)
        before = await rows(world, there)
        dice = Dice(
            random.randrange(2**32) if WILD else 1, world, here, there, [await rows(world, here), before]
        )
        secret = ids(before)
        answered: dict[int, int] = {}
        for number in range(REQUESTS):
            if number % 500 == 499:  # whoever was sent away or lost their roles asks little
                asking = await people_it(here)
            who = asking[number % len(asking)]
            answer = await world.client.request(headers=who.headers, **dice.request())
            answered[answer.status_code] = answered.get(answer.status_code, 0) + 1
            assert "of Kemi" not in answer.text
            assert not [one for one in secret if one in answer.text]
        assert await rows(world, there) == before
        assert set(answered) <= {200, 201, 204, 401, 403, 404, 409}
        assert answered[200] + answered[201] + answered[204] >= REQUESTS / 20
