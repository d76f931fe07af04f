import numpy as np
import pytest

from benchmarks.m2e import Samples, analyse, make_probe

RATE_HZ = 48_000
PROBE = make_probe(RATE_HZ, 8.0)


def later(ms: float) -> Samples:
    shift = round(ms * RATE_HZ / 1000)
    return np.concatenate([np.zeros(shift, np.float32), PROBE.play[:-shift]])


def test_a_pure_delay_is_exact_and_undamaged() -> None:
    found = analyse(PROBE, later(12.5))
    assert (found["p50_ms"], found["p95_ms"], found["travel_ms"]) == (12.5, 12.5, 0.0)
    assert found["found"] == found["chirps"] > 8
    assert found["damaged_pct"] == found["gap_pct"] == 0.0


def test_a_delay_that_changes_half_way_travels() -> None:
    heard = later(10.0)
    heard[5 * RATE_HZ :] = later(16.0)[5 * RATE_HZ :]
    found = analyse(PROBE, heard)
    assert (found["max_ms"], found["travel_ms"]) == (16.0, 6.0)


def test_gaps_show_as_damage() -> None:
    heard = later(10.0)
    for start in range(3 * RATE_HZ, 7 * RATE_HZ, RATE_HZ // 2):
        heard[start : start + RATE_HZ // 20] = 0
    assert analyse(PROBE, heard)["gap_pct"] == pytest.approx(7.5, abs=2.5)


def test_silence_finds_nothing() -> None:
    found = analyse(PROBE, np.zeros_like(PROBE.play))
    assert found["found"] == 0 and "p50_ms" not in found
