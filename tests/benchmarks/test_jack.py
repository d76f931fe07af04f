import numpy as np
import pytest

from benchmarks.frame import Run
from benchmarks.jack import Take, add_take, moved_ms


def take(xruns: int) -> Take:
    figures = {
        "chirps": 60.0, "found": 59.0, "p50_ms": 12.0, "p95_ms": 13.0, "max_ms": 14.0, "travel_ms": 1.0,
        "gap_pct": 0.0, "damaged_pct": 0.2,
    }  # fmt: skip
    return Take(figures, np.full(59, 12.0), ledger_ms=12.1, xruns=xruns, dropped=0, callbacks_ms={})


def test_a_take_is_judged_by_its_bar() -> None:
    run = Run("mouth-to-ear", seed=1, seconds=30.0)
    add_take(run, "opus", take(xruns=10))
    figures = {figure.name: figure for figure in run.figures}
    assert figures["opus.p50"].holds is True
    assert figures["opus.ledger_minus_outside"].value == pytest.approx(0.1)
    assert figures["opus.found"].value == pytest.approx(98.3333)


def test_a_starved_machine_is_not_held_against_the_program() -> None:
    run = Run("mouth-to-ear", seed=1, seconds=30.0)
    add_take(run, "opus", take(xruns=151))
    assert next(figure for figure in run.figures if figure.name == "opus.p50").holds is None
    assert "Measure when it is idle" in run.notes[0]


def test_a_delay_that_stays_has_not_moved_and_one_that_grows_has() -> None:
    steady = np.full(150, 12.0)
    assert moved_ms(steady) == 0
    assert moved_ms(steady + np.arange(150) * 0.1) == pytest.approx(12.5)
    assert np.isnan(moved_ms(steady[:49]))
