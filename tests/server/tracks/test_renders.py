from __future__ import annotations

from pathlib import Path

import pytest

from server.errors import TrackKindError, TrackLengthError, TrackRenderError
from server.tracks.renders import AT_ONCE, FORGET_S, Renders
from tests.rtc.test_track_audio import write


class Clock:
    at_s = 100.0

    def __call__(self) -> float:
        return self.at_s


def wanted(source: Path, tempo_percent: int = 80) -> tuple[str, ...]:
    return (str(source), "wav", str(tempo_percent), "0", "3.0")


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


async def test_a_variant_is_made_once_for_all_who_wait_for_it(tmp_path: Path) -> None:
    source, to = write(tmp_path / "a.wav", seconds=3.0), tmp_path / "80_0.ogg"
    renders = Renders()
    for asker in ("anna", "bo"):
        assert renders.ask(to, asker, *wanted(source)) == 0.0
    assert renders.waiting == 1
    await renders.ended(to, within_s=60)
    assert renders.waiting == 0
    assert names(tmp_path) == ["80_0.ogg", "a.wav"]


async def test_what_nobody_waits_for_any_more_is_not_made(tmp_path: Path) -> None:
    source = write(tmp_path / "a.wav", seconds=3.0)
    clock = Clock()
    renders = Renders(clock)
    left, forgotten = tmp_path / "70_0.ogg", tmp_path / "60_0.ogg"
    renders.ask(left, "anna", *wanted(source, 70))
    renders.ask(left, "bo", *wanted(source, 70))
    renders.drop(left, "anna")
    assert renders.waiting == 1
    renders.drop(left, "bo")
    assert renders.waiting == 0
    renders.ask(forgotten, "anna", *wanted(source, 60))
    clock.at_s += FORGET_S + 1
    await renders.ended(forgotten, within_s=60)
    assert renders.waiting == 0
    assert names(tmp_path) == ["a.wav"]


async def test_only_so_many_run_at_once_and_close_ends_them_all(tmp_path: Path) -> None:
    source = write(tmp_path / "a.wav", seconds=3.0)
    renders = Renders()
    targets = [tmp_path / f"{tempo}_0.ogg" for tempo in range(50, 50 + AT_ONCE + 2)]
    for to in targets:
        renders.ask(to, "anna", *wanted(source, 50))
    await renders.close()
    assert renders.waiting == 0
    assert names(tmp_path) == ["a.wav"]


async def test_what_cannot_be_made_is_said_and_may_be_tried_again(tmp_path: Path) -> None:
    renders = Renders()
    to, arguments = tmp_path / "80_0.ogg", wanted(tmp_path / "gone.wav")
    for _ in range(2):
        renders.ask(to, "anna", *arguments)
        await renders.ended(to, within_s=60)
        with pytest.raises(TrackRenderError):
            renders.ask(to, "anna", *arguments)
    await renders.close()


async def test_a_recording_is_measured_and_anything_else_refused(tmp_path: Path) -> None:
    renders = Renders()
    assert await renders.probe(write(tmp_path / "a.wav", seconds=2.0), "wav") == 2.0
    with pytest.raises(TrackLengthError):
        await renders.probe(write(tmp_path / "b.wav", seconds=0.2), "wav")
    (tmp_path / "c.flac").write_bytes(b"fLaC" + b"x" * 99)
    with pytest.raises(TrackKindError):
        await renders.probe(tmp_path / "c.flac", "flac")
