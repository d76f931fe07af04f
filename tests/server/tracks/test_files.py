from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from server.errors import TooManyTracksError, TrackKindError, TrackLengthError, TrackTooLargeError
from server.tracks.files import MAX_BYTES, MAX_TRACKS, MAX_VARIANTS, TrackFiles, Variant
from tests.rtc.test_track_audio import write
from tests.server.world import World, server

SLOWER = Variant(80, -2)


async def chunks(*parts: bytes) -> AsyncIterator[bytes]:
    for part in parts:
        yield part


def stored(world: World) -> list[str]:
    folder = world.services.settings.data_dir / "tracks"
    return sorted(path.relative_to(folder).parts[0] for path in folder.rglob("source"))


async def lesson(world: World) -> str:
    """One that is open: what lies there for an unknown one is swept away at once."""
    return str((await world.new_lesson())["lesson"]["id"])


async def made(files: TrackFiles, lesson_id: str, name: str, variant: Variant) -> Path:
    async with asyncio.timeout(60):
        while (await files.make(lesson_id, name, variant, "anna") or 0.0) < 1.0:
            pass  # each answer takes its time
    path = files.find(lesson_id, name, variant)
    assert path is not None
    return path


async def test_a_track_is_kept_and_its_variant_made_when_it_is_asked_for(tmp_path: Path) -> None:
    wav = write(tmp_path / "a.wav", seconds=1.5).read_bytes()
    async with server(tmp_path) as world:
        files, lesson_id = world.services.tracks, await lesson(world)
        name, seconds = await files.take_in(lesson_id, chunks(wav[:7], wav[7:]))
        assert seconds == 1.5
        assert files.find(lesson_id, name, SLOWER) is None
        path = await made(files, lesson_id, name, SLOWER)
        assert path.read_bytes().startswith(b"OggS")
        assert (path.parent / "source").stat().st_mode & 0o077 == 0
        for where, other in (("l2", name), (lesson_id, "0" * 32), ("..", name), (lesson_id, "../" + name)):
            assert await files.make(where, other, SLOWER, "anna") is None
            assert files.find(where, other, SLOWER) is None
        assert files.remove(lesson_id, name)
        assert not files.remove(lesson_id, name)
        assert files.find(lesson_id, name, SLOWER) is None


async def test_what_is_refused_leaves_nothing_behind(tmp_path: Path) -> None:
    wav, short = (write(tmp_path / "a.wav", seconds=s).read_bytes() for s in (1.2, 0.2))
    async with server(tmp_path) as world:
        files, lesson_id = world.services.tracks, await lesson(world)
        for parts, error in (
            ((b"<html>", b"x" * 100), TrackKindError),
            ((), TrackKindError),
            ((b"fLaC" + b"x" * 100,), TrackKindError),
            ((short,), TrackLengthError),
            ((wav, b"x" * MAX_BYTES), TrackTooLargeError),
        ):
            with pytest.raises(error):
                await files.take_in(lesson_id, chunks(*parts))
        assert stored(world) == []
        for number in range(MAX_TRACKS):
            (world.services.settings.data_dir / "tracks" / lesson_id / f"{number}").mkdir()
        with pytest.raises(TooManyTracksError):
            await files.take_in(lesson_id, chunks(wav))


async def test_the_variants_that_were_asked_for_longest_ago_give_way(tmp_path: Path) -> None:
    wav = write(tmp_path / "a.wav", seconds=1.0).read_bytes()
    async with server(tmp_path) as world:
        files, lesson_id = world.services.tracks, await lesson(world)
        name, _ = await files.take_in(lesson_id, chunks(wav))
        folder = world.services.settings.data_dir / "tracks" / lesson_id / name
        for tempo in range(50, 50 + MAX_VARIANTS):
            (folder / Variant(tempo, 0).file).write_bytes(b"OggS")
        await made(files, lesson_id, name, SLOWER)
        assert len(list(folder.glob("*.ogg"))) == MAX_VARIANTS


async def test_tracks_go_with_a_lesson_that_is_closed_over_or_unknown_and_others_stay(tmp_path: Path) -> None:
    wav = write(tmp_path / "a.wav", seconds=1.0).read_bytes()
    async with server(tmp_path) as world:
        files = world.services.tracks
        open_, closed = [(await world.new_lesson())["lesson"]["id"] for _ in range(2)]
        for lesson in (open_, closed, "unknown"):
            await files.take_in(lesson, chunks(wav))
        await world.client.delete(f"/api/lessons/{closed}", headers=world.host)
        await files.sweep()
        assert stored(world) == [open_]
        world.clock.at_s += 10 * 365 * 86400
        await files.sweep()
        assert stored(world) == []
