"""How a lesson goes is told by its pages, kept of those under agreements, shown to who confirms them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import func, select

from server.db.border_tables import lesson_course
from server.roles.names import AccountRole
from signaling.invite import parse
from signaling.messages import Role
from tests.server.border import Border
from tests.server.staff import Someone, Town, town
from tests.server.world import World, server


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with server(tmp_path) as started:
        yield started


class Lesson:
    """A lesson under an agreement, and the tokens of its ends."""

    def __init__(self, made: Border, teacher: Someone, lesson: str, tokens: dict[Role, str]) -> None:
        self._made, self._teacher, self.id, self._tokens = made, teacher, lesson, tokens

    @classmethod
    async def of(cls, world: World) -> Lesson:
        made = await Border.between(await town(world, "Luleå"), await town(world, "Pajala"))
        teacher = await made.taker.someone(AccountRole.TEACHER)
        lesson = await made.given(teacher=teacher)
        return cls(made, teacher, lesson, await tokens_of(made.taker, teacher, lesson))

    async def tell(self, role: Role, **told: Any) -> httpx.Response:
        return await tell(self._made.taker.world, self._tokens[role], **told)

    async def read(self) -> dict[str, Any]:
        world = self._made.taker.world
        path = f"/deliveries?from_s={world.clock() - 7200}&to_s={world.clock() + 9}"
        (found,) = (await self._made.taker.ask(self._teacher, "GET", path)).json()["lessons"]
        delivery: dict[str, Any] = found
        return delivery


async def tokens_of(place: Town, teacher: Someone, lesson: str) -> dict[Role, str]:
    found = (await place.ask(teacher, "GET", f"/lessons/{lesson}/invites")).json()["invites"]
    return {Role(one["role"]): parse(one["url"]).token for one in found}


async def tell(world: World, token: str, **told: Any) -> httpx.Response:
    bearer = {"Authorization": f"Bearer {token}"}
    return await world.client.post("/api/lesson/course", headers=bearer, json=told)


async def test_what_pages_tell_is_added_up_at_each_end_and_the_worst_is_kept(world: World) -> None:
    lesson = await Lesson.of(world)
    assert (await lesson.tell(Role.TEACHER, together_s=600, missing_pct=0.5)).json() == {"kept": True}
    world.clock.at_s += 600
    await lesson.tell(Role.PUPIL, together_s=500, bad_s=40, late_ms=70.0, missing_pct=9.0, relayed=True)
    await lesson.tell(Role.PUPIL, together_s=60, bad_s=30, late_ms=50.0, missing_pct=2.0)
    found = await lesson.read()
    assert found["together_min"] == 10
    assert [(one["sign"], one["cause"], one["end"], one["seconds"]) for one in found["measured"]] == [
        ("sound_missing", "network", "pupil", 70),
        ("relayed", None, "pupil", None),
    ]
    async with world.services.database.read() as connection:
        mine = lesson_course.c.role == "pupil"
        row = (await connection.execute(select(lesson_course).where(mine))).one()
    assert (row.late_ms, row.missing_pct, row.relayed) == (70.0, 9.0, True)


async def test_a_device_that_was_got_in_the_end_is_no_cause(world: World) -> None:
    lesson = await Lesson.of(world)
    await lesson.tell(Role.PUPIL, microphone="refused")
    found = (await lesson.read())["measured"]
    assert [(one["sign"], one["cause"], one["device"]) for one in found] == [
        ("microphone", "device", "refused")
    ]
    await lesson.tell(Role.PUPIL, together_s=60)
    assert (await lesson.read())["measured"] == []


async def test_a_lesson_to_which_only_the_teacher_came_is_proposed_as_the_pupils_absence(
    world: World,
) -> None:
    lesson = await Lesson.of(world)
    await lesson.tell(Role.TEACHER)
    assert (await lesson.read())["proposed"] is None
    world.clock.at_s += 31 * 60
    found = await lesson.read()
    assert found["proposed"] == "pupil_absent"
    assert [one["sign"] for one in found["measured"]] == ["no_pupil"]


async def test_of_a_lesson_under_no_agreement_nothing_is_kept(world: World) -> None:
    place = await town(world, "Pajala")
    teacher = await place.someone(AccountRole.TEACHER)
    planned = await place.lesson(teacher, minutes=30)
    token = (await tokens_of(place, teacher, planned.id))[Role.TEACHER]
    assert (await tell(world, token, together_s=60)).json() == {"kept": False}
    async with world.services.database.read() as connection:
        query = select(func.count()).select_from(lesson_course)
        assert (await connection.execute(query)).scalar_one() == 0


async def test_nobody_tells_of_a_lesson_without_an_invite_to_it(world: World) -> None:
    lesson = await Lesson.of(world)
    assert (await tell(world, "guess", together_s=60)).status_code == 401
    assert (await lesson.tell(Role.PUPIL, together_s=-1)).status_code == 422
    assert (await lesson.tell(Role.PUPIL, who="Bo")).status_code == 422
    assert (await lesson.read())["together_min"] is None


async def test_an_ends_line_goes_with_its_lesson(world: World) -> None:
    lesson = await Lesson.of(world)
    await lesson.tell(Role.PUPIL, together_s=60)
    world.clock.at_s += 500 * 24 * 3600.0
    await world.services.privacy.retention.run()
    async with world.services.database.read() as connection:
        query = select(func.count()).select_from(lesson_course)
        assert (await connection.execute(query)).scalar_one() == 0
