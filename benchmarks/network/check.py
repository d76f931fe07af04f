"""``klangbro bench network-truths``: the bench of networks against links that are known exactly."""

from __future__ import annotations

from typing import Annotated

import numpy as np
import typer

from benchmarks.frame import Run
from benchmarks.network.lab import DOWN, UP, Shown, measured
from benchmarks.network.truth import Truth
from benchmarks.paths import linklab
from benchmarks.paths.weather import PROFILES, Weather, forecast
from benchmarks.registry import CannotMeasureError, bench

SECONDS, QUICK_SECONDS = 25.0, 6.0
TIMES, QUICK_TIMES = 50, 5
_ASYMMETRY_MS = 5.0
_LASTS_S = 120.0
_AWAKE_MS = 0.15
"""A link that lets packets go later than this was starved of processor time, and so were both ends."""


@bench("network-truths")
def network_truths(
    run: Run,
    weather: Annotated[list[str] | None, typer.Option(help="Of the six; all by default.")] = None,
    profile: Annotated[str, typer.Option(help="Whose packets.")] = "balanced",
    asymmetry: Annotated[bool, typer.Option(help="Also 5 ms more one way than the other.")] = True,
    page: Annotated[
        bool, typer.Option("--page", help="Instead: what a real page measures, Chromium at the far end.")
    ] = False,
) -> None:
    """Measure links in every weather and hold what was found against the link's own record."""
    lack = linklab.missing()
    if lack is not None:
        raise CannotMeasureError(lack)
    if page:
        from benchmarks.network.page_check import from_page  # noqa: PLC0415 - needs a browser

        from_page(run, weather or list(PROFILES))
        return
    run.seconds = QUICK_SECONDS if run.quick else SECONDS
    for name in weather or PROFILES:
        _one(run, name, profile)
    if asymmetry:
        _asymmetric(run, QUICK_TIMES if run.quick else TIMES)


def _one(run: Run, name: str, profile: str) -> None:
    up, down = (forecast(name, run.seed + one, _LASTS_S) for one in (0, 1))
    shown = measured(up, down, ("--gentle", "--profile", profile, "--seconds", str(run.seconds)))
    found = shown.found.profiles[0]
    for way, number, seen in (("up", UP, found.up), ("down", DOWN, found.down)):
        truth = shown.truth.get((1, number))
        if seen is None or truth is None or seen.variation_p95 is None:
            run.figure(f"{name}.{way}.variation_off", None, "ms", n=0)
            continue
        hold(run, f"{name}.{way}", truth, variation_p95=seen.variation_p95, loss=seen.loss, n=seen.sent)


def hold(run: Run, name: str, truth: Truth, *, variation_p95: float, loss: float, n: int) -> None:
    """What was found beside what was."""
    off = abs(variation_p95 - truth.variation_p95_ms)
    run.figure(f"{name}.variation_p95", truth.variation_p95_ms, "ms", n=n)
    awake = truth.late_p95_ms <= _AWAKE_MS
    run.figure(f"{name}.link_late_p95", truth.late_p95_ms, "ms", n=n)
    run.figure(f"{name}.variation_off", off, "ms", n=n, trusted=awake)
    run.figure(f"{name}.lost", truth.loss_pct, "%", n=n)
    run.figure(f"{name}.lost_off", abs(loss - truth.loss_pct), "%", n=n)


def _asymmetric(run: Run, times: int) -> None:
    near, far = (_steady(7.0 + more, run.seed + one) for one, more in enumerate((_ASYMMETRY_MS, 0.0)))
    options = ["--gentle", "--seconds", "0.5"]
    for _ in range(times):
        options += ["--profile", "duet"]
    shown = measured(near, far, options)
    inside, bounds = within(shown)
    run.figure("asymmetry.inside", 100.0 * inside / times, "%", n=times)
    run.median("asymmetry.bound", bounds, "ms")


def within(shown: Shown) -> tuple[int, list[float]]:
    """In how many runs the true one-way delay lay inside the stated bound, both ways; and the bounds."""
    inside, bounds = 0, []
    for number, found in enumerate(shown.found.profiles, 1):
        holds = []
        for way, seen in ((UP, found.up), (DOWN, found.down)):
            truth = shown.truth.get((number, way))
            if seen is None or truth is None or seen.one_way_p50 is None or seen.bound is None:
                holds.append(False)
                continue
            holds.append(abs(seen.one_way_p50 - truth.one_way_p50_ms) <= seen.bound)
            bounds.append(seen.bound)
        inside += all(holds)
    return inside, bounds


def _steady(delay_ms: float, seed: int) -> Weather:
    jitter = np.abs(np.random.default_rng(seed).normal(0.0, 100.0, 60_000)).astype(np.int64)
    return Weather(jitter + round(delay_ms * 1000), np.zeros(60_000, np.int64))
