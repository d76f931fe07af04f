"""The page about the lesson clock: what was believed, less the truth, within what was promised."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from benchmarks.clock.simulate import Agreement
from benchmarks.frame import Run
from benchmarks.plot import Chart, Series
from benchmarks.report.every import every_figure, how_many_hold
from benchmarks.report.page import cards, page


def clock_page(run: Run, shown: Mapping[str, Agreement]) -> str:
    """The whole page."""
    body = [
        "<h1>One clock</h1>",
        f'<p class="lead">{_in_words(run)}</p>',
        cards(_glance(run)),
        *(_chart(name, one).html() for name, one in shown.items()),
        every_figure(run),
    ]
    return page("Klangbro: one clock", "".join(body))


def _in_words(run: Run) -> str:
    return (
        f"{how_many_hold(run)} Where one way takes longer than the other nobody can"
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
