import json
from typing import Annotated

import pytest
import typer
from typer.testing import CliRunner

from benchmarks import registry
from benchmarks.bars import Bar
from benchmarks.frame import Run
from benchmarks.registry import CannotMeasureError, bench


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch) -> typer.Typer:
    """A place of its own for the benches a test makes up."""
    made = typer.Typer()
    made.callback()(lambda: None)
    monkeypatch.setattr(registry, "bench_app", made)
    return made


def _measure(run: Run, weather: Annotated[list[str], typer.Option()] = ["clean"], loud: bool = False) -> None:  # noqa: B006
    """Measure nothing."""
    run.seconds = 1.0 if run.quick else 60.0
    run.bars = {"found": Bar("<=", 5.0, "this test", seconds=30.0)}
    run.figure("found", len(weather) * 10 + run.seed + loud, "ms")


def test_a_bench_has_its_own_options_and_the_shared_ones(app: typer.Typer) -> None:
    bench("thing")(_measure)
    words = ["thing", "--json", "--seed", "3", "--weather", "lte", "--weather", "dsl", "--loud"]
    result = CliRunner().invoke(app, words)
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout)
    assert (told["bench"], told["seeds"], told["figures"][0]["value"]) == ("thing", [3], 24.0)


def test_a_missed_bar_is_an_error_only_when_strict(app: typer.Typer) -> None:
    bench("thing")(_measure)
    assert CliRunner().invoke(app, ["thing"]).exit_code == 0
    assert CliRunner().invoke(app, ["thing", "--strict"]).exit_code == 1


def test_a_quick_run_does_not_judge_what_needs_longer(app: typer.Typer) -> None:
    bench("thing")(_measure)
    result = CliRunner().invoke(app, ["thing", "--quick", "--strict", "--json"])
    assert result.exit_code == 0
    assert json.loads(result.stdout)["figures"][0]["holds"] is None


def test_what_a_machine_lacks_is_told_in_one_line(app: typer.Typer) -> None:
    def measure(run: Run) -> None:
        raise CannotMeasureError("no JACK: apt install jackd2")

    bench("thing")(measure)
    result = CliRunner().invoke(app, ["thing", "--json"])
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == "klangbro bench thing: no JACK: apt install jackd2\n"
