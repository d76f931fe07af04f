import numpy as np

from benchmarks.jitter.trace import from_transit
from benchmarks.rivals.ticks import ticks


def test_every_packet_is_handed_over_once_and_never_early() -> None:
    trace = from_transit(np.array([0.0, 300.0, np.nan, 0.0, 50.0]), 120)
    seen = []
    for now, came in ticks(trace, 60):
        assert all(trace.arrival[index] <= now for index in came)
        seen += came
    assert seen == trace.order().tolist()
