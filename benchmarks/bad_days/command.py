"""``klangbro bench bad-days``: how soon is the sound back after what ordinary days bring?

Question: a cable is pulled, a network goes away for ten seconds, a laptop changes over to another network, a
program is stopped, the server dies: how soon is the person told, how soon is all well again, and is anything
old heard? See README.md.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from subprocess import CalledProcessError
from typing import Annotated

import typer

from benchmarks.bad_days import devices, server
from benchmarks.bad_days.happened import Happened, gather
from benchmarks.bad_days.network import CASES, suffer
from benchmarks.frame import Run
from benchmarks.m2e import NoJackError
from benchmarks.paths import linklab
from benchmarks.paths.linklab import LinkError
from benchmarks.processes import PartError
from benchmarks.registry import CannotMeasureError, bench

LOSSES, QUICK_LOSSES = 100, 3
TIMES = 30
ALL: dict[str, Callable[[int], list[Happened]]] = {
    devices.CASE: devices.lose_devices,
    **{case: partial(suffer, case) for case in CASES},
    server.CASE: server.kill_server,
}


@bench("bad-days")
def bad_days(
    run: Run,
    case: Annotated[str, typer.Option(help=f"all, or one of {', '.join(ALL)}.")] = "all",
    times: Annotated[
        int | None, typer.Option(min=1, help="How often each happens; 30, a device's loss 100.")
    ] = None,
    pieces: Annotated[
        Path | None, typer.Option(help="Gather in this file over many runs, until there are so many.")
    ] = None,
) -> None:
    """Measure how soon all is well after a lost device, network or server (Linux, JACK, root)."""
    if case not in ("all", *ALL):
        raise CannotMeasureError(f"no case {case!r}; there are all, {', '.join(ALL)}")
    chosen = [one for one in ALL if case in ("all", one)]
    if run.quick and case == "all":
        chosen = [devices.CASE]
    lack = linklab.missing()
    if lack and chosen != [devices.CASE]:
        raise CannotMeasureError(lack)
    try:
        for one in chosen:
            usual = TIMES if one != devices.CASE else QUICK_LOSSES if run.quick else LOSSES
            add_case(run, one, gather(one, times or usual, pieces, ALL[one]))
    except (NoJackError, LinkError, PartError, OSError, ValueError, CalledProcessError) as error:
        raise CannotMeasureError(str(error)) from error


def add_case(run: Run, case: str, happened: Sequence[Happened]) -> None:
    """Add all figures of one case: p50, p99 and worst, and what must be none."""
    told = [one.told_s for one in happened if one.told_s is not None]
    back = [value for one in happened for value in one.back_s]
    for name, values in (("told", told), ("back", back)):
        if values:
            run.samples[f"{case}.{name}"] = [value for value in values if value < float("inf")]
            for share, words in ((0.5, "p50"), (0.99, "p99"), (1.0, "worst")):
                run.figure(f"{case}.{name}.{words}", quantile(values, share), "s", n=len(values))
    count = len(happened)
    run.figure(f"{case}.stale", sum(one.stale_s for one in happened), "s", n=count)
    run.figure(f"{case}.crashes", sum(one.crashed for one in happened), "1", n=count)
    if case in (devices.CASE, server.CASE):
        run.figure(f"{case}.not_kept", sum(not one.kept for one in happened), "1", n=count)
    if case == devices.CASE:
        run.figure(f"{case}.unskipped", sum(one.unskipped for one in happened), "1", n=count)
    if case == server.CASE:
        run.figure(f"{case}.lost", sum(one.lost for one in happened), "packets", n=count)
        run.figure(f"{case}.silent", sum(one.silent_s for one in happened), "s", n=count)


def quantile(values: Sequence[float], share: float) -> float:
    """The value that ``share`` of all keep within: one of them, since some may be infinite."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
