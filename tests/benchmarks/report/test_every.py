from __future__ import annotations

from benchmarks.frame import Run
from benchmarks.report.every import every_figure, how_many_hold


def test_every_figure_stands_there_with_its_unit_and_what_was_not_measured_with_a_dash() -> None:
    run = Run(bench="clock", seed=3, quick=False)
    run.figure("lte.error_p99", 0.25, "ms", n=4)
    run.figure("lte.nothing", None, "ms", n=0)
    told = every_figure(run)
    assert "lte.error_p99" in told
    assert "0.25 ms" in told
    assert "<td>-</td>" in told or ">-<" in told
    assert how_many_hold(run) == "0 of 0 bars hold."
