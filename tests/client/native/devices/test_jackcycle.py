import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from client.native.devices.base import AudioBlock
from client.native.devices.jackcycle import ALLOWED_PER_S, CALM_S, LATE_SHARE, MOST_LATE, Haste

PERIOD_S = 1024 / 48_000
IN_TIME_S, LATE_S = 0.5 * PERIOD_S, 1.1 * PERIOD_S
MUSIC: AudioBlock = np.full((64, 2), 0.1, np.float32)
SILENCE: AudioBlock = np.zeros((64, 2), np.float32)


def hurried() -> Haste:
    """After so many late cycles that the graph goes on first."""
    haste = Haste(PERIOD_S)
    for _ in range(int(MOST_LATE) + 2):
        haste.take(LATE_S, MUSIC)
    return haste


def calm(haste: Haste, seconds: float, block: AudioBlock) -> None:
    for _ in range(round(seconds / PERIOD_S)):
        haste.take(IN_TIME_S, block)


def test_the_work_is_done_first_while_it_is_in_time() -> None:
    haste = Haste(PERIOD_S)
    calm(haste, 5.0, MUSIC)
    assert not haste.after


def test_a_late_cycle_now_and_then_costs_no_delay() -> None:
    haste = Haste(PERIOD_S)
    for _ in range(30):
        haste.take(LATE_S, MUSIC)
        calm(haste, 1.1 / ALLOWED_PER_S, MUSIC)
    assert not haste.after


def test_the_graph_goes_on_first_when_the_work_is_often_late() -> None:
    assert hurried().after


def test_it_stays_so_while_notes_sound() -> None:
    haste = hurried()
    calm(haste, CALM_S + 1.0, MUSIC)
    assert haste.after


def test_the_lesser_delay_comes_back_in_silence_after_a_calm_minute() -> None:
    haste = hurried()
    calm(haste, CALM_S - 1.0, SILENCE)
    assert haste.after
    calm(haste, 2.0, SILENCE)
    assert not haste.after


def test_one_late_cycle_makes_the_minute_begin_anew() -> None:
    haste = hurried()
    calm(haste, CALM_S - 1.0, MUSIC)
    haste.take(LATE_S, SILENCE)
    calm(haste, 2.0, SILENCE)
    assert haste.after


@given(st.lists(st.floats(0.0, 3.0 * PERIOD_S), max_size=200))
def test_it_changes_over_only_by_a_late_cycle(taken_s: list[float]) -> None:
    haste = Haste(PERIOD_S)
    for each in taken_s:
        before = haste.after
        haste.take(each, MUSIC)
        assert haste.after == before or each > LATE_SHARE * PERIOD_S


@pytest.mark.parametrize("period_s", [0.0, -1.0, float("nan")])
def test_a_cycle_without_length_is_refused(period_s: float) -> None:
    with pytest.raises(ValueError, match="lasts"):
        Haste(period_s)
