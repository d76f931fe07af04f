"""One address floods the lesson service while everybody else goes on: what do the others notice?

Quiet and flooded spells take turns in one run, so that both meet the same machine.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import numpy as np

from benchmarks.frame import Run
from benchmarks.processes import ChildPart
from benchmarks.signaling.flooder import TIMES, Flood
from benchmarks.signaling.generator import SETTLE_S
from benchmarks.signaling.parts import Node
from server.settings import Settings
from signaling.haste import EVERY_S
from signaling.rates import Limits

#: Another address of loopback than everybody else's.
ADDRESS = "127.0.0.2"
SPELL_S, QUICK_SPELL_S = 10.0, 2.0
_A_MINUTE = 60.0
#: The flooder gives way to the generator, or the delays would be those of their common core.
BEHIND = ("nice", "-n", "19")
_LATE_MS = 50.0

Spells = list[tuple[float, float]]


def flood_of(node: Node, token: str) -> Flood:
    """`TIMES` what one client does at most without being held up: messages, new tries, requests."""
    return Flood(
        origin=node.origin,
        address=ADDRESS,
        token=token,
        messages=TIMES * Limits().calm_per_s,
        sockets=TIMES / EVERY_S,
        requests=TIMES * float(str(Settings.model_fields["rate_api"].default).partition("/")[0]) / _A_MINUTE,
    )


def spells(generator: ChildPart, flood: Flood, prefix: Sequence[str], seconds: float, spell_s: float) -> Any:
    """Run the load with floods in every second spell.

    Returns
    -------
    (report, flooded, poured)
        What the generator and the flooder found, and when the floods were, in unix time.
    """
    words = [*prefix, *BEHIND, sys.executable, "-m", "benchmarks.signaling.flooder"]
    flooded: Spells = []
    poured: dict[str, Any] = {}
    with ChildPart("The flooder", words) as flooder:
        flooder.tell(asdict(flood))
        flooder.next(SETTLE_S)
        generator.tell({})
        end_s = time.monotonic() + seconds
        while time.monotonic() + 2 * spell_s <= end_s + 0.5 * spell_s:
            generator.works_for(spell_s)
            begun_s = time.time()
            flooder.tell({"seconds": spell_s})
            poured = flooder.next(spell_s + SETTLE_S)
            flooded.append((begun_s, time.time()))
        return generator.next(seconds + SETTLE_S * 3), flooded, poured


def figures(run: Run, report: dict[str, Any], flooded: Spells, poured: dict[str, Any]) -> None:
    """What the others noticed."""
    due_s, delays_ms = np.array(report["due_s"]), np.array(report["all_ms"])
    within = np.zeros(len(due_s), dtype=bool)
    for begun_s, ended_s in flooded:
        within |= (due_s >= begun_s) & (due_s < ended_s)
    both = {"quiet": delays_ms[~within], "flooded": delays_ms[within]}
    for name, values in both.items():
        for percent in (50, 99):
            at = float(np.percentile(values, percent)) if len(values) else None
            run.figure(f"flood.{name}_p{percent}", at, "ms", n=len(values))
    p99 = [float(np.percentile(values, 99)) if len(values) else None for values in both.values()]
    ratio = p99[1] / p99[0] if p99[0] and p99[1] else None
    # A generator behind its own plan measures itself.
    run.figure("flood.p99_times", ratio, "1", n=len(delays_ms), trusted=report["late_ms"] <= _LATE_MS)
    wrong = report["lost"] + report["doubled"] + report["disordered"]
    run.figure("flood.wrong", wrong, "messages", n=report["durable"])
    run.figure("flood.generator_late", report["late_ms"], "ms", n=report["sent"])
    lasted_s = sum(ended_s - begun_s for begun_s, ended_s in flooded)
    for name in ("messages", "sockets", "requests"):
        run.figure(
            f"flood.{name}", poured.get(name, 0) / lasted_s if lasted_s else None, "1/s", n=len(flooded)
        )
    run.figure("flood.cut_off", poured.get("cut_off", 0), "times")
