import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.paths.simulate import travel
from benchmarks.paths.weather import PROFILES, forecast


@given(st.sampled_from(PROFILES), st.integers(0, 50), st.sampled_from([0.00125, 0.0025, 0.01, 0.02]))
def test_packets_arrive_in_order_and_never_before_they_were_sent(
    profile: str, seed: int, ptime_s: float
) -> None:
    sent = np.arange(200, dtype=np.float64) * ptime_s
    arrived = travel(sent, forecast(profile, seed, 1), seed=seed)
    there = ~np.isnan(arrived)
    assert (np.diff(arrived[there]) >= 0).all()
    assert (arrived[there] >= sent[there] + 0.0002).all()


def test_the_clean_path_takes_one_millisecond_and_loses_nothing() -> None:
    sent = np.arange(1000, dtype=np.float64) * 0.0025
    assert np.allclose(travel(sent, forecast("clean", 1, 1), seed=1), sent + 0.001)


def test_packets_out_of_order_are_refused() -> None:
    with pytest.raises(ValueError, match="out of the order"):
        travel(np.array([1.0, 0.5]), forecast("clean", 1, 1), seed=1)
