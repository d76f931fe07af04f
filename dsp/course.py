"""One way of meeting a path: a level to wait at, and what keeping to it has cost."""

from __future__ import annotations

import math
from collections import deque

from dsp.profiles import SAMPLE_RATE_HZ
from dsp.transits import BIN_SAMPLES, Transits

MEMORY_S = 12.0
FIRST_WAIT_SAMPLES = 48
STEP_S = 0.0074  # late this long without falling: the path has changed (three packets of 2.5 ms)
STEP_PACKETS, FEW_PACKETS = 3, 2  # ... and so many packets at least; two say enough where each is long
LONG_SAMPLES = 480  # 10 ms: a third packet would cost as much again as there is to spare
SURE_S = 0.3  # late this long and falling by less than this share of the time: changed as well
FALLING_SHARE = 0.04
FALLEN_PERIODS = 4
FALLEN_SHARE = 0.5
CONTENT = 0.97  # another delay must cost this much less to be worth going to
DOWN_SHARE = 0.002  # how fast a delay comes down in music: 2 ms a second
LEVEL_SAMPLES = 24  # packets this near the highest so far do not fall


class Course:
    """Wait for what comes late, or climb after it.

    A queue that fills slowly makes every packet late for a while. One may *wait*: keep the delay above most
    of what such queues reach. Or one may *climb*: wait little, go up as the queue fills (each step bridged
    once), and come down patiently. Which is cheaper depends on the path and on what concealment is worth; a
    course does either, and counts what it would have cost.

    How far to climb is a matter of hire or buy (Karlin et al., 1988): going up by ``h`` ms costs ``h^2 /
    4`` ms x s until it is gone at 2 ms/s, staying costs ``100 x weight`` a second while packets are late.
    So after being late for ``T`` s the climb may go ``sqrt(400 x weight x T)`` ms above the base.

    Parameters
    ----------
    climbs : bool
    weight_ms : float
        Milliseconds of delay that one percent of concealed sound is worth.

    Notes
    -----
    Realtime-safe: yes. Thread-safe: no. Transits are in samples, of a packet's end, drift taken off.
    """

    def __init__(self, climbs: bool, weight_ms: float) -> None:
        self._climbs = climbs
        self.weight_ms = weight_ms
        self._transits = Transits(MEMORY_S)
        self.reset()

    def reset(self) -> None:
        """Forget the path."""
        self._transits.clear()
        self.least = 0.0
        self.level = 0.0  # the transit that is waited for
        self.cost = 0.0  # samples x ms, forgotten slowly
        self._base = 0.0
        self._playing = -math.inf  # what the playout can have come to
        self._run: deque[tuple[float, float]] = deque(maxlen=320)
        self._top = 0.0
        self._late_since_s: float | None = None
        self._highs: deque[float] = deque(maxlen=FALLEN_PERIODS)
        self._high = -math.inf

    def begin(self, transit: float) -> None:
        """Start from a first packet."""
        self.least = transit
        self._base = self.level = self._playing = transit + FIRST_WAIT_SAMPLES

    def observe(self, transit: float, frames: int, now_s: float) -> None:
        """Take in one packet."""
        self._high = max(self._high, transit)
        covered = self._account(transit, frames)
        self._transits.add(self.least if covered else transit, frames)
        if transit > self._base:
            if self._climbs:
                self._climb(transit, frames, now_s)
        else:
            self._late_since_s = None
            self.level = self._base
        self._watch_for_step(transit, frames, now_s)

    def _account(self, transit: float, frames: int) -> bool:
        """Count what this packet cost; say whether only the climb saved it."""
        playing = self._playing - DOWN_SHARE * frames
        lost = 0.0
        if self.level > playing:
            lost = max(0.0, self.level - self._playing)
            playing = self.level
        self._playing = playing
        if transit > playing:
            lost += min(transit - playing, frames)
        self.cost += playing * (1000 / SAMPLE_RATE_HZ) * frames + self.weight_ms * 100.0 * lost
        return self._climbs and self._base < transit <= playing

    def _climb(self, transit: float, frames: int, now_s: float) -> None:
        if self._late_since_s is None:
            self._late_since_s, self._top = now_s, transit
            return
        self._top = max(self._top, transit)
        late_s = now_s - self._late_since_s + frames / SAMPLE_RATE_HZ
        if transit <= self.level or transit < self._top - LEVEL_SAMPLES or late_s < STEP_S:
            return
        reach_ms = math.sqrt(400.0 * self.weight_ms * late_s)
        if transit - self._base <= reach_ms * SAMPLE_RATE_HZ / 1000:
            self.level = transit + BIN_SAMPLES

    def _watch_for_step(self, transit: float, frames: int, now_s: float) -> None:
        run = self._run
        if transit <= self.level:
            run.clear()
            return
        run.append((transit, now_s))
        lasted_s = now_s - run[0][1] + frames / SAMPLE_RATE_HZ
        if len(run) < (FEW_PACKETS if frames >= LONG_SAMPLES else STEP_PACKETS) or lasted_s < STEP_S:
            return
        late = [one for one, _ in run]
        flat = max(late) - min(late) <= 2 * BIN_SAMPLES
        if not flat and lasted_s >= SURE_S:
            half = len(late) // 2
            fallen = abs(sum(late[:half]) / half - sum(late[-half:]) / half)
            flat = fallen <= FALLING_SHARE * lasted_s * SAMPLE_RATE_HZ
        if flat:
            self._transits.move(max(late), 0.1)
            self._base = self.level = max(late) + BIN_SAMPLES
            self._late_since_s = None
            run.clear()

    def decide(self, frames: int, period_s: float, *, settled: bool) -> None:
        """Find the base of least cost; stay where that is hardly better."""
        self._transits.forget(period_s)
        if settled:
            self._watch_for_fall()
        least, best, cost, now_cost = self._transits.best(self.weight_ms, frames, self._base)
        self.least = least
        if now_cost > (cost + 0.25) / CONTENT:
            climbed = self.level > self._base
            self._base = best
            self.level = max(self.level, best) if climbed else best

    def _watch_for_fall(self) -> None:
        """Forget what is far above everything of the last 0.4 s, where that is most of the memory."""
        self._highs.append(self._high)
        self._high = -math.inf
        if len(self._highs) == FALLEN_PERIODS:
            self._transits.forget_above(max(self._highs), FALLEN_SHARE)
