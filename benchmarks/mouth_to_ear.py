"""``klangbro bench mouth-to-ear``: how late is a native peer at the other's ear, and does it know?

Question: how late is sound from one end's JACK input to the other's JACK output, everything included, in
each weather, profile and block size? See README.md.
"""

from __future__ import annotations

import itertools
import statistics
import sys
from collections.abc import Callable, Sequence
from html import escape
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from numpy.typing import NDArray

from benchmarks import m2e
from benchmarks.field.scatter import Spot, scatter
from benchmarks.frame import Run
from benchmarks.jack import DROPS_FROM_S, Case, Take, take
from benchmarks.jackd import PERIOD_FRAMES
from benchmarks.m2e import NoJackError
from benchmarks.paths import linklab
from benchmarks.paths.linklab import LinkError
from benchmarks.paths.weather import PROFILES
from benchmarks.processes import PartError
from benchmarks.registry import CannotMeasureError, bench
from benchmarks.report.page import facts, table
from benchmarks.report.page import page as html

SECONDS, QUICK_SECONDS = 125.0, 10.0
_SKIP_S = 3.0
_EDGE_S = 10.0
_HEADS = ["case", "p50 ms", "over the link ms", "p95 ms", "damaged %", "ledger off ms (95 %)", "xruns 1/s"]


@bench("mouth-to-ear")
def mouth_to_ear(  # noqa: PLR0917 - options, given by name
    run: Run,
    weather: Annotated[
        list[str] | None, typer.Option(help=f"Links, may be given again: {', '.join(PROFILES)}.")
    ] = None,
    seconds: Annotated[float | None, typer.Option(min=8.0, help="Recorded in each run.")] = None,
    profile: Annotated[
        list[str] | None, typer.Option(help="What the teacher sets, may be given again.")
    ] = None,
    period: Annotated[
        list[int] | None, typer.Option(min=16, max=1024, help="Frames of a JACK period, likewise.")
    ] = None,
    seeds: Annotated[int, typer.Option(min=1, help="How many, from --seed on.")] = 1,
    page: Annotated[Path | None, typer.Option(help="Write an HTML page with plots to this file.")] = None,
) -> None:
    """Measure mouth-to-ear of two native peers on JACK, over a real link (Linux, root)."""
    run.seconds = seconds or (QUICK_SECONDS if run.quick else SECONDS)
    run.seeds = list(range(run.seed, run.seed + seeds))
    lack = linklab.missing()
    if lack:
        raise CannotMeasureError(lack)
    cases = [
        Case(*one)
        for one in itertools.product(
            weather or ["clean"], profile or ["duet"], period or [PERIOD_FRAMES], run.seeds
        )
    ]
    try:
        takes = []
        for case in cases:
            sys.stderr.write(f"{case.name}, seed {case.seed}\n")
            takes.append(take(case, seconds=run.seconds))
        for taken in _together(takes):
            add_takes(run, taken[0].case.name, taken)
        if len(cases) == 1 and not run.quick:
            _add_lossy(run, takes[0])
    except (NoJackError, LinkError, PartError, ValueError) as error:
        raise CannotMeasureError(str(error)) from error
    if page is not None:
        page.write_text(takes_page(run, takes), encoding="utf-8")


def _together(takes: Sequence[Take]) -> list[list[Take]]:
    """The seeds of each case."""
    return [list(some) for _, some in itertools.groupby(takes, key=lambda one: one.case.name)]


def _add_lossy(run: Run, steady: Take) -> None:
    """The same with a packet thrown away each second: the delay shall stay. The first is the control."""
    thinned = take(steady.case, seconds=run.seconds, drop_every_s=1.0)
    add_takes(run, "one_lost_a_second", [thinned])
    for case, found in ((steady.case.name, steady), ("one_lost_a_second", thinned)):
        run.figure(f"{case}.moved", moved_ms(found.delays_ms), "ms", n=len(found.delays_ms))
    run.figure("one_lost_a_second.dropped", float(thinned.dropped), "packets")


def moved_ms(delays_ms: NDArray[np.float64]) -> float:
    """How far the delay of the last ten seconds is from that of the ten before packets were dropped.

    NaN when too short.
    """
    count, settled = (round(span_s / m2e.PERIOD_S) for span_s in (_EDGE_S, DROPS_FROM_S - _SKIP_S))
    if len(delays_ms) < settled + count:
        return float("nan")
    return abs(float(np.median(delays_ms[-count:]) - np.median(delays_ms[settled - count : settled])))


def starved(taken: Sequence[Take], seconds: float) -> bool:
    """Whether the machine, not the program, is what was measured."""
    return statistics.median(one.xruns for one in taken) > m2e.STARVED_XRUNS_PER_S * seconds


def add_takes(run: Run, name: str, taken: Sequence[Take]) -> None:
    """Add one case's figures, medians of its seeds; where the machine starved JACK, none is judged."""
    fed = not starved(taken, run.seconds)

    def add(figure: str, unit: str, of: Callable[[Take], float]) -> None:
        values = [value for value in map(of, taken) if np.isfinite(value)]
        middle = statistics.median(values) if values else None
        wide = max(values) - min(values) if len(values) > 1 else None
        run.figure(f"{name}.{figure}", middle, unit, n=len(values), spread=wide, trusted=fed)

    add("p50", "ms", _p50_ms)
    add("over_link", "ms", lambda one: _p50_ms(one) - one.link_ms)
    add("p95", "ms", lambda one: _of(one, "p95_ms"))
    add("p95_over_p50", "ms", lambda one: _of(one, "p95_ms") - _p50_ms(one))
    add("travel", "ms", lambda one: _of(one, "travel_ms"))
    add("damaged", "%", lambda one: _of(one, "damaged_pct"))
    add("gap", "%", lambda one: _of(one, "gap_pct"))
    add("found", "%", lambda one: 100 * len(one.delays_ms) / max(1.0, one.figures["chirps"]))
    add("ledger_minus_outside", "ms", lambda one: _quantile(one.ledger_off_ms, 0.5))
    add("ledger_off_p95", "ms", _ledger_off_ms)
    add("ledger_chirps", "1", lambda one: float(len(one.ledger_off_ms)))
    for key in taken[0].callbacks_ms:
        add(key, "ms", lambda one, key=key: one.callbacks_ms[key])  # type: ignore[misc]
    for key in taken[0].cpu_pct:
        add(key, "%", lambda one, key=key: one.cpu_pct[key])  # type: ignore[misc]
    xruns = [one.xruns / run.seconds for one in taken]
    run.figure(f"{name}.xruns", statistics.median(xruns), "1/s", n=sum(one.xruns for one in taken))
    if not fed:
        times = round(statistics.median(one.xruns for one in taken))
        run.notes.append(f"{name}: the machine stopped the graph {times} times. Measure when it is idle.")


def _of(one: Take, key: str) -> float:
    return one.figures.get(key, float("nan"))


def _p50_ms(one: Take) -> float:
    return _of(one, "p50_ms")


def _ledger_off_ms(one: Take) -> float:
    return _quantile(np.abs(one.ledger_off_ms), 0.95)


def _quantile(values: NDArray[np.float64], share: float) -> float:
    return float(np.quantile(values, share)) if len(values) else float("nan")


def takes_page(run: Run, takes: Sequence[Take]) -> str:
    """Write the whole page: a table of all cases, and delay against damage for every weather."""
    title = "Mouth-to-ear of two native ends"
    body = [
        f"<h1>{title}</h1>",
        "<p>From one end's JACK input to the other's JACK output, one way, over a real link. Damaged: "
        "windows of 20 ms that a listener would call so. Ledger off: how far the delay that the program "
        "itself shows is from the one heard, for 95 % of the chirps that no xrun is near to.</p>",
        *(f"<p>{escape(note)}</p>" for note in run.notes),
        table(_HEADS, [_row(taken, run.seconds) for taken in _together(takes)]),
    ]
    for weather, group in itertools.groupby(takes, key=lambda one: one.case.weather):
        spots = [spot for taken in _together(list(group)) if (spot := _spot(taken)) is not None]
        if spots:
            body.append(scatter(f"Delay against damage, {weather}", spots))
    body.append(facts([("Seeds", ", ".join(map(str, run.seeds))), ("Recorded", f"{run.seconds:g} s each")]))
    return html(title, "".join(body))


def _row(taken: Sequence[Take], seconds: float) -> list[str]:
    def middle(of: Callable[[Take], float], digits: int) -> str:
        values = [value for value in map(of, taken) if np.isfinite(value)]
        return f"{statistics.median(values):.{digits}f}" if values else "–"

    return [
        taken[0].case.name,
        middle(_p50_ms, 1),
        middle(lambda one: _p50_ms(one) - one.link_ms, 1),
        middle(lambda one: _of(one, "p95_ms"), 1),
        middle(lambda one: _of(one, "damaged_pct"), 2),
        middle(_ledger_off_ms, 2),
        middle(lambda one: one.xruns / seconds, 1),
    ]


def _spot(taken: Sequence[Take]) -> Spot | None:
    seeds = [(_p50_ms(one), _of(one, "damaged_pct")) for one in taken]
    seeds = [one for one in seeds if np.isfinite(one).all()]
    if not seeds:
        return None
    late_ms, damaged_pct = (statistics.median(values) for values in zip(*seeds, strict=True))
    name = f"{taken[0].case.profile}, {taken[0].case.period}"
    return Spot(name, True, late_ms, damaged_pct, seeds)
