import numpy as np
import pytest

from dsp import Meter


def sine(seconds: float, level: float) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    at = np.arange(int(seconds * 48_000)) / 48_000
    return (level * np.sin(2 * np.pi * 1000 * at)).astype(np.float32)[:, None]


def test_a_sine_reads_its_peak_and_three_decibels_less_in_power() -> None:
    meter = Meter()
    for block in np.split(sine(3.0, 0.5), 2250):
        meter.feed(block)
    assert meter.peak_dbfs == pytest.approx(-6.02, abs=0.05)
    assert meter.rms_dbfs == pytest.approx(-9.03, abs=0.1)
    assert not meter.clipped


def test_the_peak_is_held_and_then_falls() -> None:
    meter = Meter()
    meter.feed(sine(0.01, 0.5))
    meter.feed(np.zeros((23_000, 1), np.float32))
    assert meter.peak_dbfs == pytest.approx(-6.02, abs=0.05)
    meter.feed(np.zeros((25_000, 1), np.float32))
    assert meter.peak_dbfs == pytest.approx(-16.0, abs=0.5)


def test_a_clip_is_shown_for_two_seconds() -> None:
    meter = Meter()
    meter.feed(np.ones((64, 2), np.float32))
    assert meter.clipped
    meter.feed(np.zeros((95_000, 2), np.float32))
    assert meter.clipped
    meter.feed(np.zeros((1_000, 2), np.float32))
    assert not meter.clipped


def test_nothing_and_nonsense_leave_it_at_the_floor() -> None:
    meter = Meter()
    meter.feed(np.zeros((0, 1), np.float32))
    meter.feed(np.full((10, 1), np.nan, np.float32))
    assert meter.peak_dbfs == meter.rms_dbfs == -120.0
