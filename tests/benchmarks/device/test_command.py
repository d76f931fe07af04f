import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from benchmarks.commands import bench_app
from benchmarks.device.command import add_figures
from benchmarks.frame import Run
from benchmarks.result import Result
from tests.benchmarks.device.worlds import measured


@pytest.fixture
def results(tmp_path: Path) -> list[str]:
    files = []
    for name, spec in (("one", "emulated:rtl=5.9ms"), ("two", "emulated:rtl=9.9ms")):
        run = Run("device", seed=1)
        add_figures(run, measured(spec, blocks=(64,)))
        Result.model_validate(run.result())
        (tmp_path / f"{name}.json").write_text(json.dumps(run.result()))
        files.append(str(tmp_path / f"{name}.json"))
    return files


def test_two_interfaces_are_compared_and_put_on_a_page(results: list[str], tmp_path: Path) -> None:
    compared = CliRunner().invoke(bench_app, ["device", "--compare", *results, "--json"])
    assert compared.exit_code == 0, compared.output
    Result.model_validate(json.loads(compared.stdout))
    assert json.loads(compared.stdout)["notes"][-1].startswith("A is 4.0 ms quicker")
    page = tmp_path / "page.html"
    reported = CliRunner().invoke(bench_app, ["report", *results, "--page", str(page)])
    assert reported.exit_code == 0, reported.output
    html = page.read_text()
    assert html.count("<img") == html.count('alt="') >= 5
    assert "No real interface was measured" in html
    assert "published by others" in html and "https://25ms.org/" in html


def test_what_is_no_device_and_no_result_is_told_in_a_line(tmp_path: Path) -> None:
    odd = CliRunner().invoke(bench_app, ["device", "--device", "emulated:colour=red"])
    assert odd.exit_code == 2
    assert "colour=red" in odd.stderr
    missing = CliRunner().invoke(bench_app, ["report", str(tmp_path / "none.json")])
    assert missing.exit_code == 2
    assert "cannot be read" in missing.stderr
