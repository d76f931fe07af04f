import numpy as np
import pytest

from benchmarks.drift.command import add_events, add_figures, add_sine_figures, part_ways
from benchmarks.drift.report import drift_page
from benchmarks.drift.unheard import Adapted
from benchmarks.frame import Run


def test_a_minute_on_fibre_gives_every_figure_and_a_page() -> None:
    run = Run("drift", seed=3)
    run.seconds = 70.0
    traces = [part_ways("fibre", 100.0, 70.0, 3)]
    add_figures(run, "fibre", traces)
    figures = {figure.name: figure for figure in run.figures}
    assert set(figures) == {
        f"fibre.{name}"
        for name in (
            "ratio_error_max", "ratio_error_rms", "delay_wander_rms", "moved_for_drift", "pitch_off_max",
        )
    }  # fmt: skip
    assert figures["fibre.moved_for_drift"].value == 0
    assert figures["fibre.pitch_off_max"].holds
    assert figures["fibre.ratio_error_max"].holds is None  # too short to say
    one = Adapted("violin", np.zeros(8), np.zeros(8), np.zeros(8), np.arange(0.0, 8.0), np.full(8, 14.0))
    text = drift_page(run, {"fibre": traces}, [one])
    assert text.startswith("<!doctype html>") and "fibre.pitch_off_max" in text


def test_sines_restarts_and_wraps_hold_their_bars() -> None:
    run = Run("drift", seed=3)
    run.seconds = 100.0
    add_sine_figures(run)
    add_events(run)
    assert {figure.name: figure.holds for figure in run.figures} == {
        "sine.thd_n_worst": True, "resampler.added_delay": True, "restart.silent": True, "wrap.moved": True,
    }  # fmt: skip


@pytest.mark.parametrize("weather", ["hail", ""])
def test_weather_there_is_none_of_is_refused(weather: str) -> None:
    with pytest.raises(ValueError, match="no weather"):
        part_ways(weather, 0.0, 5.0, 1)
