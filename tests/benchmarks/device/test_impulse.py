import numpy as np
import pytest

from benchmarks.device.impulse import THIRDS_HZ, chirp_lags, deconvolve, summit
from benchmarks.device.signals import bins_hz, sweep, train

RATE_HZ = 48_000
RNG = np.random.default_rng(9)


def test_a_delay_between_samples_is_found() -> None:
    hz = bins_hz(4096, 1.0)
    assert summit(np.exp(-2j * np.pi * hz[:1800] * 37.31), hz[:1800], 37) == pytest.approx(37.31, abs=1e-4)


def test_a_turned_polarity_is_no_delay() -> None:
    swept = sweep(RATE_HZ, 0.5, -12.0)
    heard = np.concatenate([np.zeros(700), -swept, np.zeros(23_300)])
    assert deconvolve(heard, swept, RATE_HZ).lag() == pytest.approx(700.0, abs=1e-3)


def test_noise_alone_is_not_taken_for_sound() -> None:
    swept = sweep(RATE_HZ, 0.5, -12.0)
    noise = 0.1 * RNG.standard_normal(len(swept) + 24_000)
    assert not deconvolve(noise, swept, RATE_HZ).found


def test_what_is_heard_twice_is_told_with_its_delay_and_level() -> None:
    swept = sweep(RATE_HZ, 0.5, -12.0)
    heard = np.zeros(len(swept) + 24_000)
    heard[300 : 300 + len(swept)] += swept
    assert deconvolve(heard, swept, RATE_HZ).echo() is None
    heard[780 : 780 + len(swept)] += 0.1 * swept
    late_ms, level_db = deconvolve(heard, swept, RATE_HZ).echo() or (0.0, 0.0)
    assert late_ms == pytest.approx(10.0, abs=0.05)
    assert level_db == pytest.approx(-20.0, abs=0.3)


def test_sound_that_goes_missing_is_a_step_between_two_chirps() -> None:
    chirps = train(RATE_HZ, 3.0, -20.0)
    played = chirps.play[:, 0].astype(np.float64)
    late = np.concatenate([np.zeros(500), played])[: len(played)]
    gone = int(chirps.starts[5])
    heard = np.concatenate([late[:gone], late[gone + 64 :], np.zeros(64)])
    lags = chirp_lags(heard, played, chirps.one, chirps.starts)
    np.testing.assert_allclose(lags[:5], 500.0, atol=1e-3)
    np.testing.assert_allclose(lags[5:], 436.0, atol=1e-3)


def test_the_bands_are_third_octaves_around_1_khz() -> None:
    assert len(THIRDS_HZ) == 29
    assert 31 < THIRDS_HZ[0] < 32
    assert 1000.0 in THIRDS_HZ
    assert 20_000 < THIRDS_HZ[-1] < 20_200
