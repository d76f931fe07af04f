from __future__ import annotations

import sys

import pytest

from benchmarks.frame import Run
from benchmarks.signaling.flood import figures
from benchmarks.signaling.load import signaling

NOTHING_WRONG = {"lost": 0, "doubled": 0, "disordered": 0, "durable": 5, "late_ms": 0.1, "sent": 6}


def test_a_message_counts_as_flooded_when_it_was_due_in_a_flooded_spell() -> None:
    run = Run("signaling", seed=1)
    run.seconds = 100.0
    report = {"due_s": [1.0, 2.0, 5.0, 6.0, 9.0], "all_ms": [1.0, 1.0, 3.0, 3.0, 1.0], **NOTHING_WRONG}
    figures(run, report, [(4.5, 8.5)], {"messages": 40, "sockets": 8, "requests": 4, "cut_off": 1})
    found = {figure.name: figure for figure in run.figures}
    assert (found["flood.quiet_p99"].value, found["flood.quiet_p99"].n) == (1.0, 3)
    assert (found["flood.flooded_p99"].value, found["flood.flooded_p99"].n) == (3.0, 2)
    assert (found["flood.p99_times"].value, found["flood.p99_times"].holds) == (3.0, False)
    assert found["flood.messages"].value == 10.0


def test_a_generator_that_came_behind_is_not_believed() -> None:
    run = Run("signaling", seed=1)
    run.seconds = 100.0
    late = NOTHING_WRONG | {"late_ms": 400.0}
    figures(run, {"due_s": [1.0, 5.0], "all_ms": [1.0, 3.0], **late}, [(4.0, 6.0)], {})
    assert {figure.name: figure.holds for figure in run.figures}["flood.p99_times"] is None


def test_a_flood_that_never_came_proves_nothing() -> None:
    run = Run("signaling", seed=1)
    run.seconds = 100.0
    figures(run, {"due_s": [1.0], "all_ms": [1.0], **NOTHING_WRONG}, [], {})
    found = {figure.name: figure for figure in run.figures}
    assert found["flood.p99_times"].value is None
    assert not found["flood.p99_times"].holds


@pytest.mark.wide
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="many addresses of loopback are Linux' own")
def test_one_address_floods_and_the_others_go_on() -> None:
    run = Run("signaling", seed=3, quick=True)
    signaling(run, lessons=3, seconds=8.0, rate=60.0, nodes=False, kills=None, outages=None, flood=True)
    found = {figure.name: figure.value or 0.0 for figure in run.figures}
    assert found["flood.messages"] > 500
    assert found["flood.cut_off"] >= 1
    assert found["flood.wrong"] == 0
    assert found["flood.quiet_p50"] > 0
    assert found["flood.flooded_p50"] > 0
