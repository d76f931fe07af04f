"""Whatever is planned, moved, handed over and called off: nobody and no room is ever in two at once."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, product
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from server.db.tables import invite, lesson
from server.db.timetable_tables import occurrence, occurrence_pupil
from signaling.messages import Role
from tests.server.running import Running
from tests.server.timetable.school import School

HOURS = [f"{hour:02d}:{minute:02d}" for hour, minute in product((14, 15), (0, 20, 40))]
DAYS = ["2027-01-19", "2027-01-20", "2027-01-27", "2027-02-02"]
PLAN = st.fixed_dictionaries(
    {
        "act": st.just("plan"),
        "pupil": st.integers(0, 4),
        "teacher": st.integers(0, 1),
        "room": st.booleans(),
        "day": st.sampled_from(DAYS),
        "at": st.sampled_from(HOURS),
        "minutes": st.sampled_from((20, 40, 60)),
    }
)
CHANGE = st.fixed_dictionaries(
    {
        "act": st.sampled_from(("move", "move all", "hand over", "call off", "call off all", "holiday")),
        "which": st.integers(0, 30),
        "teacher": st.integers(0, 1),
        "day": st.sampled_from(DAYS),
        "at": st.sampled_from(HOURS),
    }
)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    started = Running(tmp_path_factory.mktemp("server"), rate_api="1000000/second", log_level="error")
    yield started
    started.stop()


async def act(school: School, room: str, step: dict[str, Any]) -> int:
    """Ask for one step; whether it is done or refused is the server's to say."""
    teachers = [school.anna.person_id, school.bo.person_id]
    if step["act"] == "plan":
        said = school.series(
            pupils=[school.pupils[step["pupil"]].id],
            teacher=teachers[step["teacher"]],
            first_day=step["day"],
            last_day="2027-02-16",
            at=step["at"],
            minutes=step["minutes"],
            **({"place": room} if step["room"] else {}),
        )
        return (await school.ask("POST", "/series", said)).status_code
    if step["act"] == "holiday":
        free = {"name": "Free", "first_day": step["day"], "last_day": step["day"]}
        made = await school.ask("POST", "/holidays", free)
        return (await school.ask("DELETE", f"/holidays/{made.json()['id']}")).status_code
    times = await school.listed()
    if not times:
        return 404
    path = f"/occurrences/{times[step['which'] % len(times)]['id']}"
    if step["act"].startswith("call off"):
        following = str(step["act"] == "call off all").lower()
        return (await school.ask("DELETE", f"{path}?following={following}")).status_code
    if step["act"] == "hand over":
        asked: dict[str, Any] = {"teacher": teachers[step["teacher"]]}
        return (await school.ask("PUT", f"{path}/teacher", asked)).status_code
    asked = {"day": step["day"], "at": step["at"], "following": step["act"] == "move all"}
    return (await school.ask("PUT", f"{path}/time", asked)).status_code


async def engagements(school: School) -> list[tuple[str, float, float]]:
    """Who and what is in which time, as the tables of the timetable and of the lessons have it."""
    of = occurrence.c
    begins, ends = lesson.c.begins_s, lesson.c.begins_s + lesson.c.minutes * 60
    planned = (of.cancelled_s.is_(None), of.municipality_id == school.town.id)
    queries = (
        select(of.teacher_id, of.begins_s, of.ends_s).where(*planned),
        select(of.place_id, of.begins_s, of.ends_s).where(of.place_id.is_not(None), *planned),
        select(occurrence_pupil.c.person_id, of.begins_s, of.ends_s)
        .join(occurrence, of.id == occurrence_pupil.c.occurrence_id)
        .where(*planned),
    )
    invited = (
        select(invite.c.person_id, begins, ends)
        .join(lesson, lesson.c.id == invite.c.lesson_id)
        .where(
            invite.c.revoked_s.is_(None),
            lesson.c.revoked_s.is_(None),
            lesson.c.municipality_id == school.town.id,
        )
    )
    async with school.town.world.services.database.read() as connection:
        found = [tuple(row) for query in queries for row in await connection.execute(query)]
        lessons = [tuple(row) for row in await connection.execute(invited)]
        teachers = select(invite.c.lesson_id).where(
            invite.c.role == Role.TEACHER.value, invite.c.revoked_s.is_(None)
        )
        taught = list((await connection.execute(teachers)).scalars())
    # What the rooms know is what the timetable says; each has one teacher.
    assert sorted(lessons) == sorted(one for one in found if one[0] in {row[0] for row in lessons})
    assert len(taught) == len(set(taught))
    return [(str(who), float(begin), float(end)) for who, begin, end in found]


@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=st.lists(st.one_of(PLAN, CHANGE), min_size=4, max_size=10))
def test_nobody_and_no_room_is_ever_in_two_at_once(running: Running, steps: list[dict[str, Any]]) -> None:
    async def story() -> None:
        school = await School.make(running.world)
        room = await school.place()
        for step in steps:
            assert await act(school, room, step) in {200, 201, 204, 404, 409}, step
            for one, other in combinations(await engagements(school), 2):
                apart = max(one[1], other[1]) >= min(one[2], other[2])
                assert one[0] != other[0] or apart, (step, one, other)

    running.run(story())
