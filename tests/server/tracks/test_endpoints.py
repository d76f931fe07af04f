from __future__ import annotations

from pathlib import Path

import httpx

from server.tracks.files import MAX_BYTES
from signaling.invite import parse
from tests.rtc.test_track_audio import write
from tests.server.scores.test_endpoints import bearer, in_lesson
from tests.server.world import World, server

PATH = "/api/lesson/tracks"


async def put(world: World, url: str, content: bytes) -> httpx.Response:
    return await world.client.post(PATH, content=content, headers=bearer(url))


async def ready(world: World, url: str, variant: str) -> bytes:
    """Asked for until it is there, then fetched."""
    while True:
        answer = await world.client.put(variant, headers=bearer(url))
        assert answer.status_code == 200
        if answer.json()["done"] == 1:
            return (await world.client.get(variant, headers=bearer(url))).content


async def test_both_ends_get_the_same_samples_and_no_cache_keeps_them(tmp_path: Path) -> None:
    wav = write(tmp_path / "a.wav", seconds=1.5).read_bytes()
    async with server(tmp_path) as world, in_lesson(world, await world.new_lesson()) as (teacher, pupil):
        stored = await put(world, pupil, wav)
        assert (stored.status_code, stored.json()["seconds"]) == (201, 1.5)
        variant = f"{PATH}/{stored.json()['id']}/80/-3"
        early = await world.client.get(variant, headers=bearer(teacher))
        assert early.status_code == 404
        sound = await ready(world, teacher, variant)
        assert sound == await ready(world, pupil, variant)
        assert sound.startswith(b"OggS")
        answer = await world.client.get(variant, headers=bearer(teacher))
        assert answer.headers["content-type"] == "audio/ogg"
        assert answer.headers["cache-control"] == "no-store"
        for wrong in ("49/0", "151/0", "100/7", "100/x"):
            path = f"{PATH}/{stored.json()['id']}/{wrong}"
            assert (await world.client.put(path, headers=bearer(teacher))).status_code == 422


async def test_who_waits_is_not_there_or_is_of_another_lesson_gets_nothing(tmp_path: Path) -> None:
    wav = write(tmp_path / "a.wav", seconds=1.0).read_bytes()
    async with server(tmp_path) as world:
        made, other = await world.new_lesson(), await world.new_lesson()
        async with in_lesson(world, made) as (teacher, pupil), in_lesson(world, other) as (stranger, _):
            track = f"{PATH}/{(await put(world, teacher, wav)).json()['id']}/100/0"
            assert (await world.client.put(track, headers=bearer(stranger))).status_code == 404
            assert (await world.client.put(track)).status_code == 401
            assert (await world.client.get(f"{track}?t={parse(pupil).token}")).status_code == 401
        async with in_lesson(world, await world.new_lesson(), let_in=False) as (_, waiting):
            assert (await put(world, waiting, wav)).status_code == 403
            assert (await world.client.put(track, headers=bearer(waiting))).status_code == 403


async def test_who_watches_adds_nothing_and_only_a_teacher_takes_away(tmp_path: Path) -> None:
    wav = write(tmp_path / "a.wav", seconds=1.0).read_bytes()
    async with server(tmp_path) as world:
        made = await world.watched_lesson()
        async with in_lesson(world, made) as (teacher, pupil, observer):
            assert (await put(world, observer, wav)).status_code == 403
            track = f"{PATH}/{(await put(world, teacher, wav)).json()['id']}"
            assert await ready(world, observer, f"{track}/100/0")
            dropped = await world.client.delete(f"{track}/70/0", headers=bearer(pupil))
            assert dropped.status_code == 204
            for who, status in ((observer, 403), (pupil, 403), (teacher, 204), (teacher, 404)):
                assert (await world.client.delete(track, headers=bearer(who))).status_code == status


async def test_what_is_no_track_is_told_in_words(tmp_path: Path) -> None:
    wav, short = (write(tmp_path / "a.wav", seconds=s).read_bytes() for s in (1.0, 0.1))
    async with server(tmp_path) as world, in_lesson(world, await world.new_lesson()) as (teacher, _):
        for content, status, words in (
            (b"<script>alert(1)</script>", 415, "MP3"),
            (wav + b"x" * MAX_BYTES, 413, "60 MB"),
            (short, 422, "ten minutes"),
        ):
            answer = await put(world, teacher, content)
            assert answer.status_code == status
            said = answer.json()["error"]
            assert words in said["text"] + said["remedy"]
