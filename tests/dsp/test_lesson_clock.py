"""Lesson time: one for all, and never backwards."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dsp import LessonClock, PeerClock

ORIGIN_S = 1.7e9


class Lesson:
    """A pupil who follows a teacher's clock over a path of one's choice."""

    def __init__(self, *, skew_ppm: float = 0.0, queue_s: float = 0.0, seed: int = 1) -> None:
        self.peer, self.clock = PeerClock(), LessonClock()
        self.now_s, self.ahead_s, self.skew = 50.0, 777.0, skew_ppm * 1e-6
        self._queue_s, self._rng = queue_s, np.random.default_rng(seed)

    def teacher(self, now_s: float) -> float:
        return now_s * (1.0 + self.skew) + self.ahead_s

    @property
    def truth_s(self) -> float:
        return self.teacher(self.now_s) + ORIGIN_S

    @property
    def error_s(self) -> float:
        return abs(self.clock.to_lesson(self.now_s) - self.truth_s)

    def run(self, seconds: float, there_s: float = 0.02, back_s: float = 0.02) -> list[float]:
        """Exchange twice a second; what lesson time was every 50 ms."""
        shown = []
        for _ in range(round(seconds * 2)):
            there, back = self._rng.exponential(self._queue_s, 2) if self._queue_s else (0.0, 0.0)
            arrived_s = self.now_s + there_s + there
            back_at_s = arrived_s + 0.1 + back_s + back
            stamps = (self.now_s, self.teacher(arrived_s), self.teacher(arrived_s + 0.1), back_at_s)
            assert self.peer.exchange(*stamps)
            self.now_s = back_at_s
            self.clock.follow(self.peer, ORIGIN_S, now_s=self.now_s)
            for _ in range(8):
                shown.append(self.clock.to_lesson(self.now_s))
                self.now_s += 0.05
        return shown


def test_before_anything_is_known_lesson_time_is_ones_own() -> None:
    clock = LessonClock(origin_s=ORIGIN_S)
    assert not clock.known
    assert clock.bound_at(5.0) == math.inf
    assert clock.to_lesson(5.0) == ORIGIN_S + 5.0
    clock.follow(PeerClock(), 0.0, now_s=6.0)
    assert not clock.known


def test_the_teachers_own_clock_is_lesson_time_to_the_letter() -> None:
    clock = LessonClock(origin_s=ORIGIN_S)
    clock.lead(now_s=3.0)
    assert clock.known
    assert clock.to_lesson(9.0) == ORIGIN_S + 9.0
    assert clock.bound_at(1e4) == 0.0


def test_a_late_joiner_has_lesson_time_after_one_exchange() -> None:
    lesson = Lesson()
    lesson.run(0.5)
    assert lesson.clock.known
    assert lesson.error_s < 1e-4
    assert lesson.clock.epoch == 1


def test_a_correction_is_slewed_and_no_new_epoch() -> None:
    lesson = Lesson()
    lesson.run(5, there_s=0.06)  # 20 ms wrong, and nobody can see it
    assert lesson.error_s == pytest.approx(0.02, abs=1e-3)
    before_s = lesson.error_s
    lesson.run(0.5)
    assert before_s - 0.006 < lesson.error_s < before_s  # 5 ms a second, no more
    lesson.run(20)
    assert lesson.clock.epoch == 1
    assert lesson.error_s < 1e-3


def test_a_teacher_whose_machine_slept_begins_another_epoch() -> None:
    lesson = Lesson()
    lesson.run(30)
    lesson.ahead_s -= 600.0  # its monotonic clock stood still
    lesson.run(3)
    assert lesson.clock.epoch == 2
    assert lesson.error_s < 1e-3


def test_a_pupil_whose_machine_slept_finds_the_time_again() -> None:
    lesson = Lesson(skew_ppm=50.0)
    lesson.run(30)
    lesson.ahead_s += 600.0
    lesson.run(3)
    assert lesson.error_s < 1e-3


def test_lesson_time_and_back_is_where_one_was() -> None:
    lesson = Lesson(skew_ppm=90.0, queue_s=0.02)
    lesson.run(20)
    for ahead_s in (0.0, 0.3, 3.0):
        local_s = lesson.now_s + ahead_s
        assert lesson.clock.to_local(lesson.clock.to_lesson(local_s)) == pytest.approx(local_s, abs=1e-6)


@settings(deadline=None, max_examples=20)
@given(
    there_ms=st.floats(0.2, 80),
    back_ms=st.floats(0.2, 80),
    skew_ppm=st.floats(-200, 200),
    queue_ms=st.sampled_from([0.0, 2.0, 20.0]),
    seed=st.integers(0, 1000),
)
def test_the_truth_is_inside_the_bound_and_time_never_goes_back(
    there_ms: float, back_ms: float, skew_ppm: float, queue_ms: float, seed: int
) -> None:
    lesson = Lesson(skew_ppm=skew_ppm, queue_s=queue_ms / 1e3, seed=seed)
    before = -math.inf
    epoch = 1
    for _ in range(8):
        shown = lesson.run(1, there_ms / 1e3, back_ms / 1e3)
        if lesson.clock.epoch == epoch:
            assert all(late > early for early, late in zip([before, *shown], shown, strict=False))
        before, epoch = shown[-1], lesson.clock.epoch
        assert lesson.error_s <= lesson.clock.bound_at(lesson.now_s) + 1e-6


def test_the_same_seed_gives_the_same_time() -> None:
    one, other = Lesson(queue_s=0.01, seed=5), Lesson(queue_s=0.01, seed=5)
    assert one.run(20) == other.run(20)
