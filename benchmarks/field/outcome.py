"""What was heard of each program: figures, a table, and delay against damage as a plot."""

from __future__ import annotations

import itertools
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import numpy as np

from benchmarks.field.scatter import Spot, scatter
from benchmarks.frame import Run
from benchmarks.m2e import STARVED_XRUNS_PER_S
from benchmarks.report.page import facts, page, table

FOUND_PCT = 95.0
_HEADS = ["program", "p50 ms", "p95 ms", "damaged %", "chirps found %", "xruns 1/s"]


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


def case_of(one: Heard) -> str:
    """What its figures' names begin with."""
    return f"{one.weather}.{one.program.lower().replace(' ', '_')}"


def starved(taken: Sequence[Heard]) -> bool:
    """Whether the machine, not the program, is what was measured."""
    return statistics.median(each.xruns_per_s for each in taken) > STARVED_XRUNS_PER_S


def add_case(run: Run, taken: Sequence[Heard]) -> None:
    """Add one program's figures through one weather; where the machine starved JACK, none is judged."""
    case, fed = case_of(taken[0]), not starved(taken)
    for name, unit in (("p50", "ms"), ("p95", "ms"), ("damaged", "%")):
        key = f"{name}_{'pct' if unit == '%' else 'ms'}"
        values = [each.figures.get(key, float("nan")) for each in taken]
        seen = [value for value in values if np.isfinite(value)]
        middle = statistics.median(seen) if seen else None
        wide = max(seen) - min(seen) if len(seen) > 1 else None
        run.figure(f"{case}.{name}", middle, unit, n=len(seen), spread=wide, trusted=fed)
    apart = [each.figures["p95_ms"] - each.p50_ms for each in taken if "p95_ms" in each.figures]
    middle = statistics.median(apart) if apart else None
    run.figure(f"{case}.p95_over_p50", middle, "ms", n=len(apart), trusted=fed)
    over = [each.p50_ms - each.link_ms for each in taken]
    run.figure(f"{case}.over_link", statistics.median(over), "ms", n=len(over), trusted=fed)
    found = [each.found_pct for each in taken]
    run.figure(f"{case}.found", statistics.median(found), "%", n=len(found), trusted=fed)
    run.median(f"{case}.xruns", [each.xruns_per_s for each in taken], "1/s")
    if not fed:
        run.notes.append(f"{case}: the machine stopped the graph too often. Measure when it is idle.")


def field_page(run: Run, heard: Sequence[Heard], missing: Sequence[str] = ()) -> str:
    """Write the whole page: for every weather a table, and delay against damage; ``missing`` are not here."""
    body = [
        "<h1>Mouth-to-ear, ours and others</h1>",
        "<p>One way, on one JACK graph through one link; medians of seeds. Damaged: windows of 20 ms that a "
        "listener would call so. Lower and further left is better. A program's median has its name "
        "beside it, each seed is a small mark of the same shape; ours are filled.</p>",
        *(f"<p>{escape(note)}</p>" for note in run.notes),
    ]
    for weather, group in itertools.groupby(heard, key=lambda one: one.weather):
        taken = list(group)
        names = list(dict.fromkeys(one.program for one in taken))
        rows = [_row(name, [one for one in taken if one.program == name]) for name in names]
        rows += [[name, "not here", *[""] * (len(_HEADS) - 2)] for name in missing]
        body += [
            f"<h2>{escape(weather)}, link {taken[0].link_ms:.1f} ms</h2>",
            table(_HEADS, rows),
        ]
        spots = _spots(names, taken)
        if spots:
            body.append(scatter(f"Delay against damage, {weather}", spots))
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


def _spots(names: Sequence[str], taken: Sequence[Heard]) -> list[Spot]:
    """Of every program that was heard at all."""
    spots = []
    for name in names:
        own = [one for one in taken if one.program == name]
        seeds = [
            (one.p50_ms, one.damaged_pct) for one in own if np.isfinite([one.p50_ms, one.damaged_pct]).all()
        ]
        if seeds:
            delay_ms, damaged_pct = (statistics.median(values) for values in zip(*seeds, strict=True))
            spots.append(Spot(name, own[0].ours, delay_ms, damaged_pct, seeds))
    return spots
