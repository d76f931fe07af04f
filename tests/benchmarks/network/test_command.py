"""Two runs of a network can be held against each other."""

from __future__ import annotations

from dataclasses import asdict

from benchmarks.changes import Change, changes
from benchmarks.frame import Run
from benchmarks.network.command import add_lateness
from tests.benchmarks.network.samples import way

NAME = "balanced.up.late"


def change(before: tuple[str, int], after: tuple[str, int]) -> Change:
    """What is said of how late packets came, of two weathers with their seeds."""
    results = []
    for weather, seed in (before, after):
        run = Run("network", seed)
        add_lateness(run, NAME, way(weather, seed, "balanced", 5.0))
        results.append(
            {"bench": "network", "figures": [asdict(one) for one in run.figures], "samples": run.samples}
        )
    (found,) = changes(*results)
    return found


def test_a_network_that_got_worse_is_told_from_one_that_did_not() -> None:
    same = change(("fibre", 1), ("fibre", 2))
    assert same.verdict == "same" and same.detectable is not None
    assert change(("fibre", 1), ("wifi", 2)).verdict == "higher"
