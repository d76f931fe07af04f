from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import httpx

from server.scores.files import MAX_BYTES
from signaling.client import RoomClient
from signaling.invite import parse
from signaling.local import connector
from signaling.messages import Admission, Admit, Admitted, EndpointKind, Roster, Welcome
from tests.server.world import World, server

PDF = b"%PDF-1.7\n" + b"x" * 5000
PATH = "/api/lesson/scores"


def bearer(url: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {parse(url).token}"}


def client(world: World, url: str) -> RoomClient:
    return RoomClient(url, kind=EndpointKind.PAGE, connect=connector(world.services.rooms))


@asynccontextmanager
async def in_lesson(world: World, made: dict[str, Any], *, let_in: bool = True) -> AsyncIterator[list[str]]:
    """Everybody invited is there, and in the lesson if the teacher lets them in; their invites."""
    urls = [invite["url"] for invite in made["invites"]]
    async with AsyncExitStack() as stack:
        teacher, *others = [await stack.enter_async_context(client(world, url)) for url in urls]
        for other in others:
            async for message in other:
                if isinstance(message, Welcome):
                    break
        if let_in:
            await _admit_all(teacher, others)
        yield urls


async def _admit_all(teacher: RoomClient, others: list[RoomClient]) -> None:
    asked: set[str] = set()
    async for message in teacher:
        if isinstance(message, Roster):
            new = {p.id for p in message.participants if p.admission is Admission.WAITING} - asked
            for participant in new:
                teacher.send(Admit(participant=participant))
            asked |= new
        if len(asked) == len(others):
            break
    for other in others:
        async for message in other:
            if isinstance(message, Admitted):
                break


async def put(world: World, url: str, content: bytes = PDF) -> httpx.Response:
    return await world.client.post(PATH, content=content, headers=bearer(url))


async def test_a_file_of_one_is_read_by_the_other_and_kept_by_no_cache(tmp_path: Path) -> None:
    async with server(tmp_path) as world, in_lesson(world, await world.new_lesson()) as (teacher, pupil):
        for giver, reader in ((teacher, pupil), (pupil, teacher)):
            stored = await put(world, giver)
            assert (stored.status_code, stored.json()["kind"]) == (201, "pdf")
            answer = await world.client.get(f"{PATH}/{stored.json()['id']}", headers=bearer(reader))
            assert (answer.status_code, answer.content) == (200, PDF)
            assert answer.headers["content-type"] == "application/pdf"
            assert answer.headers["cache-control"] == "no-store"
            assert answer.headers["x-content-type-options"] == "nosniff"
            assert answer.headers["content-security-policy"].startswith("sandbox")


async def test_who_waits_who_is_not_there_and_who_is_of_another_lesson_gets_nothing(tmp_path: Path) -> None:
    async with server(tmp_path) as world:
        made, other = await world.new_lesson(), await world.new_lesson()
        async with in_lesson(world, made) as (teacher, pupil), in_lesson(world, other) as (stranger, _):
            score = f"{PATH}/{(await put(world, teacher)).json()['id']}"
            assert (await world.client.get(score, headers=bearer(stranger))).status_code == 404
            assert (await world.client.get(score)).status_code == 401
            assert (await world.client.get(f"{score}?t={parse(pupil).token}")).status_code == 401
            assert (await world.client.get(score, headers=world.host)).status_code == 401
        absent = await world.new_lesson()
        async with in_lesson(world, absent, let_in=False) as (teacher, pupil):
            assert (await put(world, pupil)).status_code == 403
            assert (await world.client.get(score, headers=bearer(pupil))).status_code == 403
        third = await world.new_lesson()
        assert (await put(world, third["invites"][0]["url"])).status_code == 403


async def test_who_watches_reads_and_adds_nothing_and_only_a_teacher_takes_away(tmp_path: Path) -> None:
    async with server(tmp_path) as world:
        made = await world.watched_lesson()
        async with in_lesson(world, made) as (teacher, pupil, observer):
            assert (await put(world, observer)).status_code == 403
            score = f"{PATH}/{(await put(world, teacher)).json()['id']}"
            assert (await world.client.get(score, headers=bearer(observer))).content == PDF
            for who, status in ((observer, 403), (pupil, 403), (teacher, 204), (teacher, 404)):
                assert (await world.client.delete(score, headers=bearer(who))).status_code == status


async def test_what_is_no_score_or_too_large_is_told_in_words(tmp_path: Path) -> None:
    async with server(tmp_path) as world, in_lesson(world, await world.new_lesson()) as (teacher, _):
        wrong = await put(world, teacher, b"<script>alert(1)</script>")
        large = await put(world, teacher, PDF + b"x" * MAX_BYTES)
    assert (wrong.status_code, wrong.json()["error"]["code"]) == (415, "wrong_kind")
    assert (large.status_code, large.json()["error"]["code"]) == (413, "too_large")
    assert "20 MB" in large.json()["error"]["text"]
