"""The page about cost."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from benchmarks.core.endurance import Endured
from benchmarks.core.loop import Cost
from benchmarks.frame import Run
from benchmarks.machine import describe
from benchmarks.plot import Chart, Series
from benchmarks.report.page import cards, facts, page, table

_PIECES = 200


def core_page(run: Run, timed: Cost, parts: Mapping[str, float], endured: Endured) -> str:
    """The whole page."""
    found = {figure.name: figure for figure in run.figures}
    glance = [
        (f"{found[name].value:.3g}", found[name].unit, what)
        for name, what in (
            ("pull.p50", "a pull of 64 frames, median"),
            ("pull.p99", "one in a hundred takes more"),
            ("hour.with_samples", "for an hour of lesson"),
            ("endurance.packet", "a packet, all in all"),
        )
        if found[name].value is not None
    ]
    rows = [[name, f"{share:.1f} %"] for name, share in sorted(parts.items(), key=lambda one: -one[1])]
    body = [
        "<h1>What the core costs</h1>",
        '<p class="lead">One far end, Opus 2.5 ms, blocks of 64 frames: there are 1333 us for a block.</p>',
        cards(glance),
        _pulls(timed).html(),
        "<h2>Where it goes</h2>",
        table(["Part", "share"], rows),
        _endurance(endured).html(),
        facts([("Seeds", ", ".join(map(str, run.seeds))), *((k, str(v)) for k, v in describe().items())]),
    ]
    return page("Klangbro: what the core costs", "".join(body))


def _pulls(timed: Cost) -> Chart:
    micro = np.array(timed.pull_ns) / 1e3
    pieces = np.array_split(micro, min(_PIECES, len(micro)))
    at_s = (np.arange(len(pieces)) + 0.5) * timed.seconds / len(pieces)
    middle = np.array([np.median(one) for one in pieces])
    worse = np.array([np.percentile(one, 99) for one in pieces])
    top = float(worse.max()) * 1.2
    return Chart(
        "A pull of 64 frames",
        f"Pulls take {np.median(micro):.0f} us in the middle, over {timed.seconds:g} s of lesson.",
        "us",
        (0.0, timed.seconds),
        (0.0, top),
        [Series("line", at_s, worse, "two", "99 %"), Series("line", at_s, middle, "one", "median")],
    )


def _endurance(endured: Endured) -> Chart:
    count = endured.stats.received / len(endured.packet_us) / 1e6
    at = (np.arange(len(endured.packet_us)) + 1.0) * count * 120 / 48_000 * 1e6
    cost = np.array(endured.packet_us)
    return Chart(
        "A packet, to the end",
        "Cost of a packet over the whole endurance run, in seconds of lesson.",
        "us",
        (0.0, float(at[-1])),
        (0.0, float(cost.max()) * 1.2),
        [Series("line", at, cost, "one", "push, order, decide, play")],
    )
