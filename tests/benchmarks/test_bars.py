from pathlib import Path

import pytest

from benchmarks.bars import FILE, Bar, load


def test_every_bar_of_ours_has_a_source_and_can_be_read() -> None:
    text = FILE.read_text(encoding="utf-8")
    benches = {line.strip("[]") for line in text.splitlines() if line.startswith("[")}
    bars = [bar for bench in benches for bar in load(bench.strip('"')).values()]
    assert bars and all(bar.source for bar in bars)


def test_a_bench_without_bars_has_none(tmp_path: Path) -> None:
    (tmp_path / "bars.toml").write_text('[other]\n"x" = {op = "<=", bar = 1, source = "s"}\n')
    assert load("mine", tmp_path / "bars.toml") == {}


@pytest.mark.parametrize(
    ("op", "value", "holds"), [("<=", 5, True), ("<", 5, False), (">=", 5, True), (">", 4, False)]
)
def test_a_bar_is_held_as_its_operator_says(op: str, value: float, holds: bool) -> None:
    assert Bar(op, 5.0, "this test").judge(value, seconds=0) is holds


def test_too_short_a_run_is_not_judged() -> None:
    bar = Bar("<=", 5.0, "this test", seconds=30.0)
    assert bar.judge(9.0, seconds=29.9) is None
    assert bar.judge(9.0, seconds=30.0) is False


def test_a_figure_that_could_not_be_measured_does_not_hold() -> None:
    assert Bar("<=", 5.0, "this test").judge(None, seconds=10) is False


def test_a_malformed_entry_is_named(tmp_path: Path) -> None:
    (tmp_path / "bars.toml").write_text('[mine]\n"delay" = {op = "<=", source = "s"}\n')
    with pytest.raises(ValueError, match=r"bars\.toml: \[mine\] delay"):
        load("mine", tmp_path / "bars.toml")


def test_an_unknown_operator_is_refused() -> None:
    with pytest.raises(ValueError, match="op '~'"):
        Bar("~", 1.0, "this test")
