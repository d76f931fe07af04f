"""``klangbro bench core``: microseconds of a pull, seconds of an hour, and whether it stays so."""

from __future__ import annotations

import gc
import statistics
from pathlib import Path
from typing import Annotated

import numpy as np
import typer

from benchmarks.core.endurance import Endured, endure
from benchmarks.core.loop import Cost, decide, opus, payloads, prepared
from benchmarks.core.loop import run as play
from benchmarks.core.parts import shares
from benchmarks.core.report import core_page
from benchmarks.frame import Run
from benchmarks.model_helper import ModelHelper
from benchmarks.registry import bench

BLOCK, WIDE_BLOCK = 64, 960
SECONDS, QUICK_SECONDS = 300.0, 12.0
PACKETS, QUICK_PACKETS = 10_000_000, 200_000
_HOUR_S = 3600.0
_WARM_S = 2.0
_PROFILED_S, _QUICK_PROFILED_S = 30.0, 5.0


@bench("core")
def core(
    run: Run,
    seconds: Annotated[
        float | None, typer.Option(min=3.0, help="Lesson that is timed; 300 by default.")
    ] = None,
    packets: Annotated[
        int | None, typer.Option(min=20_000, help="Packets of the endurance run; ten million by default.")
    ] = None,
    page: Annotated[Path | None, typer.Option(help="Write an HTML page into this file.")] = None,
) -> None:
    """Time push and pull, an hour of lesson, its parts, and ten million packets."""
    run.seconds = seconds or (QUICK_SECONDS if run.quick else SECONDS)
    sent = payloads(run.seed)
    gc.collect()
    gc.freeze()
    play(opus(), sent, "fibre", seconds=_WARM_S, block=BLOCK, seed=run.seed)
    for name, helper in (("pull_and_train", None), ("pull", ModelHelper())):
        timed = play(
            opus(), sent, "fibre", seconds=run.seconds, block=BLOCK, seed=run.seed, timed=True, helper=helper
        )
        add_calls(run, timed, name)
    whole = play(opus(), sent, "lte", seconds=run.seconds, block=BLOCK, seed=run.seed)
    add_hour(run, "hour.with_samples", whole.wall_s)
    bare = play(prepared(), sent, "lte", seconds=run.seconds, block=WIDE_BLOCK, seed=run.seed)
    add_hour(run, "hour.wide_blocks", bare.wall_s)
    add_hour(run, "hour.decisions", decide("lte", seconds=run.seconds, block=BLOCK, seed=run.seed))
    profiled_s = _QUICK_PROFILED_S if run.quick else _PROFILED_S
    parts = shares(lambda: play(opus(), sent, "lte", seconds=profiled_s, block=BLOCK, seed=run.seed))
    for name, share in parts.items():
        run.figure(f"part.{name}", share, "%")
    endured = endure(packets or (QUICK_PACKETS if run.quick else PACKETS), run.seed)
    add_endurance(run, endured)
    if page is not None:
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(core_page(run, timed, parts, endured), encoding="utf-8")


def add_calls(run: Run, timed: Cost, pull: str = "pull") -> None:
    """Single calls: the middle, the hundredth worst, and what the worst was; and the models made beside."""
    calls = {pull: timed.pull_ns}
    if timed.train_ns:
        calls["push"] = timed.push_ns
        per_10_ms = sum(timed.train_ns) / 1e6 / timed.seconds / 100.0
        run.figure("train.per_10_ms", per_10_ms, "ms", n=len(timed.train_ns))
    for name, spent in calls.items():
        micro = np.array(spent) / 1e3
        for part in (50, 99):
            run.figure(f"{name}.p{part}", float(np.percentile(micro, part)), "us", n=len(micro))
        run.figure(f"{name}.worst", float(micro.max()), "us", n=len(micro))


def add_hour(run: Run, name: str, wall_s: float) -> None:
    """What an hour would take, by what this stretch took."""
    run.figure(name, wall_s * _HOUR_S / run.seconds, "s", n=round(run.seconds))


def add_endurance(run: Run, endured: Endured) -> None:
    """The last quarter against the second: the first one fills the rings."""
    quarter = len(endured.packet_us) // 4
    early, late = endured.packet_us[quarter : 2 * quarter], endured.packet_us[-quarter:]
    growth = 100.0 * (statistics.median(late) / statistics.median(early) - 1.0)
    n = len(endured.packet_us)
    run.figure("endurance.packet", statistics.median(endured.packet_us), "us", n=n)
    run.figure("endurance.cost_growth", growth, "%", n=n)
    run.figure("endurance.memory_growth", endured.rss_mib[-1] - endured.rss_mib[quarter], "MiB", n=n)
    run.figure("endurance.received", float(endured.stats.received), "packets")
    run.figure("endurance.faults", float(endured.stats.faults), "1")
