"""A keyboard's events over weather, in virtual time, between two clocks that part; the truth is known."""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from typing import cast

import numpy as np
from numpy.typing import NDArray

from benchmarks.clock.simulate import End
from benchmarks.paths.queueing import Link
from benchmarks.paths.weather import forecast
from dsp import LessonClock
from dsp.midi.playing import KeyLine
from dsp.midi.sending import KeySender

Floats = NDArray[np.float64]
FIRST_KEY_S = 5.0
"""The keyboard is switched on with the lesson and played from then on."""
_ORIGIN_S = 1.7e9
_LOWEST, _HIGHEST = 36, 96


@dataclass(frozen=True)
class Played:
    """What became of a piece's notes.

    Parameters
    ----------
    pressed_s, sounded_s : NDArray[float64]
        ``(notes,)``, true time; NaN where a note never sounded.
    delay_s : NDArray[float64]
        ``(notes,)``, the delay that was named when each sounded.
    line : KeyLine
        Its counters.
    hanging : int
        Keys still down at the end.
    """

    pressed_s: Floats
    sounded_s: Floats
    delay_s: Floats
    line: KeyLine
    hanging: int


def piece(rng: np.random.Generator, seconds: float) -> list[tuple[float, float, int]]:
    """Runs, chords and pauses as hands play them: when each key goes down, when up, and which one it is."""
    notes: list[tuple[float, float, int]] = []
    at_s = FIRST_KEY_S
    free_s = dict.fromkeys(range(_LOWEST, _HIGHEST), 0.0)
    while at_s < seconds - 3.0:
        beat_s = float(rng.uniform(0.3, 0.9))
        for _ in range(int(rng.integers(16, 64))):
            for _ in range(int(rng.choice([1, 1, 1, 3]))):
                pressed_s = at_s + float(rng.uniform(0, 0.004))
                free = [key for key, until_s in free_s.items() if until_s < pressed_s]
                key = int(rng.choice(free))
                up_s = pressed_s + beat_s * float(rng.uniform(0.2, 1.2))
                free_s[key] = up_s + 0.01
                notes.append((pressed_s, up_s, key))
            at_s += beat_s * float(rng.choice([0.25, 0.25, 0.5, 1.0])) * float(rng.uniform(0.97, 1.03))
        at_s += float(rng.uniform(0.5, 6.0))
    return sorted(one for one in notes if one[1] < seconds - 2.0)


def play(weather: str, seed: int, *, seconds: float, ppm: float = 100.0) -> Played:
    """Let a teacher play to a pupil for so long; both ends' clocks are ``ppm`` off, one each way."""
    rng = np.random.default_rng(seed)
    teacher, pupil = (
        End(sign * ppm, float(rng.uniform(0, 1e5)), link, seconds, 2 * seed + number)
        for number, (sign, link) in enumerate(
            (sign, Link(forecast(weather, 2 * seed + way, seconds), 2 * seed + way))
            for way, sign in enumerate((1.0, -1.0))
        )
    )
    notes = piece(rng, seconds)
    sender, line, lesson = KeySender(seed), KeyLine(), LessonClock()
    world = _World(teacher, pupil, sender, line, lesson)
    for number, (down_s, up_s, key) in enumerate(notes):
        world.at(down_s, "key", (number, bytes((0x90, key, 80))))
        world.at(up_s, "key", (number, bytes((0x80, key, 64))))
    for who in (0, 1):
        world.at(float(rng.uniform(0, 0.1)), "clock", who)
    world.at(0.5, "say", None)
    world.run(seconds)
    sounded = np.array([world.sounded.get(number, np.nan) for number in range(len(notes))])
    named = np.array([world.named.get(number, np.nan) for number in range(len(notes))])
    return Played(np.array([one[0] for one in notes]), sounded, named, line, len(line.sounding))


class _World:
    """Two ends, and what happens next between them."""

    def __init__(
        self, teacher: End, pupil: End, sender: KeySender, line: KeyLine, lesson: LessonClock
    ) -> None:
        self.ends = (teacher, pupil)
        self.sender, self.line, self.lesson = sender, line, lesson
        self.sounded: dict[int, float] = {}
        self.named: dict[int, float] = {}
        self._down: dict[int, list[int]] = {}
        self._happens: list[tuple[float, int, str, object]] = []
        self._count = 0
        self._now_s = 0.0
        self._says_at_s = np.inf

    def at(self, true_s: float, what: str, about: object) -> None:
        self._count += 1
        heapq.heappush(self._happens, (true_s, self._count, what, about))

    def run(self, seconds: float) -> None:
        turns = {
            "key": self._key,
            "clock": self._clock,
            "say": self._say,
            "told": self._told,
            "heard": self._heard,
            "sound": self._sound,
        }
        while self._happens and self._happens[0][0] < seconds:
            self._now_s, _, what, about = heapq.heappop(self._happens)
            turns[what](about)

    def _key(self, about: object) -> None:
        number, event = cast("tuple[int, bytes]", about)
        if event[0] == 0x90:
            self._down.setdefault(event[1], []).append(number)
        now_s = self.ends[0].reads(self._now_s)
        self.sender.play(event, at_s=now_s + _ORIGIN_S, now_s=now_s)
        self._say(None)

    def _say(self, _: object) -> None:
        now_s = self.ends[0].reads(self._now_s)
        if self.sender.pause_s(now_s=now_s) > 0:
            return
        message = self.sender.compose(at_s=now_s + _ORIGIN_S, now_s=now_s)
        arrives_s = self.ends[0].link.take(self._now_s)
        if arrives_s is not None:
            self.at(arrives_s, "heard", message)
        self.at(self._now_s + self.sender.pause_s(now_s=now_s) + 1e-5, "say", None)

    def _clock(self, who: object) -> None:
        number = 1 if who == 1 else 0
        end = self.ends[number]
        now_s = end.reads(self._now_s)
        talk = end.talks[0]
        message = talk.compose(now_s=now_s, origin_s=None)
        arrives_s = end.link.take(self._now_s)
        if arrives_s is not None:
            self.at(arrives_s, "told", (1 - number, message))
        self.at(self._now_s + talk.pause_s(now_s=now_s), "clock", number)

    def _told(self, about: object) -> None:
        who, message = cast("tuple[int, dict[str, object]]", about)
        end = self.ends[who]
        now_s = end.reads(self._now_s)
        end.talks[0].receive(message, arrival_s=now_s)
        if who == 1:
            self.lesson.follow(end.peer, _ORIGIN_S, now_s=now_s)

    def _lesson_s(self) -> float:
        return self.lesson.to_lesson(self.ends[1].reads(self._now_s))

    def _heard(self, message: object) -> None:
        if self.lesson.known:
            assert isinstance(message, dict)
            self.line.receive(message, at_s=self._lesson_s())
            self._sound(None)

    def _sound(self, _: object) -> None:
        for one in self.line.due(at_s=self._lesson_s()):
            waiting = self._down.get(one.event[1], [])
            if one.event[0] == 0x90 and waiting:
                number = waiting.pop(0)
                self.sounded[number] = self._now_s
                self.named[number] = self.line.waiting.delay_s
        next_s = self.line.next_s()
        if next_s is not None:
            # Lesson time and true time part by 200 ppm and a slew: look a little before, then again.
            wait_s = next_s - self._lesson_s()
            self.at(self._now_s + max(1e-5, wait_s * 0.9999 if wait_s > 1e-3 else wait_s), "sound", None)
