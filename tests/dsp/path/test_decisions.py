import numpy as np
import pytest

from benchmarks.jitter import engine
from benchmarks.jitter.hindsight import constants
from benchmarks.jitter.trace import through
from dsp.path.decisions import play
from dsp.path.trace import from_transit

HELD_NOTE_MS_PER_S = 12.0


def test_a_steady_path_waits_hardly_and_conceals_nothing() -> None:
    outcome = play(from_transit(np.zeros(4000), 120), 4.0)
    assert outcome.mean_delay_ms < 1.0
    assert outcome.concealed_pct == 0.0


def test_a_lost_packet_is_concealed_once_and_moves_nothing() -> None:
    transit = np.zeros(8000)
    transit[4000] = np.nan
    outcome = play(from_transit(transit, 120), 4.0)
    assert outcome.concealed_ms.sum() == pytest.approx(2.5)
    assert outcome.delay_ms[outcome.at_s > 11.0].max() <= outcome.delay_ms[outcome.at_s < 9.0].max()


@pytest.mark.parametrize(("weather", "weight_ms"), [("dsl", 4.0), ("wifi", 10.0)])
def test_what_is_played_without_sound_is_what_the_real_buffer_plays(weather: str, weight_ms: float) -> None:
    trace = through(weather, seed=3, seconds=20, ptime_samples=120)
    told, real = play(trace, weight_ms, HELD_NOTE_MS_PER_S), engine.run(trace, weight_ms)
    inside = (real.at_s > 2.0) & (real.at_s < 19.5)
    of_told = (told.at_s > 2.0) & (told.at_s < 19.5)
    assert float(real.delay_ms[inside].mean()) == pytest.approx(float(told.delay_ms[of_told].mean()), abs=3.0)
    concealed_ms = real.concealed_between(2.0, 19.5)
    assert concealed_ms == pytest.approx(float(told.concealed_ms[of_told].sum()), rel=0.3, abs=20.0)


def test_a_queue_that_fills_costs_hardly_more_sound_than_it_grows() -> None:
    transit = np.zeros(3200)  # 8 s of 2.5 ms
    transit[2000:2060] = np.linspace(0.0, 768.0, 60)  # 16 ms within 150
    transit[2060:2160] = np.linspace(768.0, 0.0, 100)
    trace = from_transit(transit, 120)
    told, real = play(trace, 4.0, HELD_NOTE_MS_PER_S), engine.run(trace, 4.0)
    assert told.delay_ms.max() > 15.0
    assert float(told.concealed_ms.sum()) < 1.3 * 16.0
    assert real.concealed_between(4.0, 7.9) < 1.3 * 16.0


def test_a_rough_path_costs_about_what_hindsight_does() -> None:
    trace = through("wifi", seed=2, seconds=60, ptime_samples=240)
    assert play(trace, 10.0).cost_ms(10.0) <= 1.2 * constants(trace, 10.0).cost_ms(10.0) + 0.5


def test_where_nothing_can_be_cut_the_delay_only_rides_down() -> None:
    transit = np.zeros(16_000)  # 40 s
    transit[4000:6000] = 1440.0
    rides, cuts = (play(from_transit(transit, 120), 4.0, down).delay_ms[-1] for down in (0.0, 2.0))
    assert cuts < 5.0 < rides
