from __future__ import annotations

import random

import pytest

from client.native.devices.soundcard import BlockClock, SoundcardDevice
from client.native.devices.spec import parse_spec
from client.native.errors import DeviceError

_PERIOD_S = 64 / 48_000


def test_the_block_clock_is_smoother_than_the_wake_ups() -> None:
    clock, rng = BlockClock(64), random.Random(1)
    errors_s = []
    for block in range(4000):
        told_s, skipped = clock.advance(10 + block * _PERIOD_S + abs(rng.gauss(0, 0.3e-3)))
        assert skipped == 0
        errors_s.append(told_s - (10 + block * _PERIOD_S))
    settled = errors_s[1000:]
    assert max(settled) - min(settled) < 0.3e-3
    assert abs(sum(settled) / len(settled)) < 0.3e-3


@pytest.mark.parametrize("drift_ppm", [-200.0, 200.0])
def test_the_block_clock_follows_a_card_that_drifts(drift_ppm: float) -> None:
    clock, told_s, true_s = BlockClock(64), 0.0, 0.0
    for block in range(20_000):
        true_s = 10 + block * _PERIOD_S / (1 + drift_ppm * 1e-6)
        told_s, _ = clock.advance(true_s)
    assert told_s == pytest.approx(true_s, abs=0.1e-3)


def test_missed_cycles_are_counted_as_skipped_samples() -> None:
    clock = BlockClock(64)
    for block in range(100):
        clock.advance(10 + block * _PERIOD_S)
    told_s, skipped = clock.advance(10 + 175 * _PERIOD_S)
    assert skipped == 75 * 64
    assert clock.sample == 175 * 64
    assert told_s == pytest.approx(10 + 175 * _PERIOD_S)


def test_a_card_that_is_not_there_is_named_with_a_remedy() -> None:
    with pytest.raises(DeviceError, match=r"klangbro's own test card|libportaudio2"):
        SoundcardDevice(parse_spec("klangbro's own test card"), None)
