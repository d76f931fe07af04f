import numpy as np
import pytest

from benchmarks.alignment import align
from benchmarks.material import SAMPLE_RATE_HZ, duet
from benchmarks.metrics import Clock, correlation, damaged_share, evaluate, gap_share, grains, mouth_to_ear
from tests.benchmarks.far_end import Floats, delayed, ms

PLAYED: Floats = duet(7, 6).violin[:, 0].astype(np.float64)
STEADY = Clock.steady(100.0, SAMPLE_RATE_HZ)


def test_an_undamaged_recording_is_found_undamaged_and_on_time() -> None:
    found = evaluate(PLAYED, delayed(PLAYED, ms(33)), rate_hz=SAMPLE_RATE_HZ, mouth=STEADY, ear=STEADY)
    assert found["correlation"] > 0.99
    assert found["mouth_to_ear_p50_ms"] == pytest.approx(33, abs=0.01)
    assert found["mouth_to_ear_p95_ms"] == pytest.approx(33, abs=0.01)
    assert (found["damaged_pct"], found["gap_pct"]) == (0, 0)


def test_mouth_to_ear_stands_on_the_clocks_not_on_the_sample_counts() -> None:
    ear = Clock.steady(100.5, SAMPLE_RATE_HZ * (1 + 200e-6))
    at_s = ear.time_of(np.arange(len(PLAYED), dtype=np.float64))  # when each heard sample sounds
    heard_delay = np.arange(len(PLAYED)) - (at_s - 100.0 - 0.020) * SAMPLE_RATE_HZ
    heard = delayed(PLAYED, heard_delay)
    found = evaluate(PLAYED, heard, rate_hz=SAMPLE_RATE_HZ, mouth=STEADY, ear=ear)
    assert found["mouth_to_ear_p50_ms"] == pytest.approx(20, abs=0.05)


def test_turned_polarity_lowers_the_correlation() -> None:
    found = align(PLAYED, -delayed(PLAYED, ms(33)), rate_hz=SAMPLE_RATE_HZ)
    assert correlation(found) < 0.85


def test_noise_instead_of_music_does_not_correlate() -> None:
    noise = np.random.default_rng(1).normal(0, 0.1, len(PLAYED))
    assert correlation(align(PLAYED, noise, rate_hz=SAMPLE_RATE_HZ)) < 0.2


def test_gaps_are_counted_by_their_share_of_what_was_played() -> None:
    heard = delayed(PLAYED, ms(33))
    for second in range(1, 5):
        heard[second * SAMPLE_RATE_HZ : second * SAMPLE_RATE_HZ + round(ms(100))] = 0
    pieces = grains(PLAYED, heard, align(PLAYED, heard, rate_hz=SAMPLE_RATE_HZ), rate_hz=SAMPLE_RATE_HZ)
    assert gap_share(pieces) == pytest.approx(0.4 / 5.8, abs=0.015)
    assert damaged_share(pieces) >= gap_share(pieces)


def test_another_sound_at_the_right_level_is_damage_but_no_gap() -> None:
    heard = delayed(PLAYED, ms(33))
    piece = slice(2 * SAMPLE_RATE_HZ, 2 * SAMPLE_RATE_HZ + round(ms(200)))
    level = float(np.sqrt(np.mean(heard[piece] ** 2)))
    heard[piece] = np.random.default_rng(1).normal(0, level, piece.stop - piece.start)
    pieces = grains(PLAYED, heard, align(PLAYED, heard, rate_hz=SAMPLE_RATE_HZ), rate_hz=SAMPLE_RATE_HZ)
    assert gap_share(pieces) < 0.005
    assert 0.02 < damaged_share(pieces) < 0.06


def test_silence_has_no_figures() -> None:
    nothing = np.zeros(SAMPLE_RATE_HZ)
    found = evaluate(nothing, nothing, rate_hz=SAMPLE_RATE_HZ, mouth=STEADY, ear=STEADY)
    assert all(np.isnan(value) for value in found.values())


def test_windows_that_do_not_correlate_have_no_mouth_to_ear() -> None:
    noise = np.random.default_rng(1).normal(0, 0.1, len(PLAYED))
    assert len(mouth_to_ear(align(PLAYED, noise, rate_hz=SAMPLE_RATE_HZ), STEADY, STEADY)[1]) == 0


def test_a_clock_goes_on_beyond_its_anchors_and_back_again() -> None:
    clock = Clock(np.array([0.0, 48_000.0, 96_000.0]), np.array([5.0, 6.0, 7.1]))
    at = np.array([-4800.0, 24_000.0, 72_000.0, 144_000.0])
    assert clock.time_of(at) == pytest.approx([4.9, 5.5, 6.55, 8.2])
    assert clock.index_of(clock.time_of(at)) == pytest.approx(at)


@pytest.mark.parametrize("index", [[0.0], [0.0, 0.0], [1.0, 0.0]])
def test_a_clock_needs_two_anchors_that_ascend(index: list[float]) -> None:
    with pytest.raises(ValueError, match="clock"):
        Clock(np.array(index), np.arange(len(index), dtype=np.float64))
