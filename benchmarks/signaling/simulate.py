"""``klangbro bench simulation``: lessons on several nodes with everything that can go wrong, by seed."""

from __future__ import annotations

import time
from typing import Annotated

import typer

from benchmarks.frame import Run
from benchmarks.registry import bench
from benchmarks.signaling.judge import BrokenPromiseError
from benchmarks.signaling.simulation import simulate

LESSONS, QUICK_LESSONS = 100_000, 500
NAMED = 10


@bench("simulation")
def simulation(
    run: Run,
    lessons: Annotated[int | None, typer.Option(min=1, help="How many, each with a seed of its own.")] = None,
) -> None:
    """Simulate lessons while nodes, store, bus, transports and clocks fail: how many promises broke."""
    count = lessons or (QUICK_LESSONS if run.quick else LESSONS)
    begun_s = time.monotonic()
    broken, revisions = 0, 0
    for seed in range(run.seed, run.seed + count):
        try:
            revisions += simulate(seed).revisions
        except BrokenPromiseError as error:
            broken += 1
            if broken <= NAMED:
                run.notes.append(f"seed {seed}: {error}")
    run.seconds = time.monotonic() - begun_s
    run.figure("broken", broken, "lessons", n=count)
    run.figure("revisions", revisions, "revisions", n=count)
