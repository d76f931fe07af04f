from __future__ import annotations

import random

import pytest

from dsp.loss import LossWatch, PathLoss
from tests.dsp.bursts import gilbert


def seen(came: list[bool], *, first: int = 65_000, step_s: float = 0.0025) -> PathLoss | None:
    watch, told = LossWatch(), None
    for number, here in enumerate(came):
        if here:
            watch.add((first + number) & 0xFFFF)
        if number % 100 == 99:
            told = watch.read(now_s=number * step_s)
    return told


def test_random_loss_and_its_runs_are_told_through_the_wrap() -> None:
    rng = random.Random(1)
    told = seen([rng.random() >= 0.03 for _ in range(40_000)])
    assert told is not None
    assert told.loss_pct == pytest.approx(3.0, abs=1.0)
    assert 1.0 <= told.burst_packets <= 1.15


def test_bursts_are_told_by_their_mean_length() -> None:
    told = seen(gilbert(40_000, loss=0.03, burst=3.0, seed=2))
    assert told is not None
    assert told.loss_pct == pytest.approx(3.0, abs=1.5)
    assert told.burst_packets == pytest.approx(3.0, abs=0.8)


def test_a_packet_that_was_overtaken_is_not_lost() -> None:
    watch = LossWatch()
    for number in range(0, 1000, 10):
        for place in (1, 0, 2, 3, 9, 8, 7, 4, 5, 6):
            watch.add(number + place)
    assert watch.read(now_s=0.0) == PathLoss(0.0, 1.0)


def test_duplicates_change_nothing() -> None:
    watch = LossWatch()
    for number in range(500):
        watch.add(number)
        watch.add(number)
    assert watch.read(now_s=0.0) == PathLoss(0.0, 1.0)


def test_a_sender_that_begins_anew_is_no_loss() -> None:
    watch = LossWatch()
    for number in (*range(500), *range(30_000, 30_500)):
        watch.add(number)
    told = watch.read(now_s=0.0)
    assert told is not None
    assert told.loss_pct == 0.0


def test_too_little_says_nothing_and_what_is_long_past_is_forgotten() -> None:
    watch = LossWatch()
    for number in range(50):
        watch.add(number)
    assert watch.read(now_s=0.0) is None
    for number in range(50, 2000):
        if number % 10:
            watch.add(number)
    told = watch.read(now_s=1.0)
    assert told is not None
    assert told.loss_pct > 9.0
    assert watch.read(now_s=100.0) is None
