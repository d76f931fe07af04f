"""The load bench itself, small: it runs, and judges what it says it judges."""

from __future__ import annotations

import pytest

from benchmarks.frame import Run
from benchmarks.signaling.load import signaling


@pytest.mark.wide
def test_a_few_lessons_are_loaded_killed_and_judged() -> None:
    run = Run("signaling", seed=3, quick=True)
    signaling(run, lessons=3, seconds=2.0, rate=60.0, nodes=False, kills=None, outages=None, flood=False)
    found = {figure.name: figure.value for figure in run.figures}
    assert found["one.sent"] == 120
    assert [found[f"one.{wrong}"] for wrong in ("lost", "doubled", "disordered", "begun_anew")] == [
        0,
        0,
        0,
        0,
    ]
    assert (found["one.ephemeral_arrived"] or 0.0) >= 0.95  # the last of them may still be on their way
    assert found["storm.back"] == 1.0
    assert found["storm.wrong"] == 0
    assert run.missed == []
