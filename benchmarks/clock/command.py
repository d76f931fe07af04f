"""``klangbro bench clock``: two clocks that part, and what a pupil's end believes of the teacher's."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import numpy as np
import typer

from benchmarks.clock.page import clock_page
from benchmarks.clock.simulate import Agreement, agree
from benchmarks.frame import Run
from benchmarks.paths.weather import PROFILES
from benchmarks.registry import CannotMeasureError, bench

SECONDS, QUICK_SECONDS = 300.0, 40.0
SEEDS, QUICK_SEEDS = 10, 2
SETTLED_S = 10.0
ASYMMETRY_S = 5e-3


@bench("clock")
def clock(
    run: Run,
    weather: Annotated[
        list[str], typer.Option(help=f"What the path is like, may be given again: {', '.join(PROFILES)}.")
    ] = ["fibre", "dsl", "lte", "wifi"],  # noqa: B006 - Typer reads it and nobody writes it
    seconds: Annotated[
        float | None, typer.Option(min=20.0, help="Virtual time on each path; 300 by default.")
    ] = None,
    page: Annotated[Path | None, typer.Option(help="Write an HTML page into this file.")] = None,
) -> None:
    """Compare lesson time at two ends whose clocks are 200 ppm apart, over every weather, with the truth."""
    run.seconds = seconds or (QUICK_SECONDS if run.quick else SECONDS)
    run.seeds = [run.seed + number for number in range(QUICK_SEEDS if run.quick else SEEDS)]
    shown: dict[str, Agreement] = {}
    for name in weather:
        try:
            even = [agree(name, seed, seconds=run.seconds) for seed in run.seeds]
            uneven = [agree(name, seed, seconds=run.seconds, asymmetry_s=ASYMMETRY_S) for seed in run.seeds]
        except ValueError as error:
            raise CannotMeasureError(str(error)) from error
        add_figures(run, name, even, uneven)
        shown[name] = uneven[0]
        shown[f"{name}, both ways alike"] = even[0]
    if page is not None:
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(clock_page(run, shown), encoding="utf-8")


def add_figures(run: Run, name: str, even: list[Agreement], uneven: list[Agreement]) -> None:
    """What one weather gave; errors from ten seconds on, bounds from the first look."""
    each = [np.abs(one.error_s[one.at_s >= SETTLED_S]) * 1e6 for one in even]
    errors = np.concatenate(each)
    for quantile, word in ((50, "p50"), (99, "p99")):
        by_seed = [float(np.percentile(one, quantile)) for one in each]
        run.figure(
            f"{name}.error_{word}",
            float(np.percentile(errors, quantile)),
            "us",
            n=len(errors),
            spread=max(by_seed) - min(by_seed),
        )
    first = [float(np.abs(one.error_s[one.at_s < SETTLED_S]).max()) * 1e3 for one in even]
    run.figure(f"{name}.first_10s_max", max(first), "ms", n=len(first), spread=max(first) - min(first))
    looks = sum(len(one.at_s) for one in (*even, *uneven))
    run.figure(f"{name}.outside_bound", float(sum(one.outside for one in (*even, *uneven))), "1", n=looks)
    bounds = np.concatenate([one.bound_s[one.at_s >= SETTLED_S] for one in uneven]) * 1e3
    run.figure(f"{name}.uneven_bound_p50", float(np.median(bounds)), "ms", n=len(bounds))
    off = np.concatenate([np.abs(one.error_s[one.at_s >= SETTLED_S]) for one in uneven]) * 1e3
    run.figure(f"{name}.uneven_error_p50", float(np.median(off)), "ms", n=len(off))
