from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from dsp.stems import RATE_HZ, StemClock, StemReader

ORIGIN_S = 1_795_000_000.0


def stamps(
    seconds: float, *, ppm: float, start_s: float, error_s: float = 0.0, seed: int = 1
) -> NDArray[np.float64]:
    """A stamp a second of a card that runs ``ppm`` too quick and began at lesson time ``start_s``."""
    rng = np.random.default_rng(seed)
    samples = np.arange(0, seconds, 1.0) * RATE_HZ
    lesson_s = start_s + samples / (RATE_HZ * (1 + ppm * 1e-6))
    return np.stack([samples, lesson_s + error_s * rng.standard_normal(len(samples))], axis=1)


def recorded(seconds: float, *, ppm: float, start_s: float, tone_hz: float) -> NDArray[np.float32]:
    """What such a card records of a tone that stands in lesson time."""
    at_s = np.arange(int(seconds * RATE_HZ)) / (RATE_HZ * (1 + ppm * 1e-6)) + (start_s - ORIGIN_S)
    return (0.5 * np.sin(2 * np.pi * tone_hz * at_s)).astype(np.float32)[:, None]


def aligned(
    sound: NDArray[np.float32], clock: StemClock, *, begin_s: float, blocks: int, piece: int = 4608
) -> NDArray[np.float32]:
    reader = StemReader(clock, channels=sound.shape[1], begin_s=begin_s)
    given_: list[NDArray[np.float32]] = []
    at = 0
    while len(given_) < blocks:
        block = reader.ready()
        if block is not None:
            given_.append(block)
        elif at < len(sound):
            reader.push(sound[at : at + piece])
            at += piece
        else:
            reader.end()
    return np.concatenate(given_)


@pytest.mark.parametrize("ppm", [-100.0, 0.0, 37.0, 100.0])
def test_a_recording_is_read_in_lesson_time_whatever_its_cards_rate(ppm: float) -> None:
    start_s = ORIGIN_S + 0.123456
    clock = StemClock(stamps(6, ppm=ppm, start_s=start_s))
    sound = recorded(6, ppm=ppm, start_s=start_s, tone_hz=440.0)
    got = aligned(sound, clock, begin_s=ORIGIN_S, blocks=60)
    at_s = np.arange(len(got)) / RATE_HZ
    expected = 0.5 * np.sin(2 * np.pi * 440.0 * at_s)
    inside = slice(int(0.2 * RATE_HZ), len(got))
    # Doubles of unix time are good to a quarter of a microsecond.
    assert np.abs(got[inside, 0] - expected[inside]).max() < 0.5 * 2 * np.pi * 440.0 * 3e-6
    assert not got[: int(0.12 * RATE_HZ)].any(), "it had not begun"


@settings(max_examples=10, deadline=None)
@given(st.floats(-100, 100), st.floats(-100, 100), st.floats(0, 30), st.integers(0, 2**20))
def test_stems_of_two_clocks_are_a_sample_apart_at_most_over_a_whole_lesson(
    one_ppm: float, other_ppm: float, later_s: float, seed: int
) -> None:
    """45 minutes, stamps that err by 20 us each: what both recorded of a moment is put at one place."""
    seconds = 45 * 60.0
    ends = [(one_ppm, ORIGIN_S, seed), (other_ppm, ORIGIN_S + later_s, seed + 1)]
    clocks = [
        StemClock(stamps(seconds, ppm=ppm, start_s=start_s, error_s=20e-6, seed=number))
        for ppm, start_s, number in ends
    ]
    for moment_s in (later_s + 0.5, seconds / 2, seconds - 1.0):
        places = []
        for clock, (ppm, start_s, _) in zip(clocks, ends, strict=True):
            sample = (ORIGIN_S + moment_s - start_s) * RATE_HZ * (1 + ppm * 1e-6)
            places.append((clock.lesson_s(sample) - ORIGIN_S) * RATE_HZ)
        assert abs(places[0] - places[1]) <= 1.0, (moment_s, places)


def test_there_and_back_is_the_same_place() -> None:
    clock = StemClock(stamps(100, ppm=80.0, start_s=ORIGIN_S, error_s=1e-5))
    for sample in (-4800.0, 0.0, 12_345.0, 50 * RATE_HZ, 120 * RATE_HZ):
        assert clock.sample(clock.lesson_s(sample)) == pytest.approx(sample, abs=0.05)


def test_one_stamp_is_enough_for_a_short_take() -> None:
    clock = StemClock(np.array([[4800.0, ORIGIN_S]]))
    assert clock.lesson_s(9600.0) == pytest.approx(ORIGIN_S + 0.1, abs=1e-6)


@pytest.mark.parametrize(
    "points", [np.zeros((0, 2)), np.zeros((3, 1)), np.array([[0.0, np.nan]]), np.zeros(3)]
)
def test_what_is_no_row_of_stamps_is_refused(points: NDArray[np.float64]) -> None:
    with pytest.raises(ValueError, match="stamp"):
        StemClock(points)


def test_after_its_end_a_recording_is_silent() -> None:
    clock = StemClock(stamps(1, ppm=0.0, start_s=ORIGIN_S))
    sound = np.full((RATE_HZ, 1), 0.25, np.float32)
    got = aligned(sound, clock, begin_s=ORIGIN_S, blocks=20)
    assert got[RATE_HZ // 2, 0] == pytest.approx(0.25, abs=1e-4)
    assert not got[RATE_HZ + 100 :].any()
