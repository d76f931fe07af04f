import numpy as np
import pytest

from benchmarks.drift.clocks import Clock
from benchmarks.drift.simulate import NailedTarget, play
from benchmarks.paths.weather import forecast


def clock(ppm: float) -> Clock:
    return Clock.wandering(ppm, seconds=30, wander_ppm=0.0, period_s=600, seed=1)


def test_a_trace_tells_the_true_drift_and_finds_that_the_buffer_does_too() -> None:
    trace = play(
        clock(80.0), clock(-20.0), forecast("fibre", 1, 20), seconds=20, seed=1, target=NailedTarget(2880)
    )
    assert trace.true_ppm == pytest.approx(np.full(len(trace.at_s), 100.0), abs=0.1)
    assert trace.estimated_ppm[-1] == pytest.approx(100.0, abs=1.0)
    assert trace.moved_samples[-1] == 0
    assert trace.worst_cents.max() <= 0.6
    assert trace.sounding.all()
    assert trace.delay_ms[-1] == pytest.approx(65, abs=30)


def test_the_same_seed_gives_the_same_trace() -> None:
    one, two = (
        play(clock(50.0), clock(0.0), forecast("lte", 2, 6), seconds=6, seed=2, callback_jitter_s=0.0005)
        for _ in range(2)
    )
    assert np.array_equal(one.delay_ms, two.delay_ms)
    assert one.stats == two.stats


def test_a_sender_that_begins_anew_is_seen_to() -> None:
    trace = play(
        clock(0.0), clock(0.0), forecast("clean", 2, 6), seconds=6, seed=2, restart_s=3.0, look_s=0.02
    )
    assert trace.stats.restarts == 1
    assert trace.sounding[-50:].all()
