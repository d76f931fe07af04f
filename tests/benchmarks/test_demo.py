import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from benchmarks.demo import demo, keep, summarise
from benchmarks.material import read_wav
from tests.benchmarks.staged import SECONDS, heard, lesson

HELD = lesson()
HEARD = heard()
ABOUT = {
    "weather": "fibre",
    "seed": 7,
    "seconds": SECONDS,
    "profile": "duet",
    "drift_ppm": 0.0,
    "version": "1",
    "page": "p",
}


def test_the_summary_has_the_promised_shape() -> None:
    told = json.loads(json.dumps(summarise(HEARD), allow_nan=False))
    assert set(told) == {"mouth_to_ear_ms", "loss_pct", "concealed_pct", "correlation", "ledger_ms", "ends"}
    assert set(told["mouth_to_ear_ms"]) == {"p50", "p95"}
    assert set(told["correlation"]) == set(told["ends"]) == {"teacher", "pupil"}
    assert told["correlation"]["teacher"] > 0.99
    assert told["ledger_ms"] == pytest.approx(48.0)


def test_everything_is_kept_on_one_time_axis(tmp_path: Path) -> None:
    keep(tmp_path, HELD, HEARD, summarise(HEARD) | ABOUT)
    names = {"report.html", "figures.json", "teacher.json", "pupil.json"}
    sounds = {f"{who}-{what}.wav" for who in ("teacher", "pupil") for what in ("played", "heard")}
    assert {file.name for file in tmp_path.iterdir()} == names | sounds
    lengths = {len(read_wav(tmp_path / name)[0]) for name in sounds}
    assert max(lengths) - min(lengths) <= 1
    assert json.loads((tmp_path / "figures.json").read_text())["weather"] == "fibre"


def test_unknown_weather_is_told_in_one_line() -> None:
    app = typer.Typer()
    app.command()(demo)
    result = CliRunner().invoke(app, ["--weather", "rain", "--json"])
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "klangbro demo: no weather 'rain': choose of clean, fibre, dsl, lte, wifi, leo\n"
