import numpy as np
import pytest

from benchmarks.conceal.measures import score


class Ear:
    """Hears everything as perfect."""

    def mos_from_signals(self, true: object, heard: object) -> float:
        return 5.0


def test_the_error_in_the_gap_is_measured_and_no_other() -> None:
    true = np.sin(np.arange(10_240) * 0.1)
    gap = np.zeros(len(true), np.bool_)
    gap[1000:2000] = True
    heard = np.where(gap, 0.9 * true, true)
    heard[5000] = 9.0
    found = score(Ear(), true, heard, gap)
    assert found.gap_snr_db == pytest.approx(20.0, abs=0.01)


def test_half_as_loud_is_six_decibels_of_spectral_distance() -> None:
    true = np.random.default_rng(2).normal(size=10_240)
    gap = np.ones(len(true), np.bool_)
    assert score(Ear(), true, 0.5 * true, gap).spectral_db == pytest.approx(6.02, abs=0.05)
    assert score(Ear(), true, true, gap).spectral_db == 0.0
