import numpy as np
import pytest

from benchmarks.jitter.trace import through
from benchmarks.rivals.jamulus import FIRST_SIZE, AutoSize, play
from dsp.path.trace import from_transit


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


def test_at_our_pace_nothing_is_thrown_away_and_the_delay_comes_down_slowly() -> None:
    transit = np.zeros(8000)
    transit[2000:2400] = 4800.0  # 100 ms
    as_it_is, held = (
        play(from_transit(transit, 120), 4),
        play(from_transit(transit, 120), 4, down_ms_per_s=2.0),
    )
    soon = (held.at_s > 7.0) & (held.at_s < 8.0)
    assert held.delay_ms[soon].min() > 90.0
    assert as_it_is.delay_ms[(as_it_is.at_s > 7.0) & (as_it_is.at_s < 8.0)].max() < 12.0
    assert held.concealed_ms.sum() == pytest.approx(100.0, abs=10.0)


def test_a_lost_block_is_no_way_down_at_our_pace() -> None:
    transit = np.zeros(4000)
    transit[1000:3000:100] = np.nan
    held = play(from_transit(transit, 120), 4, down_ms_per_s=2.0)
    assert np.all(np.diff(held.delay_ms) >= -0.01)
    assert held.concealed_ms.sum() == pytest.approx(
        50.0, abs=3.0
    )  # an empty queue cannot tell lost from late


def test_what_is_thrown_away_may_be_left_uncounted() -> None:
    trace = through("wifi", seed=1, seconds=20, ptime_samples=120)
    assert play(trace, 4, thrown_counts=False).concealed_pct < play(trace, 4).concealed_pct
