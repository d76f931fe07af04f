import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsp.climb import Climb
from dsp.pace import LEAST_SHARE, MOST_SHARE, Pace

SECOND = 48_000


def played(seconds: float, ms_per_s: float) -> Pace:
    pace = Pace()
    for _ in range(round(seconds * 100)):
        pace.play(SECOND / 100, ms_per_s * 0.48)
    return pace


def test_before_anything_is_known_it_is_two_milliseconds_a_second() -> None:
    assert Pace().share == pytest.approx(0.002)


@pytest.mark.parametrize("ms_per_s", [1.0, 10.0, 30.0])
def test_what_is_left_out_for_long_is_what_is_believed(ms_per_s: float) -> None:
    assert played(20.0, ms_per_s).share * 1e3 == pytest.approx(ms_per_s, rel=0.05)


def test_a_sound_that_became_noise_is_believed_in_no_longer() -> None:
    pace = played(20.0, 30.0)
    for _ in range(2000):
        pace.play(SECOND / 100, 0.0)
    assert pace.share * 1e3 < 1.0


@given(st.lists(st.tuples(st.floats(0.0, 1e6), st.floats(0.0, 1e4))))
def test_it_stays_within_what_music_does(parts: list[tuple[float, float]]) -> None:
    pace = Pace()
    for samples, removed in parts:
        pace.play(samples, removed)
    assert LEAST_SHARE <= pace.share <= MOST_SHARE


def test_the_quicker_a_delay_is_gone_the_higher_it_is_climbed() -> None:
    heights = []
    for share in (0.0005, 0.002, 0.02):
        climb, level = Climb(4.0), 0.0
        climb.down_share = share
        for number in range(1, 60):
            late = 30.0 * number
            level = climb.level(late, 120, number * 0.0025, base=0.0, level=level, playing=level)
        heights.append(level)
    assert heights[0] < heights[1] < heights[2]
