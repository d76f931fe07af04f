from __future__ import annotations

import numpy as np
import pytest

from client.native.totals import DelayHistogram


def test_quantiles_are_right_to_a_twentieth_of_a_millisecond() -> None:
    delays_ms = np.random.default_rng(1).gamma(9, 2, 20_000)
    histogram = DelayHistogram()
    for part in np.array_split(delays_ms, 7):
        histogram.add(part)
    for share in (0.05, 0.5, 0.95):
        assert histogram.quantile(share) == pytest.approx(float(np.quantile(delays_ms, share)), abs=0.06)


def test_nothing_is_known_of_nothing() -> None:
    assert DelayHistogram().quantile(0.5) is None


def test_absurd_delays_are_counted_at_the_edges() -> None:
    histogram = DelayHistogram()
    histogram.add(np.array([-5.0, 5_000.0, 5_000.0]))
    assert histogram.quantile(0.1) == pytest.approx(0.0, abs=0.05)
    assert histogram.quantile(0.9) == pytest.approx(1_000.0, abs=0.05)
