from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from benchmarks.frame import Run
from benchmarks.network.lab import DOWN, UP
from benchmarks.network.page_check import judged
from benchmarks.network.truth import Truth


def shown(variation_ms: float | None, lost_pct: float) -> dict[str, Any]:
    return {"variation_ms": variation_ms, "lost_pct": lost_pct}


def test_what_a_page_showed_is_held_against_what_was_each_way_apart() -> None:
    run = Run("network-truths", seed=1, bars={})
    delays = 5.0 + np.linspace(0.0, 2.0, 101)
    truths = {UP: Truth(delays, 1.0, 0.0), DOWN: Truth(delays, 0.0, 0.0)}
    seen = {"out": shown(2.1, 1.5), "back": shown(None, 0.0)}
    judged(run, "fibre.page.duet", seen, truths)
    found = {figure.name: figure.value for figure in run.figures}
    assert found["fibre.page.duet.up.variation_off"] == pytest.approx(0.2)
    assert found["fibre.page.duet.up.lost_off"] == pytest.approx(0.5)
    assert found["fibre.page.duet.down.variation_off"] is None


def test_a_run_that_the_record_does_not_show_is_not_judged() -> None:
    run = Run("network-truths", seed=1, bars={})
    judged(run, "lte.page.duet", {"out": shown(1.0, 0.0), "back": shown(1.0, 0.0)}, {})
    assert [figure.value for figure in run.figures] == [None, None]
