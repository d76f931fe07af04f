"""The page about the lesson clock: what was believed, less the truth, within what was promised."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from benchmarks.clock.simulate import Agreement
from benchmarks.frame import Figure, Run
from benchmarks.machine import describe
from benchmarks.plot import Chart, Series
from benchmarks.report.page import cards, facts, page, table


def clock_page(run: Run, shown: Mapping[str, Agreement]) -> str:
    """The whole page."""
    body = [
        "<h1>One clock</h1>",
        f'<p class="lead">{_in_words(run)}</p>',
        cards(_glance(run)),
        *(_chart(name, one).html() for name, one in shown.items()),
        "<h2>Every figure</h2>",
        table(["Figure", "value", "asked", "holds"], [_row(figure) for figure in run.figures]),
        facts([("Seeds", ", ".join(map(str, run.seeds))), ("Virtual time", f"{run.seconds:g} s on each path"),
               *((key, str(value)) for key, value in describe().items())]),
    ]  # fmt: skip
    return page("Klangbro: one clock", "".join(body))


def _in_words(run: Run) -> str:
    missed = len(run.missed)
    judged = sum(figure.holds is not None for figure in run.figures)
    return (
        f"{judged - missed} of {judged} bars hold. Where one way takes longer than the other nobody can"
        " see it; the truth lies within what the ends say they may be wrong by."
    )


def _glance(run: Run) -> list[tuple[str, str, str]]:
    return [
        (f"{figure.value:.3g}", figure.unit, f"{figure.name.split('.')[0]}: error, 99 of 100 looks")
        for figure in run.figures
        if figure.name.endswith("error_p99") and figure.value is not None
    ]


def _chart(name: str, one: Agreement) -> Chart:
    error_ms, bound_ms = one.error_s * 1e3, one.bound_s * 1e3
    most = float(np.percentile(bound_ms, 95)) * 1.2
    return Chart(
        f"{name}: lesson time at the pupil's end, less the truth",
        f"Error of lesson time on {name} over time, and the bound that was stated.",
        "ms",
        (0.0, float(one.at_s[-1])),
        (-most, most),
        [
            Series("band", one.at_s, bound_ms, "two", "may be wrong by", -bound_ms),
            Series("line", one.at_s, error_ms, "one", "is wrong by"),
        ],
    )


def _row(figure: Figure) -> list[str]:
    value = "-" if figure.value is None else f"{figure.value:.4g} {figure.unit}"
    asked = "" if figure.bar is None else f"{figure.op} {figure.bar:g}"
    return [figure.name, value, asked, {True: "yes", False: "no", None: ""}[figure.holds]]
