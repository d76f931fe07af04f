import numpy as np

from benchmarks.drift.report import drift_page
from benchmarks.drift.unheard import Adapted
from benchmarks.frame import Run


def test_a_page_without_a_path_still_tells_its_figures() -> None:
    run = Run("drift", seed=1, bars={})
    run.figure("sine.thd_n_worst", -120.0, "dB")
    one = Adapted("cello", np.zeros(4), np.zeros(4), np.zeros(4), np.arange(0.0, 4.0), np.full(4, 12.0))
    text = drift_page(run, {}, [one])
    assert "sine.thd_n_worst" in text and "-120 dB" in text and "cello" in text
