import math

import pytest

from dsp.transits import BIN_SAMPLES, Transits


def filled(values: list[float]) -> Transits:
    transits = Transits(12.0)
    for value in values:
        transits.add(value, 120)
    return transits


def test_what_is_never_late_costs_only_its_wait() -> None:
    least, best, cost_ms, _ = filled([500.0] * 50).best(10.0, 120, 500.0)
    assert least == best == pytest.approx(500.0, abs=BIN_SAMPLES)
    assert cost_ms == 0.0


def test_a_wait_above_all_that_was_seen_is_never_worth_it() -> None:
    assert filled([500.0] * 50).best(10.0, 120, 900.0)[3] == math.inf


def test_one_in_ten_late_is_waited_for_when_concealment_is_dear() -> None:
    seen = ([500.0] * 9 + [980.0]) * 20  # 10 ms later
    assert filled(seen).best(0.5, 120, 500.0)[1] < 520.0
    assert filled(seen).best(4.0, 120, 500.0)[1] == pytest.approx(980.0, abs=BIN_SAMPLES)


def test_what_was_long_ago_weighs_less() -> None:
    transits = filled([980.0] * 50)
    transits.forget(60.0)
    for _ in range(50):
        transits.add(500.0, 120)
    assert transits.best(4.0, 120, 500.0)[1] < 520.0


def test_a_path_may_leave_the_histogram() -> None:
    transits = filled([500.0] * 50)
    transits.add(1e9, 120)
    assert transits.best(4.0, 120, 500.0)[0] == pytest.approx(1e9, abs=BIN_SAMPLES)
