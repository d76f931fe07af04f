"""Planning under an agreement warns of what it does not say, and plans all the same."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from server.delivered.matching import mismatches
from server.roles.names import AccountRole
from tests.server.border import Border, terms_of
from tests.server.staff import town
from tests.server.timetable.school import School
from tests.server.world import World, server


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with server(tmp_path) as started:
        yield started


AGREED = terms_of("lulea", "pajala", subjects=["Violin", "viola"], levels=["beginner"], minutes=60)


@pytest.mark.parametrize(
    ("lesson", "warned"),
    [
        ({"subject": "violin", "level": "Beginner", "planned_min": 60}, set()),
        ({"subject": "", "level": "", "planned_min": 0}, set()),
        ({"subject": "oboe", "level": "", "planned_min": 0}, {"agreement_subject"}),
        ({"subject": " VIOLA ", "level": "advanced", "planned_min": 0}, {"agreement_level"}),
        ({"subject": "violin", "level": "", "planned_min": 61}, {"agreement_hours"}),
    ],
)
def test_what_the_agreement_does_not_say_is_named(lesson: dict[str, Any], warned: set[str]) -> None:
    assert mismatches(AGREED, **lesson) == warned


def test_an_agreement_that_names_nothing_takes_anything() -> None:
    open_terms = terms_of("lulea", "pajala", subjects=[])
    assert mismatches(open_terms, subject="oboe", level="advanced", planned_min=10**6) == set()


class Shared:
    """A school with a guest by an agreement."""

    def __init__(self, school: School, guest: str) -> None:
        self.school, self.guest = school, guest

    @classmethod
    async def make(cls, world: World, **changes: Any) -> Shared:
        school = await School.make(world)
        made = await Border.between(await town(world, "Luleå"), school.town, **changes)
        return cls(school, (await made.guest())[1])

    async def once(self, day: str, **changes: Any) -> dict[str, Any]:
        said = self.school.series(teacher=self.guest, day=day, **changes)
        asked = {name: value for name, value in said.items() if name not in {"first_day", "last_day"}}
        answer = await self.school.ask("POST", "/occurrences", asked)
        assert answer.status_code == 201, answer.text
        done: dict[str, Any] = answer.json()
        return done


async def test_another_subject_or_level_is_planned_with_a_warning(world: World) -> None:
    shared = await Shared.make(world, levels=["beginner"])
    assert (await shared.once("2027-01-19", level="beginner"))["warnings"] == []
    done = await shared.once("2027-01-20", instrument="oboe", level="advanced")
    assert done["warnings"] == ["agreement_level", "agreement_subject"]
    assert [one["level"] for one in done["occurrences"]] == ["advanced"]


async def test_a_week_that_comes_to_more_than_was_agreed_warns_and_the_next_begins_anew(world: World) -> None:
    shared = await Shared.make(world, minutes=80, preparation_min=5)
    assert (await shared.once("2027-01-19"))["warnings"] == []
    first = await shared.once("2027-01-20")
    assert first["warnings"] == []  # 2 x (30 + 5)
    assert (await shared.once("2027-01-21", minutes=20))["warnings"] == ["agreement_hours"]
    assert (await shared.once("2027-01-26"))["warnings"] == []
    # What was called off counts no more.
    (one,) = first["occurrences"]
    assert (await shared.school.ask("DELETE", f"/occurrences/{one['id']}")).status_code == 200
    assert (await shared.once("2027-01-22", minutes=15))["warnings"] == []  # 35 + 25 + 20


async def test_hours_agreed_for_a_term_are_counted_in_the_term(world: World) -> None:
    shared = await Shared.make(world, minutes=60, per="term")
    assert (await shared.once("2027-02-02", minutes=120))["warnings"] == []  # outside of any term
    spring = {"name": "Spring", "first_day": "2027-02-01", "last_day": "2027-06-01"}
    assert (await shared.school.ask("POST", "/terms", spring)).status_code == 201
    assert (await shared.once("2027-05-25"))["warnings"] == ["agreement_hours"]
    assert (await shared.once("2027-06-08"))["warnings"] == []


async def test_a_series_keeps_its_level_and_warns_when_it_is_moved(world: World) -> None:
    shared = await Shared.make(world, levels=["beginner"])
    times = await shared.school.plan(teacher=shared.guest, level="advanced")
    assert {one["level"] for one in times} == {"advanced"}
    moved = {"day": "2027-01-21", "at": "15:00", "following": True}
    answer = await shared.school.ask("PUT", f"/occurrences/{times[0]['id']}/time", moved)
    assert answer.json()["warnings"] == ["agreement_level"]


async def test_a_lesson_planned_by_itself_warns_as_well(world: World) -> None:
    shared = await Shared.make(world)
    who = await shared.school.town.someone(AccountRole.COORDINATOR)
    new = {"pupil_name": "Bo", "teacher": shared.guest, "instrument": "oboe"}
    answer = await shared.school.town.ask(who, "POST", "/lessons", json=new)
    assert (answer.status_code, answer.json()["warnings"]) == (201, ["agreement_subject"])
    own = await shared.school.town.ask(
        who, "POST", "/lessons", json=new | {"teacher": shared.school.anna.person_id}
    )
    assert own.json()["warnings"] == []
