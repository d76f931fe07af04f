import numpy as np
import pytest

from benchmarks.jitter.trace import through


def test_the_same_seed_is_the_same_trace() -> None:
    first, again = (through("lte", seed=3, seconds=5, ptime_samples=120) for _ in range(2))
    assert np.array_equal(first.transit, again.transit, equal_nan=True)
    assert first.seconds == 5


def test_transit_is_counted_from_the_least() -> None:
    assert np.nanmin(through("wifi", seed=1, seconds=5, ptime_samples=240).transit) == 0.0


def test_a_trace_of_no_time_is_refused() -> None:
    with pytest.raises(ValueError, match="of packets of 120"):
        through("clean", seed=1, seconds=0.001, ptime_samples=120)
