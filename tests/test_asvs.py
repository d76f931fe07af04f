"""docs/ASVS.md says what is so: every requirement has its row, its counts are right, and its tests exist."""

from __future__ import annotations

import ast
import re
from collections import Counter
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TEXT = (ROOT / "docs" / "ASVS.md").read_text()
ROWS = re.findall(r"^\| (\d+\.\d+\.\d+) \| .+? \| (\S+) \| (.+) \|$", TEXT, flags=re.MULTILINE)

#: How many requirements of levels 1 and 2 a section of ASVS 5.0.0 has; they come first in it. Of V17 all.
SECTIONS = {
    **{"1.1": 2, "1.2": 9, "1.3": 11, "1.4": 3, "1.5": 2, "2.1": 3, "2.2": 3, "2.3": 4, "2.4": 1},
    **{"3.2": 2, "3.3": 4, "3.4": 6, "3.5": 5, "3.7": 2, "4.1": 3, "4.2": 1, "4.3": 2, "4.4": 4},
    **{"5.1": 1, "5.2": 3, "5.3": 2, "5.4": 3},
    **{"6.1": 3, "6.2": 12, "6.3": 4, "6.4": 4, "6.5": 5, "6.6": 3, "6.8": 4},
    **{"7.1": 3, "7.2": 4, "7.3": 2, "7.4": 5, "7.5": 2, "7.6": 2, "8.1": 2, "8.2": 3, "8.3": 1, "8.4": 1},
    **{"9.1": 3, "9.2": 4, "10.1": 2, "10.2": 2, "10.3": 4, "10.4": 11, "10.5": 5, "10.6": 2, "10.7": 3},
    **{"11.1": 2, "11.2": 3, "11.3": 3, "11.4": 4, "11.5": 1, "11.6": 1, "12.1": 3, "12.2": 2, "12.3": 4},
    **{"13.1": 1, "13.2": 5, "13.3": 2, "13.4": 5, "14.1": 2, "14.2": 4, "14.3": 3},
    **{"15.1": 3, "15.2": 3, "15.3": 7, "16.1": 1, "16.2": 5, "16.3": 4, "16.4": 3, "16.5": 3},
    **{"17.1": 2, "17.2": 8, "17.3": 2},
}


@cache
def names_in(file: Path) -> set[str]:
    """The names of what a file tries: functions, and state machines' cases."""
    if not file.is_file():
        return set()
    names = set()
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            names.add(node.name)
        elif isinstance(node, ast.Assign):
            names |= {target.id for target in node.targets if isinstance(target, ast.Name)}
    return {name for name in names if name.startswith(("test_", "Test"))}


def named(reason: str) -> list[tuple[str, str]]:
    return re.findall(r"(tests/[\w/]+\.py)(?:::(\w+))?", reason)


def test_every_row_is_counted_once() -> None:
    said = dict(
        re.findall(r"^\| (test|built|partly|missing|operator|n/a|all) \| (\d+) \|", TEXT, re.MULTILINE)
    )
    found = Counter(state for _, state, _ in ROWS)
    assert {state: str(number) for state, number in found.items()} | {"all": str(len(ROWS))} == said


def test_every_requirement_has_its_row_and_none_is_made_up() -> None:
    asked = [f"{section}.{number}" for section, most in SECTIONS.items() for number in range(1, most + 1)]
    assert len(asked) == 253 + 5  # of levels 1 and 2, and of V17 those of level 3
    assert [number for number, _, _ in ROWS] == asked


def test_every_test_that_a_row_names_exists() -> None:
    gone = [
        (number, file, test)
        for number, _, reason in ROWS
        for file, test in named(reason)
        if not (ROOT / file).is_file() or (test and test not in names_in(ROOT / file))
    ]
    assert gone == []


def test_a_row_that_is_held_by_a_test_says_which() -> None:
    assert [
        number
        for number, state, reason in ROWS
        if state == "test" and not [test for _, test in named(reason) if test]
    ] == []
