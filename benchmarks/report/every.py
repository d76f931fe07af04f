"""What ends a page about a simulation: every figure beside what was asked of it, and what it was run on."""

from __future__ import annotations

from benchmarks.frame import Figure, Run
from benchmarks.machine import describe
from benchmarks.report.page import facts, table


def every_figure(run: Run) -> str:
    """As HTML: a heading, the table, and the run's seeds, virtual time and machine."""
    return "".join(
        (
            "<h2>Every figure</h2>",
            table(["Figure", "value", "asked", "holds"], [_row(figure) for figure in run.figures]),
            facts(
                [
                    ("Seeds", ", ".join(map(str, run.seeds))),
                    ("Virtual time", f"{run.seconds:g} s on each path"),
                    *((key, str(value)) for key, value in describe().items()),
                ]
            ),
        )
    )


def how_many_hold(run: Run) -> str:
    """As the beginning of a sentence."""
    judged = sum(figure.holds is not None for figure in run.figures)
    return f"{judged - len(run.missed)} of {judged} bars hold."


def _row(figure: Figure) -> list[str]:
    value = "-" if figure.value is None else f"{figure.value:.4g} {figure.unit}"
    asked = "" if figure.bar is None else f"{figure.op} {figure.bar:g}"
    return [figure.name, value, asked, {True: "yes", False: "no", None: ""}[figure.holds]]
