import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dsp import PeerClock


class Pair:
    """Two clocks and a path between them with seeded queues."""

    def __init__(
        self, *, offset_s: float, skew_ppm: float = 0.0, queue_s: float = 0.0, seed: int = 1
    ) -> None:
        self.clock = PeerClock()
        self.offset_s = offset_s
        self.skew = skew_ppm * 1e-6
        self.queue_s = queue_s
        self.now_s = 100.0
        self._rng = np.random.default_rng(seed)

    def remote(self, local_s: float) -> float:
        return local_s * (1.0 + self.skew) + self.offset_s

    def run(self, seconds: float, there_s: float = 0.010, back_s: float = 0.010) -> None:
        for _ in range(round(seconds / 0.25)):
            there, back = self._rng.exponential(self.queue_s, 2) if self.queue_s else (0.0, 0.0)
            t0 = self.now_s
            t1 = t0 + there_s + there
            t3 = t1 + 0.1 + back_s + back
            assert self.clock.exchange(t0, self.remote(t1), self.remote(t1 + 0.1), t3)
            self.now_s += 0.25

    @property
    def error_s(self) -> float:
        return abs(self.clock.to_remote(self.now_s) - self.remote(self.now_s))


def test_nothing_is_known_before_the_first_exchange() -> None:
    clock = PeerClock()
    assert not clock.ready
    assert clock.rtt_s is None
    assert clock.best_rtt_s is None
    assert clock.bound_s == math.inf
    assert clock.to_remote(5.0) == clock.to_local(5.0) == 5.0


def test_an_even_path_gives_the_offset() -> None:
    pair = Pair(offset_s=-1234.5)
    pair.run(1)
    assert pair.error_s < 1e-6
    assert pair.clock.offset_s == pytest.approx(-1234.5)
    assert pair.clock.rtt_s == pytest.approx(0.020)
    assert 0.010 <= pair.clock.bound_s < 0.0103


def test_queues_and_skew_are_seen_through() -> None:
    pair = Pair(offset_s=77.0, skew_ppm=40.0, queue_s=0.02, seed=3)
    pair.run(110)
    assert pair.clock.skew_ppm == pytest.approx(40.0, abs=15.0)
    assert pair.error_s < 0.002
    assert pair.error_s < pair.clock.bound_s


@settings(deadline=None, max_examples=40)
@given(
    there_ms=st.floats(0.2, 80),
    back_ms=st.floats(0.2, 80),
    skew_ppm=st.floats(-100, 100),
    queue_ms=st.sampled_from([0.0, 1.0, 15.0]),
    seed=st.integers(0, 1000),
)
def test_the_bound_holds_whatever_the_asymmetry(
    there_ms: float, back_ms: float, skew_ppm: float, queue_ms: float, seed: int
) -> None:
    pair = Pair(offset_s=3.0, skew_ppm=skew_ppm, queue_s=queue_ms / 1e3, seed=seed)
    for _ in range(10):
        pair.run(4, there_ms / 1e3, back_ms / 1e3)
        assert pair.error_s <= pair.clock.bound_s + 1e-4


def test_there_and_back_through_the_map_is_where_one_was() -> None:
    pair = Pair(offset_s=500.0, skew_ppm=80.0)
    pair.run(60)
    assert pair.clock.to_local(pair.clock.to_remote(130.0)) == pytest.approx(130.0, abs=1e-6)


def test_a_clock_that_jumped_is_believed_after_three_exchanges() -> None:
    pair = Pair(offset_s=5.0)
    pair.run(30)
    pair.offset_s = 4000.0
    pair.run(0.5)
    assert pair.error_s > 1000
    pair.run(0.25)
    assert pair.error_s < 1e-6


def test_a_longer_path_is_no_jump() -> None:
    pair = Pair(offset_s=5.0)
    pair.run(10)
    pair.run(10, 0.060, 0.010)
    assert pair.error_s <= pair.clock.bound_s
    assert pair.clock.bound_s < 0.02


def test_four_stamps_that_cannot_be_true_are_refused() -> None:
    clock = PeerClock()
    assert not clock.exchange(1.0, 5.0, 5.2, 1.1)
    assert not clock.exchange(1.0, 5.0, 4.0, 1.1)
    assert not clock.exchange(2.0, 5.0, 5.0, 1.0)
    assert not clock.exchange(math.nan, 5.0, 5.0, 1.0)
    assert not clock.exchange(1.0, 5.0, 5.0, math.inf)
    assert not clock.ready
