"""``klangbro bench midi``: a keyboard lesson over weather, and what became of its rhythm."""

from __future__ import annotations

from typing import Annotated

import numpy as np
import typer

from benchmarks.frame import Run
from benchmarks.midi.simulate import Played, play
from benchmarks.paths.weather import PROFILES
from benchmarks.registry import CannotMeasureError, bench

SECONDS, QUICK_SECONDS = 300.0, 60.0
SEEDS, QUICK_SEEDS = 10, 2
PHRASE_S = 2.0


@bench("midi")
def midi(
    run: Run,
    weather: Annotated[
        list[str], typer.Option(help=f"What the path is like, may be given again: {', '.join(PROFILES)}.")
    ] = ["fibre", "dsl", "lte", "wifi"],  # noqa: B006 - Typer reads it and nobody writes it
    seconds: Annotated[
        float | None, typer.Option(min=20.0, help="Virtual time on each path; 300 by default.")
    ] = None,
) -> None:
    """Play a piece to another end whose clock is 200 ppm off, over every weather; no sound, no ports."""
    run.seconds = seconds or (QUICK_SECONDS if run.quick else SECONDS)
    run.seeds = [run.seed + number for number in range(QUICK_SEEDS if run.quick else SEEDS)]
    for name in weather:
        try:
            add_figures(run, name, [play(name, seed, seconds=run.seconds) for seed in run.seeds])
        except ValueError as error:
            raise CannotMeasureError(str(error)) from error


def add_figures(run: Run, name: str, found: list[Played]) -> None:
    """What one weather gave, all seeds together; the spread is that of the seeds."""
    for word, within_s in (("between_notes", np.inf), ("within_phrases", PHRASE_S)):
        each = [off_between(one, within_s) * 1e3 for one in found]
        for quantile, what in ((50, "p50"), (99, "p99")):
            by_seed = [float(np.percentile(one, quantile)) for one in each]
            value = float(np.percentile(np.concatenate(each), quantile))
            spread = max(by_seed) - min(by_seed)
            run.figure(f"{name}.{word}_{what}", value, "ms", n=sum(map(len, each)), spread=spread)
    notes = sum(len(one.pressed_s) for one in found)
    silent = sum(int(np.count_nonzero(np.isnan(one.sounded_s))) for one in found)
    named = np.concatenate([one.delay_s[np.isfinite(one.delay_s)] for one in found]) * 1e3
    run.figure(f"{name}.delay_p50", float(np.median(named)), "ms", n=len(named))
    run.figure(f"{name}.delay_max", float(named.max()), "ms", n=len(named))
    off = np.concatenate([_off_named(one) for one in found]) * 1e3
    run.figure(f"{name}.off_named_p99", float(np.percentile(off, 99)), "ms", n=len(off))
    run.figure(f"{name}.unplayed", float(silent), "1", n=notes)
    run.figure(f"{name}.late", float(sum(one.line.late for one in found)), "1", n=2 * notes)
    run.figure(f"{name}.lifts", float(sum(one.line.waiting.lifts for one in found)), "1", n=len(found))
    run.figure(f"{name}.hanging", float(sum(one.hanging for one in found)), "1", n=len(found))


def off_between(one: Played, within_s: float) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """How much the times between neighbouring notes changed, s; only where they were that close as played."""
    both = np.diff(one.sounded_s) - np.diff(one.pressed_s)
    return np.abs(both[np.isfinite(both) & (np.diff(one.pressed_s) <= within_s)])


def _off_named(one: Played) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """How far the delay from key to sound was from the one that was named, s."""
    off = one.sounded_s - one.pressed_s - one.delay_s
    return np.abs(off[np.isfinite(off)])
