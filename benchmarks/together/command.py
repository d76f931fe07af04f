"""``klangbro bench together``: a pupil plays to a backing track; how exactly the teacher hears them on it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import numpy as np
import typer

from benchmarks.frame import Run
from benchmarks.paths.weather import PROFILES
from benchmarks.registry import CannotMeasureError, bench
from benchmarks.together.page import together_page
from benchmarks.together.simulate import Heard, play_along

SECONDS, QUICK_SECONDS = 2700.0, 25.0
LOSS, ASYMMETRY_S = 0.10, 5e-3


@bench("together")
def together(
    run: Run,
    weather: Annotated[
        list[str], typer.Option(help=f"What the path is like, may be given again: {', '.join(PROFILES)}.")
    ] = ["fibre", "lte"],  # noqa: B006 - Typer reads it and nobody writes it
    seconds: Annotated[
        float | None, typer.Option(min=10.0, help="Virtual time on each path; 2700 by default.")
    ] = None,
    page: Annotated[Path | None, typer.Option(help="Write an HTML page into this file.")] = None,
) -> None:
    """Embed bursts in a track and in a pupil's sound; find them again in what the teacher hears of both."""
    run.seconds = seconds or (QUICK_SECONDS if run.quick else SECONDS)
    shown: dict[str, Heard] = {}
    for number, name in enumerate(weather):
        try:
            shown[name] = play_along(
                name, run.seed + number, seconds=run.seconds, loss=LOSS, asymmetry_s=ASYMMETRY_S
            )
        except ValueError as error:
            raise CannotMeasureError(str(error)) from error
        add_figures(run, name, shown[name])
    if page is not None:
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(together_page(run, shown), encoding="utf-8")


def add_figures(run: Run, name: str, one: Heard) -> None:
    """What one weather gave, from three seconds on."""
    off = np.abs(one.heard)
    count = len(off)
    run.figure(f"{name}.within_1_sample", one.within(1.0), "%", n=count)
    for quantile, word in ((50, "p50"), (99.9, "p99_9"), (100, "max")):
        value = float(np.percentile(off, quantile)) if count else None
        run.figure(f"{name}.off_{word}", value, "samples", n=count)
    lost = 100.0 * (1.0 - count / len(one.at_s)) if len(one.at_s) else None
    run.figure(f"{name}.bursts_lost", lost, "%", n=len(one.at_s))
    run.figure(f"{name}.leaps", float(one.jumps) / run.seconds * 60.0, "1/min", n=one.jumps)
