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
    assert 0.0 < found.spectral_db < 2.0
