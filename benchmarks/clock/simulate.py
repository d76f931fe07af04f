"""Two ends that say what time it is over weather, in virtual time; the truth is known."""

from __future__ import annotations

import heapq
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.drift.clocks import Clock
from benchmarks.paths.queueing import Link
from benchmarks.paths.weather import forecast
from client.native.clock_talk import ClockTalk
from dsp import SAMPLE_RATE_HZ, LessonClock, PeerClock

Floats = NDArray[np.float64]
LOOK_S = 0.1
BEAT_S = 0.25  # beats carry the same four stamps on a channel of their own, and feed the same clock
WANDER_PPM, WANDER_S = 1.0, 600.0
_ORIGIN_S = 1.7e9
_SPARE_S = 5.0


@dataclass(frozen=True)
class Agreement:
    """Lesson time at the pupil's end, look by look.

    Parameters
    ----------
    at_s : NDArray[float64]
        ``(looks,)``, true time.
    error_s : NDArray[float64]
        ``(looks,)``, what the pupil's end believes less what the teacher's clock shows.
    bound_s : NDArray[float64]
        ``(looks,)``, how wrong the pupil's end says it may be.
    """

    at_s: Floats
    error_s: Floats
    bound_s: Floats

    @property
    def outside(self) -> int:
        """Looks at which the truth was not within the bound."""
        return int(np.count_nonzero(np.abs(self.error_s) > self.bound_s))


class End:
    """One end: a crystal, its two ways of saying the time, and the link out."""

    def __init__(self, ppm: float, starts_s: float, link: Link, seconds: float, seed: int) -> None:
        self.link = link
        self.peer = PeerClock()
        self.talks = (ClockTalk(self.peer), ClockTalk(self.peer))
        self._starts_s = starts_s
        lasts = seconds + _SPARE_S
        self._clock = Clock.wandering(ppm, seconds=lasts, wander_ppm=WANDER_PPM, period_s=WANDER_S, seed=seed)

    def reads(self, true_s: float) -> float:
        """What its monotonic clock shows."""
        clock = self._clock
        return self._starts_s + float(np.interp(true_s, clock.at_s, clock.samples)) / SAMPLE_RATE_HZ


def agree(
    weather: str, seed: int, *, seconds: float, ppm: float = 100.0, asymmetry_s: float = 0.0
) -> Agreement:
    """Let a pupil's end follow a teacher's for so long.

    Parameters
    ----------
    weather : str
        The same kind both ways, with a seed of its own each way.
    ppm : float
        The teacher's crystal is that much fast, the pupil's as much slow.
    asymmetry_s : float
        The way to the teacher takes so much longer.
    """
    rng = np.random.default_rng(seed)
    ends = [
        End(sign * ppm, float(rng.uniform(0, 1e5)), link, seconds, 2 * seed + number)
        for number, (sign, link) in enumerate(
            (sign, Link(forecast(weather, 2 * seed + way, seconds), 2 * seed + way))
            for way, sign in enumerate((1.0, -1.0))
        )
    ]
    teacher, pupil = ends
    longer = (0.0, asymmetry_s)
    lesson = LessonClock()
    looks: list[tuple[float, float, float]] = []
    # True time, a number that keeps equal times in order, whose turn it is, on which channel, which message.
    happens: list[tuple[float, int, int, int, dict[str, object] | None]] = []
    count = 0
    for who in (0, 1):
        for channel in (0, 1):
            heapq.heappush(happens, (float(rng.uniform(0, 0.1)), count := count + 1, who, channel, None))
    look_s = LOOK_S
    while happens and happens[0][0] < seconds:
        true_s, _, who, channel, message = heapq.heappop(happens)
        while look_s < true_s:
            if lesson.known:
                now_s = pupil.reads(look_s)
                off_s = lesson.to_lesson(now_s) - teacher.reads(look_s) - _ORIGIN_S
                looks.append((look_s, off_s, lesson.bound_at(now_s)))
            look_s += LOOK_S
        end, talk = ends[who], ends[who].talks[channel]
        now_s = end.reads(true_s)
        if message is not None:
            talk.receive(message, arrival_s=now_s)
            if end is pupil:
                lesson.follow(pupil.peer, _ORIGIN_S, now_s=now_s)
            continue
        said = talk.compose(now_s=now_s, origin_s=None)
        arrives_s = end.link.take(true_s)
        if arrives_s is not None:
            at_s = arrives_s + longer[who]
            heapq.heappush(happens, (at_s, count := count + 1, 1 - who, channel, said))
        pause_s = talk.pause_s(now_s=now_s) if channel == 0 else BEAT_S
        heapq.heappush(happens, (true_s + pause_s, count := count + 1, who, channel, None))
    at_s, error_s, bound_s = np.array(looks, dtype=np.float64).T
    return Agreement(at_s, error_s, bound_s)
