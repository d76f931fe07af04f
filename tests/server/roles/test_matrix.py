"""Every cell of role x action x lesson state, asked over HTTP: what the table says is what happens."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

import httpx
import pytest

from server.lessons.plan_schemas import PlannedLesson
from server.people.repository import Person
from server.roles import AccountRole, Action, LessonState, may
from server.roles.names import OF_A_LESSON
from tests.server.border import Border
from tests.server.running import Running
from tests.server.staff import Someone, Town, room_of, town
from tests.server.world import Clock

OFTEN: dict[str, Any] = {"rate_api": "1000000/second"}
HOUR_S = 3600.0
NEED = {"subject": "oboe", "percent": 20, "from_day": "2027-08-01"}
DEVICE = {"name": "USB", "way": "cable", "setting": "48 kHz", "n": 9, "rtl_ms": 6.1}


@dataclass
class Stage:
    """A municipality with one of each role, all of them in one lesson, and what is asked there."""

    town: Town
    people: dict[AccountRole, Someone]
    pupil: Person
    agreement: str
    given: str
    room: str

    async def lesson(self) -> PlannedLesson:
        """Theirs in an hour's time; an hour after the one before, which they are in as well."""
        self.town.world.clock.at_s += HOUR_S
        return await self.town.lesson(
            self.people[AccountRole.TEACHER],
            pupil=self.pupil.id,
            pupil_name=None,
            host=self.people[AccountRole.HOST].person_id,
            observers=(self.people[AccountRole.OBSERVER].person_id,),
            begins_at=self.town.world.clock() + HOUR_S,
        )

    async def ask(self, who: Someone, action: Action, lesson: PlannedLesson | None) -> httpx.Response:
        return await self.town.ask(who, **self.request(action, lesson, who))

    def request(self, action: Action, lesson: PlannedLesson | None, who: Someone) -> dict[str, Any]:
        now_s = self.town.world.clock()
        somebody = self.people[AccountRole.HOST]
        of = f"/lessons/{lesson.id if lesson else ''}"
        account = f"/accounts/{somebody.account_id}"
        guardian = {"name": "Guardian", "email": f"{who.person_id}@example.org"}
        planned = {"pupil_name": "Bo", "teacher": self.people[AccountRole.TEACHER].person_id}
        observer = next((one.invite for one in lesson.people if one.role == "observer"), "") if lesson else ""
        method, path, body = {
            Action.LIST_LESSONS: ("GET", f"/lessons?from_s={now_s}&to_s={now_s + 60}", None),
            Action.PLAN_LESSON: ("POST", "/lessons", planned),
            Action.LIST_PEOPLE: ("GET", "/people", None),
            Action.ADD_PERSON: ("POST", "/people", {"name": "Bo"}),
            Action.INVITE_GUARDIAN: ("POST", f"/people/{self.pupil.id}/guardians", guardian),
            Action.SEE_STAFF_CARDS: ("GET", f"/people/{somebody.person_id}/card", None),
            Action.KEEP_STAFF_CARDS: ("PUT", f"/people/{somebody.person_id}/card", {"subjects": ["oboe"]}),
            Action.KEEP_OWN_CARD: ("GET", "/own-card", None),
            Action.MANAGE_ACCOUNTS: ("PUT", f"{account}/roles", {"roles": ["host"]}),
            Action.SEE_SIGN_INS: ("GET", f"{account}/sign-ins", None),
            Action.REVOKE_SIGN_INS: (
                "DELETE",
                f"/accounts/{self.people[AccountRole.OBSERVER].account_id}/sign-ins",
                None,
            ),
            Action.SEE_DOCTOR: ("GET", "/doctor", None),
            Action.SEE_READINESS: ("GET", "/places", None),
            Action.MANAGE_PLACES: ("POST", "/places", {"name": "Room 3"}),
            Action.MEASURE_OWN_PLACES: ("POST", f"/places/{self.room}/devices", DEVICE),
            Action.MANAGE_PRIVACY: ("GET", "/retention", None),
            Action.SEE_AGREEMENTS: ("GET", f"/agreements/{self.agreement}", None),
            Action.MANAGE_AGREEMENTS: ("POST", f"/agreements/{self.agreement}/approval", {"version": 1}),
            Action.SEE_HOURS: ("GET", f"/deliveries?from_s={now_s}&to_s={now_s + 60}", None),
            Action.CONFIRM_HOURS: ("PUT", f"/deliveries/{self.given}", {"outcome": "held", "minutes": 30}),
            Action.MANAGE_TIMETABLE: ("POST", "/timetable/places", {"name": "Room 4"}),
            Action.SEE_POSTS: ("GET", "/posts", None),
            Action.MANAGE_POSTS: ("POST", "/needs", NEED),
            Action.EXCHANGE_TABLES: ("GET", "/tables/pupils/columns", None),
            Action.MANAGE_API_KEYS: ("GET", "/api-keys", None),
            Action.SEE_LESSON: ("GET", of, None),
            Action.ENTER_LESSON: ("POST", f"{of}/entry", None),
            Action.COPY_INVITES: ("GET", f"{of}/invites", None),
            Action.INVITE_TO_LESSON: ("POST", f"{of}/invites", {"role": "observer", "name": "Eva"}),
            Action.REVOKE_INVITE: ("DELETE", f"{of}/invites/{observer}", None),
            Action.CLOSE_LESSON: ("DELETE", of, None),
        }[action]
        return {"method": method, "path": path} | ({} if body is None else {"json": body})


class Towns(Running):
    """A server with two municipalities alike."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, clock=Clock(), **OFTEN)
        self.here, self.there = [self.run(self._stage(name)) for name in ("Pajala", "Kemi")]

    async def _stage(self, name: str) -> Stage:
        made = await town(self.world, name)
        people = {role: await made.someone(role) for role in AccountRole}
        pupil = await made.pupil()
        await made.guard(people[AccountRole.GUARDIAN], pupil)
        border = await Border.between(await town(self.world, f"Lender to {name}"), made)
        given = await border.given(teacher=people[AccountRole.TEACHER])
        room = await room_of(made, people[AccountRole.TEACHER])
        return Stage(made, people, pupil, border.agreement, given, room)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Towns]:
    started = Towns(tmp_path_factory.mktemp("server"))
    yield started
    started.stop()


# It adds nothing to ask by itself: whoever may, plans for others with the same request as for themselves.
ASKED = [action for action in Action if action is not Action.PLAN_FOR_OTHERS]


async def brought_to(stage: Stage, state: LessonState) -> PlannedLesson:
    """A lesson of everybody in that state; time goes on for those that need it."""
    lesson = await stage.lesson()
    clock = stage.town.world.clock
    if state is LessonState.OPEN:
        clock.at_s += 1.5 * HOUR_S
    elif state is LessonState.OVER:
        clock.at_s += 6 * HOUR_S
    elif state is LessonState.CLOSED:
        admin = await fresh(stage, AccountRole.ADMIN)
        await stage.town.ask(admin, "DELETE", f"/lessons/{lesson.id}")
    return lesson


@pytest.mark.parametrize("role", list(AccountRole))
def test_what_the_table_says_is_what_happens(running: Towns, role: AccountRole) -> None:
    async def whole_row() -> None:
        stage = running.here
        for state in (None, *LessonState):
            lesson = None if state is None else await brought_to(stage, state)
            who = await fresh(stage, role)
            for action in ASKED:  # closing stands last, for what is closed is asked nothing more
                if (action in OF_A_LESSON) == (state is not None):
                    said = (await stage.ask(who, action, lesson)).status_code
                    # Towards a lesson a technician is nobody: it is not even said that there is one.
                    no = 404 if role is AccountRole.TECHNICIAN and lesson else 403
                    allowed = may(role, action, state, same_municipality=True)
                    assert said in ({200, 201, 204} if allowed else {no}), (role, action, state, said)

    running.run(whole_row())


async def fresh(stage: Stage, role: AccountRole) -> Someone:
    """Somebody of this role whose sign-in holds, however late it has become and whoever was signed out."""
    someone = stage.people[role]
    services = stage.town.world.services
    async with services.database.write() as connection:
        token = await services.sign_ins.begin(connection, someone.account_id, "password", "")
    stage.people[role] = Someone(someone.membership, someone.person, token)
    return stage.people[role]


@pytest.mark.parametrize("role", list(AccountRole))
def test_another_municipality_is_not_there_at_all(running: Towns, role: AccountRole) -> None:
    async def whole_row() -> None:
        here, there = running.here, running.there
        who = await fresh(here, role)
        lesson = await there.lesson()
        for action in ASKED:
            asked = there.request(action, lesson, who)
            for path in {there.town.path, here.town.path} if action in OF_A_LESSON else {there.town.path}:
                answer = await running.world.client.request(
                    asked["method"], path + asked["path"], headers=who.headers, json=asked.get("json")
                )
                known = 403 if path == here.town.path and not may_ever(role, action) else 404
                assert answer.status_code in {known, 404}, (role, action, answer.status_code)
                assert "Kemi" not in answer.text

    running.run(whole_row())


def may_ever(role: AccountRole, action: Action) -> bool:
    states = LessonState if action in OF_A_LESSON else [None]
    return any(may(role, action, state, True) for state in states)


def test_every_cell_is_asked() -> None:
    cells = list(product(AccountRole, ASKED))
    assert len(cells) == len(AccountRole) * (len(Action) - 1)
