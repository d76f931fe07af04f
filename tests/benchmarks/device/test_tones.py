import numpy as np
import pytest

from benchmarks.device.signals import tone
from benchmarks.device.tones import a_weight, flat_topped, hum_hz, level_dbfs, noise_dbfs, thd_n_db

RATE_HZ = 48_000
RNG = np.random.default_rng(8)


def test_a_full_sine_is_0_dbfs() -> None:
    at = np.arange(48_000) / RATE_HZ
    assert level_dbfs(np.sin(2 * np.pi * 1000 * at)) == pytest.approx(0.0, abs=0.01)


def test_a_harmonic_is_measured_as_strong_as_it_is() -> None:
    at = np.arange(48_000) / RATE_HZ
    bent = np.sin(2 * np.pi * 997 * at) + 0.001 * np.sin(2 * np.pi * 2991 * at)
    assert thd_n_db(bent, RATE_HZ) == pytest.approx(-60.0, abs=0.05)
    assert thd_n_db(np.sin(2 * np.pi * 997.04 * at), RATE_HZ) < -120


def test_curve_a_has_the_values_of_the_standard() -> None:
    weights = 10 * np.log10(a_weight(np.array([31.623, 100.0, 1000.0, 10_000.0])))
    np.testing.assert_allclose(weights, [-39.4, -19.1, 0.0, -2.5], atol=0.15)


def test_white_noise_is_counted_from_20_hz_to_20_khz() -> None:
    noise = 10 ** (-60 / 20) / np.sqrt(2) * RNG.standard_normal(96_000)
    assert noise_dbfs(noise, RATE_HZ) == pytest.approx(-60.8, abs=0.15)


def test_a_tone_cut_flat_is_told_from_a_whole_and_from_a_noisy_one() -> None:
    whole = tone(RATE_HZ, 0.5, -20.0)
    assert not flat_topped(whole)
    assert not flat_topped(whole + 0.01 * RNG.standard_normal(len(whole)))
    assert flat_topped(np.clip(whole, -0.08, 0.08))
    assert not flat_topped(np.zeros(100))


@pytest.mark.parametrize(("played", "told"), [(50.0, 50.0), (60.0, 60.0), (None, None)])
def test_the_mains_are_recognised_by_their_frequency(played: float | None, told: float | None) -> None:
    at = np.arange(2 * RATE_HZ) / RATE_HZ
    hum = 0.0 if played is None else 0.001 * np.sin(2 * np.pi * played * at)
    assert hum_hz(hum + 0.001 * RNG.standard_normal(len(at)), RATE_HZ) == told
