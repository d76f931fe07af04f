from __future__ import annotations

import numpy as np
import pytest

from server.readiness.comparing import figures, quantile
from server.readiness.repository import blocked

WAYS = ("variation_out_ms", "variation_in_ms", "lost_out_pct", "lost_in_pct")


def test_quantiles_are_those_of_numpy() -> None:
    values = sorted(np.random.default_rng(3).normal(20, 5, 37).tolist())
    for share in (0.0, 0.05, 0.5, 0.95, 1.0):
        assert quantile(values, share) == pytest.approx(np.quantile(values, share))


def test_a_place_in_a_line_has_middle_spread_number_and_the_worse_ways_figures() -> None:
    rows = [
        {
            "worth_ms": 20.0 + at,
            "word": "together" if at < 5 else "follow",
            "variation_out_ms": 1.0,
            "variation_in_ms": 2.0,
            "lost_out_pct": 0.5,
            "lost_in_pct": 0.1,
        }
        for at in range(11)
    ]
    line = figures("one", "Pajala", rows)
    assert (line.hours, line.p05_ms, line.p50_ms, line.p95_ms, line.worst_ms) == (11, 20.5, 25.0, 29.5, 30.0)
    assert line.variation_ms == 2.0
    assert line.lost_pct == pytest.approx(0.5)
    assert line.together_pct == pytest.approx(100 * 5 / 11)


def test_a_place_that_measured_nothing_says_so() -> None:
    line = figures("one", "Pajala", [])
    assert (line.hours, line.p50_ms) == (0, None)


def test_hours_in_which_nothing_got_through_are_counted_and_make_no_figure() -> None:
    one = {"worth_ms": 20.0, "word": "together"} | dict.fromkeys(WAYS, 1.0)
    shut = blocked("duet")
    line = figures("one", "Pajala", [one, shut, one, shut])
    assert (line.hours, line.blocked, line.worst_ms, line.lost_pct) == (4, 2, 20.0, 1.0)
    assert line.together_pct == 50.0
    only = figures("one", "Pajala", [shut])
    assert (only.hours, only.blocked, only.p50_ms) == (1, 1, None)
