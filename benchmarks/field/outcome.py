"""What was heard of each program: figures, a table, and delay against damage as a plot."""

from __future__ import annotations

import itertools
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import numpy as np

from benchmarks.frame import Run
from benchmarks.m2e import STARVED_XRUNS_PER_S
from benchmarks.plot import Chart, Series
from benchmarks.report.page import facts, page, table

FOUND_PCT = 95.0
_STYLES = ("two", "three", "alert", "quiet")


@dataclass(frozen=True)
class Heard:
    """One recording of one program.

    Parameters
    ----------
    program, weather : str
    ours : bool
    seed : int
    link_ms : float
        Median one-way delay of the link.
    figures : dict[str, float]
        See `benchmarks.m2e.analyse`.
    xruns_per_s : float
        JACK's own.
    """

    program: str
    ours: bool
    weather: str
    seed: int
    link_ms: float
    figures: dict[str, float]
    xruns_per_s: float

    @property
    def p50_ms(self) -> float:
        return self.figures.get("p50_ms", float("nan"))

    @property
    def damaged_pct(self) -> float:
        return self.figures.get("damaged_pct", float("nan"))

    @property
    def found_pct(self) -> float:
        return 100 * self.figures["found"] / max(1.0, self.figures["chirps"])


def add_case(run: Run, taken: Sequence[Heard]) -> None:
    """Add one program's figures through one weather; where the machine starved JACK, none is judged."""
    one = taken[0]
    case = f"{one.weather}.{one.program.lower().replace(' ', '_')}"
    starved = statistics.median(each.xruns_per_s for each in taken) > STARVED_XRUNS_PER_S
    for name, unit in (("p50", "ms"), ("p95", "ms"), ("damaged", "%")):
        key = f"{name}_{'pct' if unit == '%' else 'ms'}"
        values = [each.figures.get(key, float("nan")) for each in taken]
        seen = [value for value in values if np.isfinite(value)]
        middle = statistics.median(seen) if seen else None
        wide = max(seen) - min(seen) if len(seen) > 1 else None
        run.figure(f"{case}.{name}", middle, unit, n=len(seen), spread=wide, trusted=not starved)
    over = [each.p50_ms - each.link_ms for each in taken]
    run.figure(f"{case}.over_link", statistics.median(over), "ms", n=len(over), trusted=not starved)
    run.median(f"{case}.found", [each.found_pct for each in taken], "%")
    run.median(f"{case}.xruns", [each.xruns_per_s for each in taken], "1/s")
    if starved:
        run.notes.append(f"{case}: the machine stopped the graph too often. Measure when it is idle.")


def field_page(run: Run, heard: Sequence[Heard]) -> str:
    """Write the whole page: for every weather a table, and delay against damage."""
    body = [
        "<h1>Mouth-to-ear, ours and others</h1>",
        "<p>One way, on one JACK graph through one link; medians of seeds. Damaged: windows of 20 ms that a "
        "listener would call so. Lower and further left is better.</p>",
    ]
    for weather, group in itertools.groupby(heard, key=lambda one: one.weather):
        taken = list(group)
        names = list(dict.fromkeys(one.program for one in taken))
        rows = [_row(name, [one for one in taken if one.program == name]) for name in names]
        body += [
            f"<h2>{escape(weather)}, link {taken[0].link_ms:.1f} ms</h2>",
            table(["program", "p50 ms", "p95 ms", "damaged %", "chirps found %", "xruns 1/s"], rows),
            _chart(weather, names, taken).html(),
        ]
    body.append(facts([("Seeds", ", ".join(map(str, run.seeds))), ("Recorded", f"{run.seconds:g} s each")]))
    return page("Mouth-to-ear, ours and others", "".join(body))


def _row(name: str, taken: Sequence[Heard]) -> list[str]:
    def middle(values: Sequence[float], digits: int) -> str:
        seen = [value for value in values if np.isfinite(value)]
        return f"{statistics.median(seen):.{digits}f}" if seen else "–"

    return [
        name,
        middle([one.p50_ms for one in taken], 1),
        middle([one.figures.get("p95_ms", float("nan")) for one in taken], 1),
        middle([one.damaged_pct for one in taken], 2),
        middle([one.found_pct for one in taken], 1),
        middle([one.xruns_per_s for one in taken], 1),
    ]


def _chart(weather: str, names: Sequence[str], taken: Sequence[Heard]) -> Chart:
    series = []
    styles = itertools.cycle(_STYLES)
    for name in names:
        own = [one for one in taken if one.program == name]
        x = np.array([one.p50_ms for one in own])
        y = np.array([one.damaged_pct for one in own])
        there = np.isfinite(x) & np.isfinite(y)
        style = "one" if own[0].ours else next(styles)
        series.append(Series("dots", x[there], y[there], style, name))
    xs = np.concatenate([one.x for one in series] + [np.array([1.0])])
    ys = np.concatenate([one.y for one in series] + [np.array([1.0])])
    return Chart(
        f"Delay against damage, {weather}",
        f"Damaged sound in percent over mouth-to-ear in milliseconds, one dot a seed, on {weather}.",
        "%",
        (0.0, float(np.max(xs)) * 1.1),
        (0.0, float(np.max(ys)) * 1.1),
        series,
        x_unit="ms",
    )
