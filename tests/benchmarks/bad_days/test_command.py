from __future__ import annotations

import math

from benchmarks.bad_days.command import quantile


def test_a_quantile_is_one_of_the_values_so_that_never_stays_never() -> None:
    assert quantile([3.0, 1.0, 2.0], 0.5) == 2.0
    assert quantile([1.0, math.inf], 0.99) == math.inf
    assert quantile([1.0], 0.99) == 1.0
