import numpy as np
import pytest

from benchmarks.frame import Run
from benchmarks.paths.weather import forecast
from benchmarks.together.command import add_figures
from benchmarks.together.page import together_page
from benchmarks.together.simulate import Heard, harder, play_along


@pytest.fixture(scope="module")
def heard() -> Heard:
    return play_along("lte", 3, seconds=9.0)


def test_a_pupil_is_heard_on_the_track_to_the_sample_over_lossy_lte_between_two_clocks(heard: Heard) -> None:
    assert len(heard.heard) >= 8
    assert heard.within(1.0) == 100.0
    assert heard.stats.lost > 100


def test_figures_and_page_say_what_was_found(heard: Heard) -> None:
    run = Run("together", seed=3, seconds=9.0)
    add_figures(run, "lte", heard)
    found = {figure.name: figure for figure in run.figures}
    assert found["lte.within_1_sample"].value == 100.0
    assert found["lte.within_1_sample"].holds is None  # nine seconds are too few to judge
    assert "the pupil&#x27;s sound, less the track" in together_page(run, {"lte": heard})


def test_a_harder_weather_loses_and_takes_more_at_all_times() -> None:
    calm = forecast("lte", 1, 5.0)
    rough = harder(calm, loss=0.1, longer_s=5e-3)
    assert np.all(rough.delay_us == calm.delay_us + 5000)
    assert rough.loss_per_mille.min() == 100
