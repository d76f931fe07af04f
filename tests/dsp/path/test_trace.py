import numpy as np
import pytest

from dsp.path.trace import Trace, from_transit


def test_packets_are_handed_over_as_they_came() -> None:
    trace = from_transit(np.array([0.0, 500.0, np.nan, 0.0]), 120)
    assert trace.order().tolist() == [0, 3, 1]


def test_a_trace_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="without a packet"):
        from_transit(np.full(3, np.nan), 120)
    with pytest.raises(ValueError, match="0 samples"):
        Trace(np.zeros(3), 0)
