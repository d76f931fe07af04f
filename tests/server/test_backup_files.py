from __future__ import annotations

import io
import os
import stat
import tarfile
from pathlib import Path

import pytest

from server.backup_files import drop, pack, take_place, unpack


def written(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(0o600)
    return path


def tree(folder: Path) -> dict[str, str]:
    return {str(path.relative_to(folder)): path.read_text() for path in folder.rglob("*") if path.is_file()}


def test_what_was_packed_comes_back_for_its_owner_alone(tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    score = written(here / "scores" / "l1" / "s1", "score")
    written(here / "tracks" / "l1" / "t1" / "100_0.ogg", "track")
    (here / "readings" / "r1").mkdir(parents=True)
    os.link(score, here / "readings" / "r1" / "s1")
    written(here / "scores" / "l1" / "s2.part", "half an upload")
    written(here / "host-key", "secret")
    assert pack(here, tmp_path / "archive") == 3
    assert stat.S_IMODE((tmp_path / "archive").stat().st_mode) == 0o600
    unpack(tmp_path / "archive", there)
    assert take_place(there) == 3
    wanted = {"scores/l1/s1": "score", "readings/r1/s1": "score", "tracks/l1/t1/100_0.ogg": "track"}
    assert tree(there) == wanted
    modes = {stat.S_IMODE(path.stat().st_mode) for path in there.rglob("*") if path.is_file()}
    assert modes == {0o600}


def test_what_is_there_stays_as_it_is(tmp_path: Path) -> None:
    here = tmp_path / "here"
    written(here / "scores" / "l1" / "s1", "old")
    pack(here, tmp_path / "archive")
    written(here / "scores" / "l1" / "s1", "new")
    unpack(tmp_path / "archive", here)
    assert take_place(here) == 0
    assert tree(here) == {"scores/l1/s1": "new"}


def test_where_no_lesson_has_files_there_is_no_archive(tmp_path: Path) -> None:
    assert pack(tmp_path, tmp_path / "archive") == 0
    assert not (tmp_path / "archive").exists()


@pytest.mark.parametrize("name", ["../outside", "scores/../../outside", "/outside", "host-key"])
def test_an_archive_that_reaches_outside_its_folders_is_refused(tmp_path: Path, name: str) -> None:
    with tarfile.open(tmp_path / "archive", "w") as archive:
        member = tarfile.TarInfo(name)
        member.size = 4
        archive.addfile(member, io.BytesIO(b"evil"))
    here = tmp_path / "a" / "b"
    with pytest.raises(tarfile.TarError, match="none of Klangbro's"):
        unpack(tmp_path / "archive", here)
    drop(here)
    assert {path.name for path in tmp_path.rglob("*") if path.is_file()} == {"archive"}
