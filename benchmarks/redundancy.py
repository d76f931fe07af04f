"""``klangbro bench redundancy``: what RFC 2198 redundancy saves, and what it costs in delay.

Question: how much of what the path loses is still concealed, at which depth and which wait? See README.md.
"""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import numpy as np
import typer

from benchmarks.frame import Run
from benchmarks.plot import Chart, Series
from benchmarks.protected import PTIME_SAMPLES, Played, Stream, losses, missing_pct
from benchmarks.registry import bench
from benchmarks.report.page import facts, page, table
from dsp.profiles import SAMPLE_RATE_HZ
from dsp.redundancy import NONE, Protection

SECONDS, QUICK_SECONDS = 60.0, 24.0
SEEDS, QUICK_SEEDS = 5, 1
SETTLING_S = 12.0
CURVE_PACKETS, CURVE_WAITS = 400_000, list(range(13))
PTIME_MS = PTIME_SAMPLES * 1000 / SAMPLE_RATE_HZ
WEIGHTS_MS = {"duet": 4.0, "balanced": 10.0, "listen": 40.0}
DRAWN = (
    (Protection(), "one", "no copy"),
    (Protection(1), "two", "1 copy"),
    (Protection(2), "three", "2 copies"),
    (Protection(3), "alert", "3 copies"),
    (Protection(2, 4), "quiet", "2 copies, 4 packets apart"),
)


@dataclass(frozen=True)
class LossyPath:
    """How a path loses packets."""

    name: str
    words: str
    share: float
    burst: float

    def packets(self, seconds: float, seed: int) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        """Which packets come."""
        return losses(int(seconds * 1000 / PTIME_MS), share=self.share, burst=self.burst, seed=seed)


RANDOM = LossyPath("random", "3 % of packets lost by chance", 0.03, 1.0 / 0.97)
BURSTS = LossyPath("bursts", "3 % of packets lost in runs of 3 on average", 0.03, 3.0)


@bench("redundancy")
def redundancy(
    run: Run,
    seconds: Annotated[
        float | None, typer.Option(min=16.0, help="Simulated sound of each stream; 60 by default.")
    ] = None,
    report: Annotated[
        Path | None, typer.Option("--page", help="Write an HTML page with the plots to this file.")
    ] = None,
) -> None:
    """Play a stream over paths that lose packets, unprotected, at depth 1, and as the policy chooses."""
    run.seconds = seconds or (QUICK_SECONDS if run.quick else SECONDS)
    run.seeds = [run.seed + number for number in range(QUICK_SEEDS if run.quick else SEEDS)]
    curves = {path.name: curve(run, path) for path in (RANDOM, BURSTS)}
    bare = streams(run, RANDOM, 4.0, NONE)
    add_figures(run, "random.none", bare)
    one = streams(run, RANDOM, 4.0, Protection(1))
    add_figures(run, "random.depth1", one)
    added = [with_it.delay_ms - without.delay_ms for with_it, without in zip(one, bare, strict=True)]
    run.median("random.depth1.added_delay", added, "ms")
    add_figures(run, "random.policy", streams(run, RANDOM, 4.0, None))
    for name, weight_ms in WEIGHTS_MS.items():
        add_figures(run, f"bursts.policy_{name}", streams(run, BURSTS, weight_ms, None))
    if report is not None:
        report.parent.mkdir(parents=True, exist_ok=True)
        report.write_text(_page(run, curves), encoding="utf-8")


def curve(run: Run, path: LossyPath) -> dict[Protection, list[float]]:
    """What each protection leaves for each wait, by the decisions alone; its full wait becomes a figure."""
    came = losses(CURVE_PACKETS, share=path.share, burst=path.burst, seed=run.seed)
    found = {one: missing_pct(came, one, CURVE_WAITS) for one, _, _ in DRAWN}
    for one, left in found.items():
        apart = f"_apart{one.spacing}" if one.spacing > 1 else ""
        run.figure(f"{path.name}.left_at_depth{one.depth}{apart}", left[one.span], "%", n=CURVE_PACKETS)
    return found


def streams(run: Run, path: LossyPath, weight_ms: float, protection: Protection | None) -> list[Played]:
    """One stream a seed through the whole core."""
    return [
        Stream(path.packets(run.seconds, seed), weight_ms, protection, seed).play(skip_s=SETTLING_S)
        for seed in run.seeds
    ]


def add_figures(run: Run, name: str, played: Sequence[Played]) -> None:
    """Medians over the seeds."""
    run.median(f"{name}.concealed", [one.concealed_pct for one in played], "%")
    run.median(f"{name}.lost", [one.lost_pct for one in played], "%")
    run.median(f"{name}.recovered", [one.recovered_pct for one in played], "%")
    run.median(f"{name}.delay", [one.delay_ms for one in played], "ms")
    if "policy" in name:
        run.median(f"{name}.depth", [float(one.chosen.depth) for one in played], "1")
        run.median(f"{name}.spacing", [float(one.chosen.spacing) for one in played], "packets")
        run.median(f"{name}.settled", [one.settled_s for one in played], "s")
    run.figure(f"{name}.faults", sum(one.faults for one in played), "1", n=len(played))


def _page(run: Run, curves: dict[str, dict[Protection, list[float]]]) -> str:
    rows = [[one.name, f"{one.value:.3g}" if one.value is not None else "", one.unit] for one in run.figures]
    about = [
        ("Packets", f"{PTIME_MS:g} ms each"),
        ("Seeds", ", ".join(map(str, run.seeds))),
        ("Simulated", f"{run.seconds:g} s each"),
    ]
    charts = "".join(_chart(path, curves[path.name]).html() for path in (RANDOM, BURSTS))
    return page(
        "Redundancy: what is still concealed",
        charts + facts(about) + table(["figure", "value", "unit"], rows),
    )


def _chart(path: LossyPath, found: dict[Protection, list[float]]) -> Chart:
    at = np.array(CURVE_WAITS) * PTIME_MS
    series = [
        Series("step" if one.depth else "line", at, np.array(found[one]), style, label)
        for one, style, label in DRAWN
    ]
    left = "; ".join(f"{label} {found[one][one.span]:.2f} %" for one, _, label in DRAWN)
    top = 1.1 * statistics.fmean(found[NONE])
    return Chart(
        title=f"Concealed against the wait: {path.words}",
        words=f"Share of sound still missing, by how long the receiver waits. At the full wait: {left}.",
        y_unit="% concealed",
        x_range=(0.0, float(at[-1])),
        y_range=(0.0, top),
        series=series,
        height=300,
        x_unit="ms",
    )
