from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx

from server.db.tables import lesson as lessons
from server.lessons.plan_repository import LISTED
from server.roles import AccountRole
from signaling import tokens
from signaling.invite import parse
from tests.server.staff import Someone, town
from tests.server.world import START_S, server

DAY_S = 24 * 3600.0


async def test_each_finds_their_own_lessons_and_enters_as_who_they_are(tmp_path: Path) -> None:
    async with server(tmp_path) as world:
        made = await town(world)
        teacher, guardian = await made.someone(AccountRole.TEACHER), await made.someone(AccountRole.GUARDIAN)
        host, stranger = await made.someone(AccountRole.HOST), await made.someone(AccountRole.TEACHER)
        pupil = await made.pupil("Bo Ek")
        await made.guard(guardian, pupil)
        lesson = await made.lesson(teacher, pupil=pupil.id, pupil_name=None, host=host.person_id)
        entered = {}
        for who in (teacher, guardian, host):
            path = f"/lessons?from_s={START_S - 1}&to_s={START_S + DAY_S}"
            (listed,) = (await made.ask(who, "GET", path)).json()["lessons"]
            assert (listed["id"], listed["state"]) == (lesson.id, "open")
            url = (await made.ask(who, "POST", f"/lessons/{lesson.id}/entry")).json()["url"]
            claims = tokens.verify(world.services.token_key, parse(url).token, START_S)
            entered[who.person.name.split()[0]] = (claims.role.value, claims.name)
        assert entered == {
            "teacher": ("teacher", teacher.person.name),
            "guardian": ("pupil", "Bo Ek"),
            "host": ("pupil", "Bo Ek"),
        }
        assert (await made.ask(stranger, "GET", f"/lessons/{lesson.id}")).status_code == 404


async def test_an_unconfirmed_guardian_finds_nothing(tmp_path: Path) -> None:
    async with server(tmp_path) as world:
        made = await town(world)
        teacher, guardian = await made.someone(AccountRole.TEACHER), await made.someone(AccountRole.GUARDIAN)
        pupil = await made.pupil()
        await made.guard(guardian, pupil, confirmed=False)
        lesson = await made.lesson(teacher, pupil=pupil.id, pupil_name=None)
        assert (await made.ask(guardian, "GET", f"/lessons/{lesson.id}")).status_code == 404


async def test_a_coordinator_plans_for_a_teacher_and_a_teacher_for_themselves_alone(tmp_path: Path) -> None:
    async with server(tmp_path) as world:
        made = await town(world)
        one, other = await made.someone(AccountRole.TEACHER), await made.someone(AccountRole.TEACHER)
        coordinator = await made.someone(AccountRole.COORDINATOR)
        asked = {"pupil_name": "Bo", "teacher": other.person_id, "instrument": "oboe", "minutes": 45}
        planned = [(await made.ask(who, "POST", "/lessons", json=asked)).json() for who in (coordinator, one)]
        assert [lesson["teacher"] for lesson in planned] == [other.person.name, one.person.name]
        nobody = await made.ask(coordinator, "POST", "/lessons", json={"pupil_name": "Bo"})
    assert nobody.status_code == 409


async def test_whoever_is_taken_is_named_and_nothing_is_planned(tmp_path: Path) -> None:
    async with server(tmp_path) as world:
        made = await town(world)
        one, other = await made.someone(AccountRole.TEACHER), await made.someone(AccountRole.TEACHER)
        pupil = await made.pupil("Bo Ek")
        then = datetime.fromtimestamp(START_S + DAY_S, UTC)

        async def plan(teacher: Someone, minutes_later: int, **more: str) -> httpx.Response:
            begins_at = (then + timedelta(minutes=minutes_later)).isoformat()
            asked = {"begins_at": begins_at, "minutes": 30} | more
            return await made.ask(teacher, "POST", "/lessons", json=asked)

        assert (await plan(one, 0, pupil=pupil.id)).status_code == 201
        same_pupil = await plan(other, 15, pupil=pupil.id)
        same_teacher = await plan(one, -15, pupil_name="Cia")
        assert (same_pupil.status_code, same_teacher.status_code) == (409, 409)
        assert [each["who"] for each in same_pupil.json()["conflicts"]] == ["Bo Ek"]
        (met,) = same_teacher.json()["conflicts"]
        assert (met["who"], met["wanted"]["subject"], met["taken"]["subject"]) == (
            one.person.name,
            "Cia",
            "Bo Ek",
        )
        assert (await plan(one, 30, pupil_name="Cia")).status_code == 201
        # Whoever begins now is there, whatever was planned.
        now = {"pupil": pupil.id, "minutes": 240}
        assert [(await made.ask(one, "POST", "/lessons", json=now)).status_code for _ in range(2)] == [
            201,
            201,
        ]


async def test_a_withdrawn_invite_is_shown_and_opens_no_more(tmp_path: Path) -> None:
    async with server(tmp_path) as world:
        made = await town(world)
        teacher = await made.someone(AccountRole.TEACHER)
        lesson = await made.lesson(teacher)
        path = f"/lessons/{lesson.id}/invites"
        (pupils,) = [
            one for one in (await made.ask(teacher, "GET", path)).json()["invites"] if one["role"] == "pupil"
        ]
        assert (await made.ask(teacher, "DELETE", f"{path}/{pupils['id']}")).status_code == 204
        left = (await made.ask(teacher, "GET", path)).json()["invites"]
    assert [one["role"] for one in left] == ["teacher"]


async def test_a_long_week_comes_in_pages_of_which_nothing_is_missing_and_nothing_twice(
    tmp_path: Path,
) -> None:
    async with server(tmp_path) as world:
        made = await town(world)
        coordinator = await made.someone(AccountRole.COORDINATOR)
        row = {
            "municipality_id": made.id,
            "minutes": 30,
            "teacher": "Anna",
            "instrument": "",
            "created_s": START_S,
            "expires_s": START_S + DAY_S,
        }
        # Many begin at the same time, over the borders of pages.
        rows = [row | {"id": f"l{n:03}", "begins_s": START_S + n // 70} for n in range(2 * LISTED + 30)]
        async with world.services.database.write() as connection:
            await connection.execute(lessons.insert(), rows)
        found, sizes, asked = [], [], f"from_s={START_S}"
        while asked:
            answer = await made.ask(coordinator, "GET", f"/lessons?{asked}&to_s={START_S + DAY_S}")
            page = answer.json()
            sizes.append(len(page["lessons"]))
            found += [one["id"] for one in page["lessons"]]
            more = page["next"]
            asked = f"from_s={more['from_s']}&after={more['after']}" if more else ""
    assert sizes == [LISTED, LISTED, 30]
    assert found == [one["id"] for one in rows]
