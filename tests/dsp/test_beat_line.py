"""Beats reckoned from an anchor."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsp.beat_line import BeatLine, clicks


def test_an_hour_at_72_is_4320_clicks_and_the_last_is_where_it_belongs() -> None:
    found = clicks(BeatLine(10.0, 0, 72.0, 72.0), (2, 1, 1, 1), 1, 10.0, 3610.0 - 1e-6)
    assert len(found) == 4320
    assert found[-1].at_s == pytest.approx(10.0 + 4319 * 60 / 72)


def test_the_bar_has_its_accents_silent_beats_and_clicks_between() -> None:
    found = clicks(BeatLine(0.0, 0, 60.0, 60.0), (2, 0, 1), 2, 0.0, 3.0)
    assert [(one.beat, one.kind) for one in found] == [
        (0, "strong"),
        (0, "between"),
        (1, "silent"),
        (1, "between"),
        (2, "plain"),
        (2, "between"),
    ]


def test_beats_below_nought_count_in() -> None:
    found = clicks(BeatLine(0.0, -2, 60.0, 60.0), (2, 1), 1, 0.0, 4.0)
    assert [one.kind for one in found] == ["count", "count", "strong", "plain"]


def test_a_tempo_that_changes_little_by_little_arrives_where_it_should() -> None:
    line = BeatLine(3.0, 4, 60.0, 120.0, 16)
    assert line.time_of(20) == pytest.approx(3.0 + 16 * math.log(2))
    assert line.time_of(22) - line.time_of(21) == pytest.approx(0.5)


@given(
    bpm=st.floats(20, 300),
    to_bpm=st.floats(20, 300),
    over=st.integers(0, 64),
    beat=st.integers(-8, 8),
    wanted=st.floats(-10, 200),
)
def test_time_and_beat_are_each_others_way_back(
    bpm: float, to_bpm: float, over: int, beat: int, wanted: float
) -> None:
    line = BeatLine(1.7e9, beat, bpm, to_bpm, over)
    assert line.beat_at(line.time_of(wanted)) == pytest.approx(wanted, abs=1e-4)


@given(late_s=st.floats(0, 30), bpm=st.floats(20, 300), subdivision=st.integers(1, 4))
def test_one_who_comes_late_reckons_the_same_clicks(late_s: float, bpm: float, subdivision: int) -> None:
    line = BeatLine(5.0, 0, bpm, 90.0, 12)
    whole = clicks(line, (2, 1, 1), subdivision, 5.0, 40.0)
    late = clicks(line, (2, 1, 1), subdivision, 5.0 + late_s, 40.0)
    assert late == whole[len(whole) - len(late) :]
    assert all(one.at_s >= 5.0 + late_s - 1e-4 for one in late)


def test_a_tempo_there_is_none_of_is_refused() -> None:
    with pytest.raises(ValueError, match=r"from 0\.0 to 60\.0"):
        BeatLine(0.0, 0, 0.0, 60.0)
