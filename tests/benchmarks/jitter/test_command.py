import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from benchmarks.commands import bench_app


@pytest.mark.wide
def test_a_short_run_tells_of_every_weight_and_draws_a_page(tmp_path: Path) -> None:
    page = tmp_path / "jitter.html"
    options = [
        "--json",
        "--quick",
        "--weather",
        "fibre",
        "--seeds",
        "1",
        "--seconds",
        "31",
        "--page",
        str(page),
    ]
    done = CliRunner().invoke(bench_app, ["jitter", *options])
    assert done.exit_code == 0, done.output
    figures = {one["name"]: one for one in json.loads(done.stdout)["figures"]}
    for weight in (4, 10, 40):
        worst = figures[f"fibre.w{weight}.of_allowed_worst"]
        assert worst["value"] <= 1.0
        assert worst["holds"] is None  # too short to judge
    assert figures["step.2.5ms.concealed"]["holds"]
    assert "Delay against concealment" in page.read_text()


def test_a_file_that_is_no_trace_is_said_in_one_line(tmp_path: Path) -> None:
    file = tmp_path / "notes.json"
    file.write_text("[]")
    options = ["--quick", "--weather", "clean", "--seeds", "1", "--seconds", "31", "--trace", str(file)]
    done = CliRunner().invoke(bench_app, ["jitter", *options])
    assert done.exit_code == 2
    assert "notes.json" in done.stderr
