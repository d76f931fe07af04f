"""A minute of each kind of path, and clocks that part."""

import numpy as np
import pytest

from benchmarks.paths import weather
from tests.dsp.world import Link, World


@pytest.mark.parametrize(
    ("path", "most_delay_ms", "most_concealed_pct"),
    [
        ("clean", 5.8, 0.01),
        ("fibre", 6.0, 0.3),
        ("dsl", 25.0, 3.0),
        pytest.param("lte", 40.0, 5.0, marks=pytest.mark.wide),
        ("wifi", 25.0, 5.0),
    ],
)
def test_a_minute_of_weather_is_played_with_little_delay_and_concealment(
    path: str, most_delay_ms: float, most_concealed_pct: float
) -> None:
    delay_us, loss_per_mille = weather.make(path, 5, 60)
    world = World(link=Link.weather(delay_us, loss_per_mille, 5), block_frames=240)
    delays_ms = [world.run(seconds=0.5).stats.playout_delay_ms for _ in range(120)]
    stats = world.buffer.stats()
    assert np.mean(delays_ms) <= most_delay_ms
    assert stats.concealed_pct <= most_concealed_pct
    assert stats.faults == stats.restarts == 0


@pytest.mark.parametrize("drift_ppm", [100.0, -100.0])
def test_drift_over_minutes_never_inserts_removes_or_runs_dry(drift_ppm: float) -> None:
    link = Link.jitter(0.005, 0.0001)
    world = World(link=link, drift_ppm=drift_ppm, ptime_samples=480, block_frames=960)
    world.run(seconds=20)
    before = world.buffer.stats()
    delays_ms = [world.run(seconds=5).stats.playout_delay_ms for _ in range(20)]
    stats = world.buffer.stats()
    assert stats.inserted_samples == stats.removed_samples == 0
    assert stats.concealed_samples == before.concealed_samples
    assert stats.underruns == before.underruns
    assert np.ptp(delays_ms) < 0.3
    assert stats.drift_ppm == pytest.approx(drift_ppm, abs=0.2)


def test_callbacks_that_come_unevenly_cost_no_sound() -> None:
    world = World(link=Link.jitter(0.005, 0.0001), callback_jitter_s=0.001)
    world.run(seconds=5)
    before = world.buffer.stats()
    after = world.run(seconds=10).stats
    assert after.concealed_samples == before.concealed_samples
    assert after.drift_ppm == pytest.approx(0.0, abs=3.0)
