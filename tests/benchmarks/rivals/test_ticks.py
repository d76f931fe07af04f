import numpy as np

from benchmarks.rivals.ticks import Leave, ticks
from dsp.path.trace import from_transit


def test_every_packet_is_handed_over_once_and_never_early() -> None:
    trace = from_transit(np.array([0.0, 300.0, np.nan, 0.0, 50.0]), 120)
    seen = []
    for now, came in ticks(trace, 60):
        assert all(trace.arrival[index] <= now for index in came)
        seen += came
    assert seen == trace.order().tolist()


def test_no_more_is_left_out_than_the_pace_allows() -> None:
    leave = Leave(2.0)
    assert sum(leave.grants(120, 120) for _ in range(4010)) == 8  # ten seconds, 2 ms in each


def test_nothing_is_saved_up_while_nothing_is_to_be_left_out() -> None:
    leave = Leave(2.0)
    for _ in range(400):
        leave.grants(1e9, 120)
    leave.content()
    assert not leave.grants(120, 120)


def test_without_a_pace_everything_may_go() -> None:
    assert Leave(None).grants(1e9, 0.0)
