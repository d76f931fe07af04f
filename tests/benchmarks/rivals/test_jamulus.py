import numpy as np
import pytest

from benchmarks.jitter.trace import from_transit, through
from benchmarks.rivals.jamulus import FIRST_SIZE, AutoSize, play


def test_an_even_stream_needs_the_smallest_queue() -> None:
    auto = AutoSize(0.0025)
    for _ in range(40_000):
        auto.put()
        auto.get()
    assert auto.size == 2 < FIRST_SIZE


def test_bursts_need_a_larger_queue() -> None:
    auto = AutoSize(0.0025)
    for _ in range(20_000):
        for _ in range(5):
            auto.put()
        for _ in range(5):
            auto.get()
    assert auto.size >= 5


def test_a_fixed_queue_never_holds_more_than_its_blocks() -> None:
    outcome = play(through("wifi", seed=1, seconds=20, ptime_samples=120), 4)
    assert outcome.delay_ms.max() <= 60.0
    assert outcome.concealed_pct > 0.0


def test_a_steady_path_is_played_whole() -> None:
    assert play(from_transit(np.zeros(2000), 120)).concealed_pct == pytest.approx(0.0)
