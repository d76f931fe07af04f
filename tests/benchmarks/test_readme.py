"""benchmarks/README.md says of every bench what it asks, and names only what there is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import typer.main

from benchmarks.commands import bench_app

README = Path("benchmarks/README.md").read_text(encoding="utf-8")
OVERVIEW, *_SECTIONS = re.split(r"^## ", README, flags=re.MULTILINE)
SECTIONS = {head: body for head, _, body in (one.partition("\n") for one in _SECTIONS)}
BENCHES = typer.main.get_group(bench_app).commands
OPTIONS = {name: {word for one in bench.params for word in one.opts} for name, bench in BENCHES.items()}
#: Of other programs that a section speaks of: unshare.
FOREIGN = {"--monotonic", "--time"}


def section_of(bench: str) -> str:
    (found,) = (body for head, body in SECTIONS.items() if re.search(rf"bench {re.escape(bench)}( |$)", head))
    return found


@pytest.mark.parametrize("bench", BENCHES)
def test_every_bench_is_listed_and_has_its_question_method_figures_source_and_limits(bench: str) -> None:
    assert re.search(rf"klangbro bench {re.escape(bench)}\s", OVERVIEW)
    body = section_of(bench)
    for parts in ("Question", "Method", "Formulas?|Figures", "Source", "Limits"):
        assert re.search(rf"\*\*({parts})\.?\*\*", body), parts


def test_every_option_that_is_named_is_one_of_a_bench() -> None:
    named = set(re.findall(r"(?<![\w-])--[a-z][\w-]*", README)) - FOREIGN
    assert named <= set().union(*OPTIONS.values())


def test_every_file_that_is_named_exists() -> None:
    tracked = {path.as_posix() for folder in ("benchmarks", "client", "docs", "dsp", "server", "rtc", "tests")
               for path in Path(folder).rglob("*.*") if "node_modules" not in path.parts}  # fmt: skip
    for name in re.findall(r"[`(]([\w/.-]+\.(?:py|c|toml|js|ts|html|schema\.json))[`)]", README):
        assert any(path == name or path.endswith(f"/{name}") for path in tracked), name
