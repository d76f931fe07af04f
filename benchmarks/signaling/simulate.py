"""``klangbro bench simulation``: lessons on several nodes with everything that can go wrong, by seed."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Annotated, NamedTuple

import typer

from benchmarks.frame import Run
from benchmarks.registry import bench
from benchmarks.signaling.judge import BrokenPromiseError
from benchmarks.signaling.simulation import simulate

LESSONS, QUICK_LESSONS = 100_000, 500
NAMED = 10
_AT_ONCE = 25


class Played(NamedTuple):
    """One lesson of many; `broken` is the promise that was not kept, or empty."""

    seed: int
    revisions: int
    lines: int
    broken: str


def play(seed: int) -> Played:
    """Simulate one lesson."""
    try:
        outcome = simulate(seed)
    except BrokenPromiseError as error:
        return Played(seed, 0, 0, str(error))
    return Played(seed, outcome.revisions, outcome.lines, "")


def play_all(seeds: Iterable[int]) -> Iterator[Played]:
    """Simulate many, on every core that this process may use; in the order of the seeds."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    with ProcessPoolExecutor(cores, mp_context=get_context("spawn")) as pool:
        yield from pool.map(play, seeds, chunksize=_AT_ONCE)


@bench("simulation")
def simulation(
    run: Run,
    lessons: Annotated[int | None, typer.Option(min=1, help="How many, each with a seed of its own.")] = None,
) -> None:
    """Simulate lessons while nodes, store, bus, transports and clocks fail: how many promises broke."""
    count = lessons or (QUICK_LESSONS if run.quick else LESSONS)
    begun_s = time.monotonic()
    broken, revisions = 0, 0
    for played in play_all(range(run.seed, run.seed + count)):
        revisions += played.revisions
        if played.broken:
            broken += 1
            if broken <= NAMED:
                run.notes.append(f"seed {played.seed}: {played.broken}")
    run.seconds = time.monotonic() - begun_s
    run.figure("broken", broken, "lessons", n=count)
    run.figure("revisions", revisions, "revisions", n=count)
