"""docs/ASVS.md says what is so: its counts are those of its rows, and the tests it names exist."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TEXT = (ROOT / "docs" / "ASVS.md").read_text()
ROWS = re.findall(r"^\| (\d+\.\d+\.\d+) \| .+? \| (\S+) \| (.+) \|$", TEXT, flags=re.MULTILINE)


def test_every_row_is_counted_once() -> None:
    said = dict(
        re.findall(r"^\| (test|built|partly|missing|operator|n/a|all) \| (\d+) \|", TEXT, re.MULTILINE)
    )
    found = Counter(state for _, state, _ in ROWS)
    assert {state: str(number) for state, number in found.items()} | {"all": str(len(ROWS))} == said
    assert len({number for number, _, _ in ROWS}) == len(ROWS)


def test_a_row_that_is_held_by_a_test_names_one_that_exists() -> None:
    for number, state, reason in ROWS:
        named = re.findall(r"tests/[\w/]+\.py", reason)
        assert [name for name in named if not (ROOT / name).is_file()] == [], number
        assert state != "test" or named or "mypy" in reason, number


def test_no_chapter_is_left_out() -> None:
    assert {number.split(".")[0] for number, _, _ in ROWS} == {str(chapter) for chapter in range(1, 18)}
