from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from server.errors import ScoreKindError, ScoreTooLargeError, TooManyScoresError
from server.scores.files import MAX_BYTES, MAX_FILES, read_type
from tests.server.world import World, server

PNG = b"\x89PNG\r\n\x1a\n" + b"x" * 100


async def chunks(*parts: bytes) -> AsyncIterator[bytes]:
    for part in parts:
        yield part


def stored(world: World) -> list[Path]:
    return [path for path in (world.services.settings.data_dir / "scores").rglob("*") if path.is_file()]


async def test_a_file_is_kept_whole_for_its_owner_alone_however_it_comes_in_pieces(tmp_path: Path) -> None:
    async with server(tmp_path) as world:
        files = world.services.scores
        name, media_type = await files.take_in("l1", chunks(*(PNG[i : i + 1] for i in range(len(PNG)))))
        path = files.find("l1", name)
        assert path is not None
        assert (path.read_bytes(), media_type, read_type(path)) == (PNG, "image/png", "image/png")
        assert path.stat().st_mode & 0o077 == 0
        assert files.find("l2", name) is None
        assert files.find("l1", "../" + name) is None
        assert files.find("..", name) is None


async def test_what_is_refused_leaves_nothing_behind(tmp_path: Path) -> None:
    async with server(tmp_path) as world:
        files = world.services.scores
        for parts in ((b"<html>", b"x" * 100), (b"%P",), ()):
            with pytest.raises(ScoreKindError):
                await files.take_in("l1", chunks(*parts))
        with pytest.raises(ScoreTooLargeError):
            await files.take_in("l1", chunks(PNG, b"x" * MAX_BYTES))
        assert stored(world) == []


async def test_a_lesson_holds_so_many_files_and_a_removed_one_makes_room(tmp_path: Path) -> None:
    async with server(tmp_path) as world:
        files = world.services.scores
        names = [(await files.take_in("l1", chunks(PNG)))[0] for _ in range(MAX_FILES)]
        with pytest.raises(TooManyScoresError):
            await files.take_in("l1", chunks(PNG))
        assert files.remove("l1", names[0])
        assert not files.remove("l1", names[0])
        await files.take_in("l1", chunks(PNG))


async def test_files_go_with_a_lesson_that_is_closed_over_or_unknown_and_others_stay(tmp_path: Path) -> None:
    async with server(tmp_path) as world:
        files = world.services.scores
        open_, closed = [(await world.new_lesson())["lesson"]["id"] for _ in range(2)]
        for lesson in (open_, closed, "unknown"):
            await files.take_in(lesson, chunks(PNG))
        await world.client.delete(f"/api/lessons/{closed}", headers=world.host)
        assert [path.parent.name for path in stored(world)] == [open_]
        world.clock.at_s += 10 * 365 * 86400
        await files.sweep()
        assert stored(world) == []
