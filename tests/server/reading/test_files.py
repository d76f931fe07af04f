from __future__ import annotations

import stat
from pathlib import Path

from server.db import Database
from server.reading.files import ReadingFiles
from server.scores.files import ScoreFiles

READING, LESSON = "0" * 16, "lesson"
ONE, TWO = "1" * 32, "2" * 32


def folders(folder: Path) -> ReadingFiles:
    lesson = folder / "scores" / LESSON
    lesson.mkdir(parents=True)
    for name in (ONE, TWO):
        (lesson / name).write_bytes(name.encode())
        (lesson / name).chmod(0o600)
    scores = ScoreFiles(folder / "scores", Database("sqlite+aiosqlite:///:memory:"), lambda: 0.0)
    return ReadingFiles(folder / "readings", scores.find)


def test_a_link_holds_its_files_after_the_lesson_has_let_go_of_them(tmp_path: Path) -> None:
    files = folders(tmp_path)
    files.keep(READING, LESSON, [ONE])
    (tmp_path / "scores" / LESSON / ONE).unlink()
    files.keep(READING, LESSON, [ONE])
    kept = files.find(READING, ONE)
    assert kept is not None
    assert kept.read_bytes() == ONE.encode()
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


def test_what_was_taken_from_the_table_goes_from_the_link(tmp_path: Path) -> None:
    files = folders(tmp_path)
    files.keep(READING, LESSON, [ONE, TWO])
    files.keep(READING, LESSON, [TWO])
    assert (files.find(READING, ONE), files.find(READING, TWO) is None) == (None, False)


def test_a_forgotten_link_leaves_nothing_and_a_path_is_no_name(tmp_path: Path) -> None:
    files = folders(tmp_path)
    files.keep(READING, LESSON, [ONE])
    assert files.known() == [READING]
    files.forget("..")
    assert files.find("..", ONE) is None
    assert files.find(READING, "../x") is None
    files.forget(READING)
    assert files.known() == []
