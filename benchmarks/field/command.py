"""``klangbro bench rivals``: ours and the programs of the field, on one graph, through one weather.

Question: who is earlier, and who sounds less damaged? See README.md.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import numpy as np
import typer

from benchmarks import m2e
from benchmarks.awake import awake
from benchmarks.field.beside import add_beside
from benchmarks.field.outcome import Heard, add_case, field_page
from benchmarks.field.programs import PROGRAMS, Program
from benchmarks.frame import Run
from benchmarks.jack import staged
from benchmarks.jackd import PERIOD_FRAMES
from benchmarks.m2e import NoJackError
from benchmarks.paths import linklab
from benchmarks.paths.linklab import LinkError
from benchmarks.paths.weather import PROFILES, forecast
from benchmarks.processes import PartError
from benchmarks.recorder import recorded
from benchmarks.registry import CannotMeasureError, bench

SECONDS, QUICK_SECONDS = 120.0, 8.0
SEEDS, QUICK_SEEDS = 5, 1
RATE_HZ = 48_000
#: Everybody is recorded from the same second of the weather on; the slowest has met by then.
FROM_S = 20.0
_SKIP_S = 3.0


@bench("rivals")
def rivals(  # noqa: PLR0917 - options, given by name
    run: Run,
    weather: Annotated[
        list[str] | None, typer.Option(help=f"Links, may be given again: {', '.join(PROFILES)}.")
    ] = None,
    program: Annotated[
        list[str] | None, typer.Option(help="Only this one, may be given again; the table has their names.")
    ] = None,
    seeds: Annotated[int | None, typer.Option(min=1, help="How many, from --seed on; 5 by default.")] = None,
    seconds: Annotated[float | None, typer.Option(min=8.0, help="Recorded of each.")] = None,
    period: Annotated[int, typer.Option(min=16, max=1024, help="Frames of a JACK period.")] = PERIOD_FRAMES,
    page: Annotated[Path | None, typer.Option(help="Write an HTML page with plots to this file.")] = None,
) -> None:
    """Measure ours beside Jamulus, JackTrip, a browser and plain aiortc over real links (Linux, root)."""
    run.seconds = seconds or (QUICK_SECONDS if run.quick else SECONDS)
    run.seeds = list(range(run.seed, run.seed + (seeds or (QUICK_SEEDS if run.quick else SEEDS))))
    weathers = weather or (["clean"] if run.quick else list(PROFILES))
    lack = linklab.missing()
    if lack:
        raise CannotMeasureError(lack)
    asked = _chosen(program or [])
    here = [one for one in asked if one.lack is None]
    run.notes += sorted({f"Not measured: {one.lack}." for one in asked if one.lack})
    heard: list[Heard] = []
    try:
        with awake():
            for name in weathers:
                for one in here:
                    heard += _takes(run, one, name, period)
    except (NoJackError, LinkError, PartError, ValueError) as error:
        raise CannotMeasureError(str(error)) from error
    add_beside(run, heard)
    if page is not None:
        missing = [one.name for one in asked if one not in here]
        page.write_text(field_page(run, heard, missing), encoding="utf-8")


def _chosen(names: Sequence[str]) -> list[Program]:
    known = {one.name.lower(): one for one in PROGRAMS}
    for name in names:
        if name.lower() not in known:
            raise CannotMeasureError(f"no program {name!r}; there are {', '.join(o.name for o in PROGRAMS)}")
    return [known[name.lower()] for name in names] or list(PROGRAMS)


def _takes(run: Run, program: Program, weather: str, period: int) -> list[Heard]:
    """One program through one weather, every seed; a rival that does not come up is said and left out."""
    taken = []
    for seed in run.seeds:
        sys.stderr.write(f"{weather}, seed {seed}: {program.name}\n")
        try:
            taken.append(take(program, weather, seed, run.seconds, period))
        except PartError as error:
            if program.ours:
                raise
            run.notes.append(f"{weather}, seed {seed}: {program.name} was not measured: {error}")
    if taken:
        add_case(run, taken)
    return taken


def take(program: Program, weather: str, seed: int, seconds: float, period: int) -> Heard:
    """One program through one weather, on a fresh graph and a fresh link."""
    with (
        staged(weather, seed=seed, seconds=FROM_S + seconds, period=period) as (graph, link),
        TemporaryDirectory(prefix="klangbro-field-") as folder,
    ):
        begun_s = time.monotonic()
        with program.perform(graph, link, period) as ports:
            link.works_for(begun_s + FROM_S - time.monotonic())
            heard = recorded(graph, ports, seconds, Path(folder) / "heard.npy")
    figures = m2e.analyse(m2e.make_probe(RATE_HZ, seconds), heard.sound, skip_s=_SKIP_S)
    way = forecast(weather, seed, FROM_S + seconds)
    return Heard(
        program=program.name,
        ours=program.ours,
        weather=weather,
        seed=seed,
        link_ms=float(np.median(way.delay_us)) / 1000,
        figures=figures,
        xruns_per_s=heard.xruns / seconds,
    )
