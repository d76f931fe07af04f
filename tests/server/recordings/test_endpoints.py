from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import numpy as np
import pytest
import pytest_asyncio

from rtc.flac import FlacEncoder, read_flac
from server.db.tables import room_state
from server.lessons.repository import Invite
from server.privacy.permission import Purpose
from server.recordings.files import Upload
from server.recordings.schemas import CHUNK_BYTES
from signaling.messages import LessonInfo
from signaling.state import RoomState, state_json
from signaling.takes import Mark, Take
from tests.server.privacy.town import CAST, plan, settle_in
from tests.server.world import START_S, World, server

TEACHER, PUPIL = "lesson-0", "lesson-1"
SECONDS = 8


def sound(seed: int) -> bytes:
    """Eight seconds of noise, as an end writes it: more than one chunk."""
    encoder = FlacEncoder(1)
    noise = 0.2 * np.random.default_rng(seed).standard_normal((SECONDS * 48_000, 1)).astype(np.float32)
    return encoder.header + encoder.encode(noise) + encoder.finish()


SOUNDS = {TEACHER: sound(1), PUPIL: sound(2)}


def manifest(data: bytes) -> dict[str, object]:
    pieces = [data[at : at + CHUNK_BYTES] for at in range(0, len(data), CHUNK_BYTES)]
    return {
        "bytes": len(data),
        "sha256": hashlib.sha256(data).hexdigest(),
        "chunks": [hashlib.sha256(piece).hexdigest() for piece in pieces],
        "points": [[n * 48_000, START_S + n, 1e-5] for n in range(SECONDS)],
    }


class School:
    """A server, a lesson that was recorded, and the two who were."""

    def __init__(self, world: World, invites: list[Invite]) -> None:
        self.world, self.invites = world, {each.participant: each for each in invites}

    async def ask(self, who: str, method: str, path: str, **what: object) -> httpx.Response:
        token = self.world.services.lessons.token(self.invites[who])
        headers = {"Authorization": f"Bearer {token}"}
        url = f"/api/lesson/recordings{path}"
        return await self.world.client.request(method, url, headers=headers, **what)  # type: ignore[arg-type]

    async def announce(self, who: str) -> httpx.Response:
        return await self.ask(who, "PUT", "/take4/1", json=manifest(SOUNDS[who]))

    async def send(self, who: str, chunk: int) -> int:
        piece = SOUNDS[who][chunk * CHUNK_BYTES :][:CHUNK_BYTES]
        return (await self.ask(who, "PUT", f"/take4/1/{chunk}", content=piece)).status_code

    async def upload(self, who: str) -> None:
        assert (await self.announce(who)).json() == {"chunks": [], "whole": False}
        for chunk in range(-(-len(SOUNDS[who]) // CHUNK_BYTES)):
            assert await self.send(who, chunk) == 204
        assert (await self.ask(who, "POST", "/take4/1")).json()["whole"]

    async def files(self, who: str = PUPIL) -> list[str]:
        (take,) = (await self.ask(who, "GET", "")).json()["takes"]
        return [*take["files"], *(mark["file"] for mark in take["marks"] if mark["file"])]

    @property
    def folder(self) -> Path:
        return self.world.services.settings.data_dir / "recordings" / "lesson" / "take4"


async def permit(world: World, purpose: Purpose) -> None:
    give = world.services.privacy.permissions.give
    await give(CAST.pupil, purpose, given_by=CAST.parent, actor="host")
    await give(CAST.teacher, purpose, given_by=CAST.teacher, actor="host")


@pytest_asyncio.fixture
async def school(tmp_path: Path) -> AsyncIterator[School]:
    async with server(tmp_path, rate_api="100000/second") as world:
        database = world.services.database
        await settle_in(database)
        invites = await plan(database, CAST.pupil)
        await permit(world, Purpose.RECORDING)
        state = RoomState(LessonInfo(id="lesson", teacher="Anna Lind"), 0.0)
        state.tape.takes = [
            Take(
                "take4",
                START_S,
                [TEACHER, PUPIL],
                START_S + SECONDS,
                [Mark(1, START_S + 3.0, PUPIL, "bar 4")],
            ),
            Take("take9", START_S + 60, [TEACHER, PUPIL]),
        ]
        row = {"lesson_id": "lesson", "state": state_json.dump_json(state).decode(), "revision": 1}
        async with database.write() as connection:
            await connection.execute(room_state.insert().values(**row, updated_s=START_S))
        yield School(world, invites)


async def test_what_both_ends_upload_becomes_stems_a_mix_and_clips(school: School) -> None:
    await permit(school.world, Purpose.CLIPS)
    for who in SOUNDS:
        await school.upload(who)
    recordings = school.world.services.recordings
    await recordings.work()
    stems = [f"stem-{who}.flac" for who in (TEACHER, PUPIL)]
    assert await school.files() == ["mix.flac", *stems, "clip-1.flac"]
    answer = await school.ask(PUPIL, "GET", f"/take4/stem-{PUPIL}.flac")
    (school.folder / "got.flac").write_bytes(answer.content)
    got = np.concatenate(list(read_flac(school.folder / "got.flac")))
    assert len(got) == pytest.approx(SECONDS * 48_000, abs=2)
    told = [(clip.take, clip.n, clip.text) for clip in await recordings.clips("lesson", PUPIL)]
    assert told == [("take4", 1, "bar 4")]
    assert await recordings.clip("lesson", PUPIL, "take4", 1) is not None
    assert await recordings.clips("lesson", "somebody") == []
    assert await recordings.clip("lesson", "somebody", "take4", 1) is None
    # Clips are given as long as everybody permits them.
    permissions = school.world.services.privacy.permissions
    await permissions.withdraw(CAST.pupil, Purpose.CLIPS, by=CAST.parent, actor="host")
    assert await recordings.clips("lesson", PUPIL) == []
    assert (await school.ask(PUPIL, "GET", "/take4/clip-1.flac")).status_code == 404
    assert await school.files() == ["mix.flac", *stems]


async def test_a_chunk_that_comes_twice_is_there_once_and_a_wrong_one_never(school: School) -> None:
    await school.announce(PUPIL)
    assert [await school.send(PUPIL, 1) for _ in range(2)] == [204, 204]
    assert (await school.ask(PUPIL, "PUT", "/take4/1/0", content=b"wrong")).status_code == 422
    assert (await school.announce(PUPIL)).json() == {"chunks": [1], "whole": False}
    assert (await school.ask(PUPIL, "POST", "/take4/1")).status_code == 409


async def test_an_upload_goes_on_where_a_killed_server_left_it(school: School) -> None:
    """Between any two steps, and amid the writing of a chunk or of the whole."""
    await school.announce(PUPIL)
    await school.send(PUPIL, 0)
    upload = Upload(school.folder / f"{PUPIL}.1")
    (upload.folder / "chunks" / "1.part").write_bytes(b"half a chu")
    (upload.folder / "sound.part").write_bytes(b"half a sou")
    assert (await school.announce(PUPIL)).json()["chunks"] == [0]
    for chunk in range(1, -(-len(SOUNDS[PUPIL]) // CHUNK_BYTES)):
        await school.send(PUPIL, chunk)
    for _ in range(2):
        assert (await school.ask(PUPIL, "POST", "/take4/1")).json()["whole"]
    assert (await school.announce(PUPIL)).json()["whole"]
    assert upload.sound.read_bytes() == SOUNDS[PUPIL]
    assert sorted(path.name for path in upload.folder.iterdir()) == ["sound"]


async def test_a_chunk_that_was_damaged_on_the_disk_is_asked_for_again(school: School) -> None:
    await school.announce(PUPIL)
    count = -(-len(SOUNDS[PUPIL]) // CHUNK_BYTES)
    for chunk in range(count):
        await school.send(PUPIL, chunk)
    upload = Upload(school.folder / f"{PUPIL}.1")
    (upload.folder / "chunks" / "1").write_bytes(b"rot")
    assert (await school.ask(PUPIL, "POST", "/take4/1")).status_code == 409
    assert 1 not in (await school.announce(PUPIL)).json()["chunks"]
    await school.send(PUPIL, 1)
    assert (await school.ask(PUPIL, "POST", "/take4/1")).json()["whole"]


async def test_a_withdrawn_permission_deletes_what_was_recorded(school: School) -> None:
    for who in SOUNDS:
        await school.upload(who)
    recordings = school.world.services.recordings
    assert await recordings.sweep() == 0
    assert school.folder.exists()
    permissions = school.world.services.privacy.permissions
    await permissions.withdraw(CAST.pupil, Purpose.RECORDING, by=CAST.pupil, actor="host")
    assert (await school.ask(TEACHER, "GET", "/take4/mix.flac")).status_code == 404
    assert await recordings.sweep() == 1
    assert not school.folder.exists()


async def test_somebody_erased_takes_the_recording_with_them(school: School) -> None:
    for who in SOUNDS:
        await school.upload(who)
    await school.world.services.privacy.erasure.erase(CAST.teacher, actor="host")
    assert not school.folder.exists()


async def test_what_still_runs_or_is_somebody_elses_is_not_taken(school: School) -> None:
    asked = manifest(SOUNDS[PUPIL])
    assert (await school.ask(PUPIL, "PUT", "/take9/1", json=asked)).status_code == 409
    assert (await school.ask(PUPIL, "PUT", "/take5/1", json=asked)).status_code == 404
    assert (await school.ask(PUPIL, "PUT", "/take4/1/0", content=b"x")).status_code == 404


async def test_an_end_that_says_that_nothing_comes_is_not_waited_for(school: School) -> None:
    await school.upload(TEACHER)
    assert (await school.ask(PUPIL, "POST", "/take9/nothing")).status_code == 409, "it still runs"
    assert [(await school.ask(PUPIL, "POST", "/take4/nothing")).status_code for _ in range(2)] == [204, 204]
    recordings = school.world.services.recordings
    await recordings.work()
    assert f"stem-{TEACHER}.flac" in await school.files()
    await school.upload(PUPIL)
    await recordings.work()
    assert f"stem-{PUPIL}.flac" in await school.files(), "what it sends after all is in it"


async def test_an_end_that_never_uploads_is_not_waited_for_for_ever(school: School) -> None:
    await school.upload(TEACHER)
    recordings = school.world.services.recordings
    await recordings.work()
    assert await school.files() == []
    school.world.clock.at_s += 7 * 3600
    await recordings.work()
    assert f"stem-{TEACHER}.flac" in await school.files()
    await school.upload(PUPIL)
    await recordings.work()
    assert f"stem-{PUPIL}.flac" in await school.files(), "what came later is in it"
