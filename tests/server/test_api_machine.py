"""In whatever order people of three municipalities ask the API for things, it answers as a model says."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from server.roles.names import AccountRole as Role
from server.roles.names import Action
from server.roles.policy import POLICY, WHOLE_MUNICIPALITY
from tests.conftest import WIDE
from tests.server.border import terms_of
from tests.server.running import Running
from tests.server.staff import Someone, Town, town
from tests.server.world import build_pages

NAMES = ("Pajala", "Kemi", "Haparanda")
TAUGHT = (Role.TEACHER, Role.GUARDIAN, Role.OBSERVER)
PURPOSES = ("recording", "picture", "clips", "sharing")
OFTEN: dict[str, Any] = {"rate_api": "1000000/second", "log_level": "error"}
WHICH = st.integers(0, 10**6)


class _Server:
    """One for all runs: each run makes towns of its own, and what others left is what must not be seen."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory()
        build_pages(Path(self._folder.name))
        self.running = Running(Path(self._folder.name), **OFTEN)
        self.runs = 0

    def close(self) -> None:
        self.running.stop()
        self._folder.cleanup()


@pytest.fixture(scope="module", autouse=True)
def _one_server() -> Iterator[None]:
    Asking.server = _Server()
    yield
    Asking.server.close()


@dataclass
class Who:
    """Somebody with an account, and what they are; ``home`` is the number of their town."""

    someone: Someone
    home: int
    roles: set[Role]
    here: bool = True


@dataclass
class Lesson:
    id: str
    home: int
    teacher: str
    pupil: str
    closed: bool = False


@dataclass
class Pupil:
    id: str
    name: str
    home: int
    guardian: str | None = None
    permits: dict[str, bool] = field(default_factory=dict)


@dataclass
class Agreement:
    id: str
    parties: tuple[int, int]
    version: int = 1
    approved: set[int] = field(default_factory=set)
    agreed: bool = False


class Asking(RuleBasedStateMachine):
    server: _Server

    def __init__(self) -> None:
        super().__init__()
        self.towns: list[Town] = []
        self.people: list[Who] = []
        self.pupils: list[Pupil] = []
        self.lessons: list[Lesson] = []
        self.agreements: list[Agreement] = []

    @initialize()
    def three_towns(self) -> None:
        self.server.runs += 1
        self.server.running.run(self._people_them(self.server.runs))

    async def _people_them(self, run: int) -> None:
        for home, name in enumerate(NAMES):
            made = await town(self.server.running.world, f"{name} {run}")
            made.domain = f"{name}{run}.example.org".lower()
            self.towns.append(made)
            for roles in ([one] for one in (*Role, Role.TEACHER)):
                self.people.append(Who(await made.someone(*roles), home, set(roles)))
            guardian = self._first(home, Role.GUARDIAN).someone
            for number in range(2):
                pupil = await made.pupil(f"Pupil {number} of {name} {run}")
                if number == 0:
                    await made.guard(guardian, pupil)
                watched = guardian.person_id if number == 0 else None
                self.pupils.append(Pupil(pupil.id, pupil.name, home, watched))

    def _first(self, home: int, role: Role) -> Who:
        return next(one for one in self.people if one.home == home and role in one.roles)

    # -- asking, and what the model says of it ---------------------------------------------------

    def ask(self, who: Who, home: int, method: str, path: str, body: Any = None) -> httpx.Response:
        """Ask as somebody; whatever it is, nothing of a town that is not theirs may stand in the answer."""
        town_asked = self.towns[home]
        more = {} if body is None else {"json": body}
        answer = self.server.running.run(town_asked.ask(who.someone, method, path, **more))
        assert answer.status_code < 500, answer.text
        theirs = {one.someone.person_id for one in self.people if one.home != who.home}
        theirs |= {one.id for one in self.pupils if one.home != who.home}
        theirs |= {one.id for one in self.lessons if one.home != who.home}
        theirs |= {one.id for one in self.agreements if who.home not in one.parties}
        assert not [one for one in theirs if one in answer.text and one not in path]
        return answer

    def refused(self, who: Who, home: int, action: Action) -> int | None:
        """The status that refuses whoever is not of this town, or has no role for it; None: go on."""
        if not who.here:
            return 401
        if who.home != home:
            return 404
        return None if any(action in POLICY[role] for role in who.roles) else 403

    def reach(self, who: Who, lesson: Lesson) -> set[Role]:
        """What somebody is towards a lesson."""
        if not who.here or who.home != lesson.home:
            return set()
        child = next(one for one in self.pupils if one.id == lesson.pupil)
        held = who.roles & WHOLE_MUNICIPALITY
        if lesson.teacher == who.someone.person_id:
            held |= who.roles & {Role.TEACHER}
        if child.guardian == who.someone.person_id:
            held |= who.roles & {Role.GUARDIAN}
        return held

    def who(self, which: int) -> Who:
        return self.people[which % len(self.people)]

    # -- people ----------------------------------------------------------------------------------

    @rule(which=WHICH, home=st.integers(0, 2))
    def add_a_pupil(self, which: int, home: int) -> None:
        who, name = self.who(which), f"New {len(self.pupils)} of run {self.server.runs}"
        answer = self.ask(who, home, "POST", "/people", {"name": name})
        no = self.refused(who, home, Action.ADD_PERSON)
        assert answer.status_code == (no or 201)
        if no is None:
            self.pupils.append(Pupil(answer.json()["id"], name, home))

    @rule(which=WHICH, home=st.integers(0, 2))
    def list_people(self, which: int, home: int) -> None:
        who = self.who(which)
        answer = self.ask(who, home, "GET", "/people")
        no = self.refused(who, home, Action.LIST_PEOPLE)
        assert answer.status_code == (no or 200)
        if no is None:
            expected = {one.someone.person_id for one in self.people if one.home == home}
            expected |= {one.id for one in self.pupils if one.home == home}
            assert {one["id"] for one in answer.json()["people"]} == expected

    @rule(which=WHICH, whom=WHICH, roles=st.sets(st.sampled_from(list(Role)), max_size=3))
    def give_roles(self, which: int, whom: int, roles: set[Role]) -> None:
        who, other = self.who(which), self.who(whom)
        path = f"/accounts/{other.someone.account_id}/roles"
        answer = self.ask(who, who.home, "PUT", path, {"roles": sorted(roles)})
        no = self.refused(who, who.home, Action.MANAGE_ACCOUNTS)
        if no is None and (other.home != who.home or not other.here):
            no = 404
        if no is None and self._last_admin(other) and Role.ADMIN not in roles:
            no = 409
        assert answer.status_code == (no or 204)
        if no is None:
            other.roles = set(roles)

    @rule(which=WHICH, whom=WHICH)
    def send_away(self, which: int, whom: int) -> None:
        who, other = self.who(which), self.who(whom)
        answer = self.ask(who, who.home, "DELETE", f"/accounts/{other.someone.account_id}")
        no = self.refused(who, who.home, Action.MANAGE_ACCOUNTS)
        if no is None and (other.home != who.home or not other.here):
            no = 404
        if no is None and self._last_admin(other):
            no = 409
        assert answer.status_code == (no or 204)
        if no is None:
            other.here, other.roles = False, set()
            for lesson in self.lessons:  # who is sent away is uninvited
                if lesson.teacher == other.someone.person_id and not lesson.closed:
                    lesson.teacher = ""

    def _last_admin(self, other: Who) -> bool:
        admins = [
            one for one in self.people if one.home == other.home and one.here and Role.ADMIN in one.roles
        ]
        return admins == [other]

    # -- lessons ---------------------------------------------------------------------------------

    @rule(which=WHICH, home=st.integers(0, 2), whom=WHICH, by=WHICH)
    def plan_a_lesson(self, which: int, home: int, whom: int, by: int) -> None:
        who, pupil, teacher = self.who(which), self.pupils[whom % len(self.pupils)], self.who(by)
        asked = {"pupil": pupil.id, "teacher": teacher.someone.person_id}
        answer = self.ask(who, home, "POST", "/lessons", asked)
        no = self.refused(who, home, Action.PLAN_LESSON)
        teaches = who if Role.COORDINATOR not in who.roles else teacher
        if no is None and not (teaches.here and teaches.home == home and Role.TEACHER in teaches.roles):
            no = 409
        if no is None and pupil.home != home:
            no = 404
        assert answer.status_code == (no or 201)
        if no is None:
            made = answer.json()["id"]
            self.lessons.append(Lesson(made, home, teaches.someone.person_id, pupil.id))

    @rule(which=WHICH, home=st.integers(0, 2))
    def list_lessons(self, which: int, home: int) -> None:
        who, now_s = self.who(which), self.server.running.world.clock()
        answer = self.ask(who, home, "GET", f"/lessons?from_s={now_s - 60}&to_s={now_s + 60}")
        no = self.refused(who, home, Action.LIST_LESSONS)
        assert answer.status_code == (no or 200)
        if no is None:
            expected = {one.id for one in self.lessons if self.reach(who, one)}
            assert {one["id"] for one in answer.json()["lessons"]} == expected

    @precondition(lambda self: self.lessons)
    @rule(
        which=WHICH,
        whom=WHICH,
        what=st.sampled_from(
            [
                ("GET", "", Action.SEE_LESSON, 200),
                ("DELETE", "", Action.CLOSE_LESSON, 204),
                ("POST", "/entry", Action.ENTER_LESSON, 200),
                ("GET", "/invites", Action.COPY_INVITES, 200),
            ]
        ),
    )
    def ask_of_a_lesson(self, which: int, whom: int, what: tuple[str, str, Action, int]) -> None:
        who, lesson = self.who(which), self.lessons[whom % len(self.lessons)]
        method, path, action, good = what
        answer = self.ask(who, who.home, method, f"/lessons/{lesson.id}{path}")
        held = self.reach(who, lesson)
        if not who.here:
            status = 401
        elif not held:
            status = 404
        else:
            means = action is Action.SEE_LESSON or not lesson.closed
            status = good if means and any(action in POLICY[role] for role in held) else 403
        assert answer.status_code == status
        if status == 204:
            lesson.closed = True

    # -- permissions -----------------------------------------------------------------------------

    @rule(which=WHICH, whom=WHICH, purpose=st.sampled_from(PURPOSES), gives=st.booleans())
    def permit_or_withdraw(self, which: int, whom: int, purpose: str, gives: bool) -> None:
        who, pupil = self.who(which), self.pupils[whom % len(self.pupils)]
        path = f"/people/{pupil.id}/permissions/{purpose}"
        body = {"given_by": pupil.guardian} if Role.ADMIN in who.roles and pupil.guardian else {}
        if gives:
            answer = self.ask(who, who.home, "PUT", path, body)
        else:
            answer = self.ask(who, who.home, "POST", f"{path}/withdrawal", body)
        no = self._may_not_answer(who, pupil)
        if no is None and (body or {"given_by": who.someone.person_id})["given_by"] != pupil.guardian:
            no = 409  # a minor's guardian permits, nobody else
        assert answer.status_code == (no or (200 if gives else 204))
        if no is None:
            pupil.permits[purpose] = gives

    @rule(which=WHICH, whom=WHICH)
    def read_permissions(self, which: int, whom: int) -> None:
        who, pupil = self.who(which), self.pupils[whom % len(self.pupils)]
        answer = self.ask(who, who.home, "GET", f"/people/{pupil.id}/permissions")
        no = self._may_not_answer(who, pupil)
        assert answer.status_code == (no or 200)
        if no is None:
            found = {one["purpose"]: one["granted"] for one in answer.json()["permissions"]}
            assert found == {purpose: pupil.permits.get(purpose, False) for purpose in PURPOSES}

    def _may_not_answer(self, who: Who, pupil: Pupil) -> int | None:
        if not who.here:
            return 401
        near = Role.ADMIN in who.roles or pupil.guardian == who.someone.person_id
        return None if who.home == pupil.home and near else 404

    # -- agreements ------------------------------------------------------------------------------

    @rule(which=WHICH, home=st.integers(0, 2), other=st.integers(0, 2))
    def draft_an_agreement(self, which: int, home: int, other: int) -> None:
        if home == other:
            return
        who = self.who(which)
        terms = terms_of(self.towns[home].id, self.towns[other].id).model_dump(mode="json")
        answer = self.ask(who, home, "POST", "/agreements", terms)
        no = self.refused(who, home, Action.MANAGE_AGREEMENTS)
        assert answer.status_code == (no or 201)
        if no is None:
            self.agreements.append(Agreement(answer.json()["id"], (home, other)))

    @precondition(lambda self: self.agreements)
    @rule(which=WHICH, whom=WHICH, version=st.integers(1, 2), amends=st.booleans())
    def amend_or_approve(self, which: int, whom: int, version: int, amends: bool) -> None:
        who, found = self.who(which), self.agreements[whom % len(self.agreements)]
        path, one, two = f"/agreements/{found.id}", *(self.towns[home].id for home in found.parties)
        if amends:
            terms = terms_of(one, two, price_minor=6000).model_dump(mode="json")
            answer = self.ask(who, who.home, "POST", f"{path}/versions", terms)
        else:
            answer = self.ask(who, who.home, "POST", f"{path}/approval", {"version": version})
        no = self.refused(who, who.home, Action.MANAGE_AGREEMENTS)
        if no is None and who.home not in found.parties:
            no = 404
        if no is None and not amends and version != found.version:
            no = 409
        assert answer.status_code == (no or (201 if amends else 200))
        if no is not None:
            return
        if amends:
            found.version, found.approved = found.version + 1, set()
        else:
            found.approved.add(who.home)
        found.agreed = found.agreed or found.approved == set(found.parties)
        assert (answer.json()["state"] != "draft") == found.agreed

    @rule(which=WHICH, home=st.integers(0, 2))
    def list_agreements(self, which: int, home: int) -> None:
        who = self.who(which)
        answer = self.ask(who, home, "GET", "/agreements")
        no = self.refused(who, home, Action.SEE_AGREEMENTS)
        assert answer.status_code == (no or 200)
        if no is None:
            found = {one["id"]: one["state"] != "draft" for one in answer.json()["agreements"]}
            assert found == {one.id: one.agreed for one in self.agreements if home in one.parties}


TestAsking = Asking.TestCase
TestAsking.settings = settings(
    max_examples=1000 if WIDE else 8, stateful_step_count=60 if WIDE else 40, deadline=None
)
