"""``klangbro bench bad-days``: how soon is the sound back after what ordinary days bring?

Question: a cable is pulled, a network goes away for ten seconds, a laptop changes over to another network, a
program is stopped: how soon is the person told, how soon does the sound come back, and is anything old heard?
See README.md.
"""

from __future__ import annotations

from subprocess import CalledProcessError
from typing import Annotated

import typer

from benchmarks.bad_days.devices import lose_devices
from benchmarks.bad_days.network import CASES, Case, suffer
from benchmarks.frame import Run
from benchmarks.m2e import NoJackError
from benchmarks.paths import linklab
from benchmarks.paths.linklab import LinkError
from benchmarks.processes import PartError
from benchmarks.registry import CannotMeasureError, bench

LOSSES, QUICK_LOSSES = 100, 5
TIMES = 30


@bench("bad-days")
def bad_days(
    run: Run,
    case: Annotated[str, typer.Option(help=f"all, device, or one of {', '.join(CASES)}.")] = "all",
    times: Annotated[int | None, typer.Option(min=1, help="How often each happens.")] = None,
) -> None:
    """Measure how soon the sound is back after a lost device or network (Linux, JACK, root)."""
    if case not in ("all", "device", *CASES):
        raise CannotMeasureError(f"no case {case!r}; there are all, device, {', '.join(CASES)}")
    try:
        if case in ("all", "device"):
            _devices(run, times or (QUICK_LOSSES if run.quick else LOSSES))
        if case != "device" and not run.quick:
            lack = linklab.missing()
            if lack:
                raise CannotMeasureError(lack)
            for one in CASES:
                if case in ("all", one):
                    _network(run, one, times or TIMES)
    except (NoJackError, LinkError, PartError, OSError, CalledProcessError) as error:
        raise CannotMeasureError(str(error) or "a device was not had again within ten seconds") from error


def _devices(run: Run, times: int) -> None:
    found = lose_devices(times)
    for name, values in (("told", found.told_s), ("back", found.back_s)):
        run.figure(f"device.{name}.p50", quantile(values, 0.5), "s", n=times)
        run.figure(f"device.{name}.p99", quantile(values, 0.99), "s", n=times)
    run.figure("device.unskipped", float(found.unskipped), "blocks", n=times)


def _network(run: Run, case: Case, times: int) -> None:
    outcomes = suffer(case, times)
    back = [value for one in outcomes for value in one.back_s]
    run.figure(f"{case}.back.p50", quantile(back, 0.5), "s", n=len(back))
    run.figure(f"{case}.back.p99", quantile(back, 0.99), "s", n=len(back))
    run.figure(f"{case}.stale", sum(one.stale_s for one in outcomes), "s", n=times)


def quantile(values: list[float], share: float) -> float:
    """The value that ``share`` of all keep within: one of them, since some may be infinite."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
