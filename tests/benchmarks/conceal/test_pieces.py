from pathlib import Path

import pytest

from benchmarks.conceal.measures import Score
from benchmarks.conceal.pieces import keep, kept

ONE = {("pcm64.random", "violin", "ours"): [Score(4.9, 20.5, 1.25)]}
OTHER = {("opus.bursts", "flute", "zero"): [Score(3.0, 0.0, 9.0)]}


def test_a_seed_comes_back_as_it_was_kept(tmp_path: Path) -> None:
    file = tmp_path / "pieces.jsonl"
    keep(file, 7, 4.0, ONE)
    keep(file, 8, 4.0, OTHER)
    assert kept(file, 7, 4.0) == ONE
    assert kept(file, 8, 4.0) == OTHER


def test_a_seed_that_was_not_done_or_with_shorter_clips_is_not_there(tmp_path: Path) -> None:
    file = tmp_path / "pieces.jsonl"
    assert kept(file, 7, 4.0) is None
    keep(file, 7, 2.0, ONE)
    assert kept(file, 7, 4.0) is None


@pytest.mark.parametrize("line", ["[]", '{"seed": 7}', "half a li"])
def test_a_file_of_something_else_is_said(tmp_path: Path, line: str) -> None:
    file = tmp_path / "pieces.jsonl"
    file.write_text(line + "\n")
    with pytest.raises(ValueError, match=r"pieces\.jsonl"):
        kept(file, 7, 4.0)
