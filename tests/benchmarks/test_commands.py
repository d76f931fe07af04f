from typer.testing import CliRunner

from benchmarks.commands import bench_app


def test_every_bench_says_what_it_measures_and_has_the_shared_options() -> None:
    result = CliRunner().invoke(bench_app, ["--help"])
    assert result.exit_code == 0
    for name in ("lesson", "mouth-to-ear"):
        assert name in result.output
        help_text = CliRunner().invoke(bench_app, [name, "--help"], env={"COLUMNS": "200"}).output
        assert all(option in help_text for option in ("--json", "--quick", "--strict", "--seed", "--weather"))
