import numpy as np
import pytest

from benchmarks.material import duet
from benchmarks.outcome import hearings
from benchmarks.paths.weather import forecast
from benchmarks.stage import Part, Stage, cpu_pct

SECONDS = 3.0


def test_cpu_is_what_was_spent_over_the_time_it_took() -> None:
    statuses = [{"now_s": 1.0, "cpu_s": 5.0}, {"now_s": 2.0, "cpu_s": 5.3}, {"now_s": 3.0, "cpu_s": 5.5}]
    assert cpu_pct(statuses) == pytest.approx(25.0)
    assert np.isnan(cpu_pct(statuses[:1]))


@pytest.mark.e2e
def test_a_real_lesson_is_heard_at_both_ends() -> None:
    music = duet(3, SECONDS + 5)
    weather = forecast("clean", 1, SECONDS)
    with Stage() as stage:
        held = stage.hold(
            Part("teacher", "violin", music.violin, weather=weather),
            Part("pupil", "cello", music.cello, drift_ppm=30.0, weather=weather),
            SECONDS,
            seed=1,
        )
    for heard in hearings(held):
        assert (
            heard.correlation > 0.5
        )  # how well is a benchmark's business, that it is this music is a test's
        assert 0 < heard.p50_ms < 500
        assert heard.ear.statuses and heard.ear.cpu_pct > 0
