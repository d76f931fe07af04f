"""``klangbro bench comparisons``: does the verdict on two runs find what changed, and nothing else?"""

from __future__ import annotations

from typing import Annotated, Any

import numpy as np
import typer

from benchmarks.changes import Change, changes
from benchmarks.frame import Run
from benchmarks.paths.simulate import travel
from benchmarks.paths.weather import Weather, forecast
from benchmarks.registry import bench
from dsp.path.decisions import play
from dsp.path.trace import SAMPLE_RATE_HZ, Trace

SECONDS, QUICK_SECONDS = 600.0, 120.0
PAIRS, QUICK_PAIRS = 50, 3
WEATHERS = ("clean", "fibre", "dsl")
WORSE_MS = 3.0
PTIME_SAMPLES, WEIGHT_MS = 240, 10.0
WINDOW_S = 10.0


def simulated(weather: str, seed: int, seconds: float, *, later_ms: float = 0.0) -> dict[str, Any]:
    """What a ten-minute run would report: the path's delay and how late sound is, in windows of 10 s.

    ``later_ms`` is added to every packet's way.
    """
    count = int(seconds * SAMPLE_RATE_HZ / PTIME_SAMPLES)
    sent_s = (np.arange(count) + 1.0) * PTIME_SAMPLES / SAMPLE_RATE_HZ
    usual = forecast(weather, seed, seconds + 1.0)
    path = Weather(usual.delay_us + round(later_ms * 1000), usual.loss_per_mille)
    way_ms = (travel(sent_s, path, seed=seed) - sent_s) * 1000
    least_ms = float(np.nanmin(way_ms))
    played = play(Trace((way_ms - least_ms) * SAMPLE_RATE_HZ / 1000, PTIME_SAMPLES), WEIGHT_MS)
    run = Run("comparisons", seed=seed, bars={})
    run.seconds = seconds
    windows = range(int(seconds / WINDOW_S))
    sent, heard = (np.floor(at / WINDOW_S) for at in (sent_s, played.at_s))
    samples = {
        "path_p50": [float(np.nanmedian(way_ms[sent == window])) for window in windows],
        "ear_delay": [float(played.delay_ms[heard == window].mean()) + least_ms for window in windows],
    }
    for name, values in samples.items():
        run.samples[name] = values
        run.figure(name, float(np.mean(values)), "ms", n=len(values), spread=float(np.ptp(values)))
    return run.result()


@bench("comparisons")
def comparisons(
    run: Run,
    pairs: Annotated[int | None, typer.Option(min=1, help="Of runs in each weather; 50 by default.")] = None,
) -> None:
    """Compare simulated runs: of the same path, and of one that is 3 ms worse."""
    count = pairs or (QUICK_PAIRS if run.quick else PAIRS)
    run.seconds = QUICK_SECONDS if run.quick else SECONDS
    run.seeds = list(range(run.seed, run.seed + count))
    for weather in WEATHERS:
        before = [simulated(weather, 2 * seed, run.seconds) for seed in run.seeds]
        after = [simulated(weather, 2 * seed + 1, run.seconds) for seed in run.seeds]
        worse = [later(one) for one in after]
        found = [changes(one, other) for one, other in zip(before, after, strict=True)]
        run.figure(f"{weather}.false", float(sum(any(c.changed for c in one) for one in found)), "1", n=count)
        slower = [changes(one, other) for one, other in zip(before, worse, strict=True)]
        run.figure(f"{weather}.found", _share([any(_up(c) for c in one) for one in slower]), "%", n=count)
        for index, name in enumerate(("path_p50", "ear_delay")):
            run.figure(f"{weather}.{name}.found", _share([_up(one[index]) for one in slower]), "%", n=count)
            powers = [one[index].detectable or float("nan") for one in found]
            run.median(f"{weather}.{name}.detectable", powers, "ms")


def later(result: dict[str, Any], by_ms: float = WORSE_MS) -> dict[str, Any]:
    """The same run over a path that is longer: the law waits for what is above the least delay only.

    `simulated` with ``later_ms`` gives the same; a test holds the two together.
    """
    figures = [figure | {"value": figure["value"] + by_ms} for figure in result["figures"]]
    samples = {name: [one + by_ms for one in values] for name, values in result["samples"].items()}
    return result | {"figures": figures, "samples": samples}


def _up(change: Change) -> bool:
    return change.verdict in ("higher", "worse")


def _share(found: list[bool]) -> float:
    return 100.0 * sum(found) / len(found)
