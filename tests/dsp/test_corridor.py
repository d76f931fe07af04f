"""Lines between what is too much and what is too little."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dsp.corridor import MOST_SKEW, corridor


def test_two_points_leave_the_middle_and_half_their_distance() -> None:
    found = corridor([(0.0, 0.03)], [(0.0, 0.01)], prior=0.0)
    assert found is not None
    assert found.offset_s == pytest.approx(0.02)
    assert found.bound_s == pytest.approx(0.01)
    assert (found.skew_low, found.skew_high) == (-MOST_SKEW, MOST_SKEW)


def test_a_slope_is_read_off_both_hulls() -> None:
    slope = 80e-6
    uppers = [(-t, 0.01 - slope * t) for t in range(0, 120, 4)]
    lowers = [(-t - 0.1, -0.01 - slope * (t + 0.1)) for t in range(0, 120, 4)]
    found = corridor(uppers, lowers, prior=0.0)
    assert found is not None
    assert found.skew == pytest.approx(slope, abs=1e-6)
    assert found.offset_s == pytest.approx(0.0, abs=1e-5)


def test_slow_packets_change_nothing() -> None:
    quick = corridor([(-90.0, 0.01), (0.0, 0.01)], [(-90.0, -0.01), (0.0, -0.01)], prior=0.0)
    uppers = [(-90.0, 0.01), (-50.0, 0.4), (-3.0, 0.02), (0.0, 0.01)]
    assert corridor(uppers, [(-90.0, -0.01), (-20.0, -0.3), (0.0, -0.01)], prior=0.0) == quick


def test_nothing_fits_between_what_contradicts_itself() -> None:
    assert corridor([(0.0, 0.01), (-1.0, -5.0)], [(0.0, 0.0)], prior=0.0) is None


@settings(deadline=None, max_examples=60)
@given(
    skew=st.floats(-MOST_SKEW, MOST_SKEW),
    offset_s=st.floats(-1.0, 1.0),
    out=st.lists(st.tuples(st.floats(-120, 0), st.floats(1e-6, 0.5)), min_size=1, max_size=40),
    back=st.lists(st.tuples(st.floats(-120, 0), st.floats(1e-6, 0.5)), min_size=1, max_size=40),
    prior=st.floats(-1e-3, 1e-3),
)
def test_the_true_line_is_never_left_out(
    skew: float,
    offset_s: float,
    out: list[tuple[float, float]],
    back: list[tuple[float, float]],
    prior: float,
) -> None:
    uppers = [(at, offset_s + skew * at + took) for at, took in out]
    lowers = [(at, offset_s + skew * at - took) for at, took in back]
    found = corridor(uppers, lowers, prior=prior)
    assert found is not None
    assert found.low_s - 1e-9 <= offset_s <= found.high_s + 1e-9
    assert found.skew_low - 1e-9 <= skew <= found.skew_high + 1e-9
    assert abs(found.offset_s - offset_s) <= found.bound_s + 1e-9
