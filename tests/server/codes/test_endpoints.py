from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import text

from server.codes import spelling
from server.codes.service import VALID_S
from signaling.invite import parse
from tests.server.world import World, server


def bearer(invite: dict[str, Any]) -> dict[str, str]:
    return {"Authorization": f"Bearer {parse(invite['url']).token}"}


async def make(world: World, invite: dict[str, Any], headers: dict[str, str] | None = None) -> httpx.Response:
    return await world.client.post(f"/api/invites/{invite['id']}/code", headers=headers or world.host)


async def typed(world: World, code: str) -> httpx.Response:
    return await world.client.post("/api/code", json={"code": code})


async def test_a_typed_code_gives_the_very_invite_it_was_made_of(tmp_path: Path) -> None:
    async with server(tmp_path) as world:
        _, pupil = (await world.new_lesson())["invites"]
        made = (await make(world, pupil)).json()
        answer = await typed(world, made["code"].replace(" ", "").lower())
    assert answer.json() == {"token": parse(pupil["url"]).token}
    assert answer.headers["cache-control"] == "no-store"


async def test_a_code_holds_for_half_an_hour_and_no_longer(tmp_path: Path) -> None:
    async with server(tmp_path) as world:
        _, pupil = (await world.new_lesson())["invites"]
        code = (await make(world, pupil)).json()["code"]
        world.clock.at_s += VALID_S - 1
        assert (await typed(world, code)).status_code == 200
        world.clock.at_s += 1
        assert (await typed(world, code)).status_code == 404


async def test_a_new_code_makes_the_one_before_worthless(tmp_path: Path) -> None:
    async with server(tmp_path) as world:
        _, pupil = (await world.new_lesson())["invites"]
        first, second = [(await make(world, pupil)).json()["code"] for _ in range(2)]
        assert (await typed(world, first)).status_code == 404
        assert (await typed(world, second)).status_code == 200


async def test_a_code_ends_with_its_invite_and_with_its_lesson(tmp_path: Path) -> None:
    async with server(tmp_path) as world:
        made = await world.new_lesson()
        codes = [(await make(world, invite)).json()["code"] for invite in made["invites"]]
        await world.client.delete(f"/api/invites/{made['invites'][1]['id']}", headers=world.host)
        assert (await typed(world, codes[1])).status_code == 404
        assert (await make(world, made["invites"][1])).status_code == 404
        await world.client.delete(f"/api/lessons/{made['lesson']['id']}", headers=world.host)
        assert (await typed(world, codes[0])).status_code == 404


async def test_a_teacher_gives_codes_to_the_pupils_of_their_own_lesson_alone(tmp_path: Path) -> None:
    async with server(tmp_path) as world:
        teacher, pupil = (await world.new_lesson())["invites"]
        _, stranger = (await world.new_lesson(pupil="Cia Berg"))["invites"]
        listed = await world.client.get("/api/lesson/invites", headers=bearer(teacher))
        statuses = [
            (await make(world, whose, bearer(teacher))).status_code for whose in (pupil, stranger, teacher)
        ]
        by_pupil = await make(world, pupil, bearer(pupil))
    assert listed.json() == {"invited": [{"id": pupil["id"], "name": "Bo Ek", "role": "pupil"}]}
    assert statuses == [201, 404, 404]
    assert by_pupil.status_code == 401


async def test_who_types_wrong_codes_is_soon_not_listened_to(tmp_path: Path) -> None:
    async with server(tmp_path, rate_code_errors="3/minute") as world:
        _, pupil = (await world.new_lesson())["invites"]
        code = (await make(world, pupil)).json()["code"]
        guesses = [(await typed(world, "FFFF 3333")).status_code for _ in range(3)]
        assert guesses == [404, 404, 404]
        assert (await typed(world, code)).status_code == 429


async def test_no_code_is_kept_as_it_is(tmp_path: Path) -> None:
    async with server(tmp_path) as world:
        _, pupil = (await world.new_lesson())["invites"]
        code = spelling.read((await make(world, pupil)).json()["code"])
        async with world.services.database.read() as connection:
            rows = (await connection.execute(text("SELECT * FROM code"))).all()
    assert len(rows) == 1
    assert code is not None
    assert code not in repr(rows)
