import numpy as np
import pytest

from benchmarks.rivals.stock_aiortc import CAPACITY, PREFETCH, Slots, play
from dsp.path.trace import from_transit


def test_a_packet_is_let_go_when_four_more_have_come() -> None:
    slots = Slots()
    assert [slots.add(index) for index in range(6)] == [None] * PREFETCH + [0, 1]


def test_a_lost_packet_holds_up_what_follows_and_costs_what_came_before() -> None:
    slots = Slots()
    gone = [slots.add(index) for index in range(40) if index != 5]
    after = [index for index in gone if index is not None]
    assert after[:2] == [0, 6]  # 1 to 4 had come, and are thrown out to make room
    assert gone.count(None) >= CAPACITY - PREFETCH


def test_it_never_catches_up_after_a_lost_packet() -> None:
    transit = np.zeros(4000)
    transit[1000] = np.nan
    outcome = play(from_transit(transit, 120))
    assert outcome.delay_ms[-1] > outcome.delay_ms[5] + 5.0
    assert outcome.concealed_ms.sum() == pytest.approx((CAPACITY - 1) * 2.5)
