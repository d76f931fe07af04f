import numpy as np
import pytest

from benchmarks.device.clockline import drift

RNG = np.random.default_rng(10)


@pytest.mark.parametrize("ppm", [-80.0, 0.0, 12.0])
def test_the_drift_is_seen_through_late_calls(ppm: float) -> None:
    frames = np.arange(0, 48_000 * 60, 128, dtype=np.float64)
    called_s = 7.0 + frames / (48_000 * (1 + ppm * 1e-6)) + RNG.exponential(0.001, len(frames))
    found = drift(called_s, frames, 48_000)
    assert found is not None
    assert found.ppm == pytest.approx(ppm, abs=0.2)


def test_a_second_of_calls_says_nothing() -> None:
    frames = np.arange(0, 24_000, 128, dtype=np.float64)
    assert drift(frames / 48_000, frames, 48_000) is None
    assert drift(np.zeros(0), np.zeros(0), 48_000) is None
