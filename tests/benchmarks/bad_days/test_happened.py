from __future__ import annotations

import math
from pathlib import Path

import pytest

from benchmarks.bad_days.happened import PER_LESSON, Happened, add, gather, read


def test_what_was_gathered_before_is_not_done_again(tmp_path: Path) -> None:
    file, asked = tmp_path / "pieces", list[int]()

    def suffer(count: int) -> list[Happened]:
        asked.append(count)
        return [Happened("blackout", (1.0, math.inf))] * count

    gather("blackout", PER_LESSON + 2, file, suffer)
    assert asked == [PER_LESSON, 2]
    assert gather("blackout", PER_LESSON + 3, file, suffer) == read(file, "blackout")
    assert asked == [PER_LESSON, 2, 1]


def test_never_stays_never_and_every_case_is_read_alone(tmp_path: Path) -> None:
    file = tmp_path / "pieces"
    add(file, [Happened("device", (math.inf,), told_s=0.1), Happened("server", (2.0, 1.0), lost=3)])
    assert read(file, "device") == [Happened("device", (math.inf,), told_s=0.1)]


def test_a_file_of_something_else_is_named(tmp_path: Path) -> None:
    file = tmp_path / "letter"
    file.write_text("Dear teacher\n")
    with pytest.raises(ValueError, match="line 1"):
        read(file, "device")
