"""How long to wait: the delay whose cost, waiting and concealment together, is least; and when to climb."""

from __future__ import annotations

import math
from collections import deque

from dsp.climb import Climb
from dsp.transits import Transits

MEMORY_S = 12.0
DECIDE_S = 0.1
YOUNG_S = MEMORY_S / 5
FIRST_WAIT_SAMPLES = 48
FALLEN_PERIODS = 4
FALLEN_SHARE = 0.4
CONTENT = 0.97  # another delay must cost this much less to be worth going to ...
CONTENT_MS = 0.5  # ... and so much besides
DOWN_SHARE = 0.002  # how fast a delay comes down in music: 2 ms a second
STAYED = 0.1  # of the memory that is kept when a path has become longer


class TargetDelay:
    """Wait for what comes late often, climb after what comes late for long.

    What is entered for each packet is the relative transit of its *end*: arrival minus the media time
    after its last sample, drift taken off. The histogram of that, with a memory of 12 s, says for every
    delay what share of samples would come too late; the least of ``delay + weight x concealed %`` is the
    *base*, which is waited for always.

    When packets come later than that for longer, a queue is filling or the path has changed: the wait goes
    up with them for as long as it lasts (see `Climb`), and comes down patiently. What a climb has saved
    counts as having been in time, so that the base stays low. What has stayed late for a second is where
    the path is now: the old memory is nearly dropped.

    Parameters
    ----------
    weight_ms : float
        Milliseconds of delay that one percent of concealed sound is worth (by profile).

    Raises
    ------
    ValueError
        ``weight_ms`` is not positive (the message gives it).

    Notes
    -----
    Realtime-safe: yes. Thread-safe: no.
    """

    def __init__(self, weight_ms: float = 10.0) -> None:
        self._transits = Transits(MEMORY_S)
        self._climb = Climb()
        self.set_weight(weight_ms)
        self.reset()

    def set_weight(self, weight_ms: float) -> None:
        """Change what one percent of concealed sound is worth; taken up at the next decision."""
        if not weight_ms > 0.0 or not math.isfinite(weight_ms):
            raise ValueError(f"weight_ms must be positive, not {weight_ms}")
        self._weight_ms = self._climb.weight_ms = weight_ms

    def reset(self) -> None:
        """Forget the path."""
        self._transits.clear()
        self._climb.end()
        self._begun = False
        self._least = self._base = self._level = 0.0
        self._playing = -math.inf  # what the playout can have come to
        self._highs: deque[float] = deque(maxlen=FALLEN_PERIODS)
        self._high = -math.inf
        self._next_decision_s = 0.0
        self._started_s = 0.0

    @property
    def wanted_transit(self) -> float:
        """The relative transit of a packet's end, drift taken off, that is still to be in time."""
        return self._level

    @property
    def least_transit(self) -> float:
        """The path's least, likewise, among what is remembered."""
        return self._least

    @property
    def target_samples(self) -> float:
        """The wait above the path's minimum, in samples."""
        return self._level - self._least

    def observe(self, transit: float, ptime_samples: int, now_s: float) -> None:
        """Take in one packet.

        Parameters
        ----------
        transit : float
            Samples: 48000 x arrival minus the timestamp after the packet's end, drift taken off.
        ptime_samples : int
            How much sound is in it.
        now_s : float
            Its arrival.
        """
        if not self._begun:
            self._begin(transit, now_s)
        self._high = max(self._high, transit)
        if transit <= self._base:
            if self._climb.late_s:
                self._climb.end()
                self._level = self._base
        else:
            self._late(transit, ptime_samples, now_s)
        self._playing = max(self._level, self._playing - DOWN_SHARE * ptime_samples)
        climbed = self._base < transit <= self._playing
        self._transits.add(self._least if climbed else transit, ptime_samples)
        if now_s >= self._next_decision_s:
            self._decide(ptime_samples, now_s)

    def _begin(self, transit: float, now_s: float) -> None:
        self._begun = True
        self._least = transit
        self._base = self._level = self._playing = transit + FIRST_WAIT_SAMPLES
        self._started_s = now_s
        self._next_decision_s = now_s + DECIDE_S / 4

    def _late(self, transit: float, frames: int, now_s: float) -> None:
        climb = self._climb
        self._level = climb.level(
            transit, frames, now_s, base=self._base, level=self._level, playing=self._playing
        )
        if climb.lasts:
            self._transits.move(self._level, STAYED)
            self._base = self._level
            climb.end()

    def _decide(self, frames: int, now_s: float) -> None:
        """Find the base of least cost; stay where that is hardly better."""
        young = now_s - self._started_s < YOUNG_S
        period_s = DECIDE_S / 4 if young else DECIDE_S
        self._next_decision_s = now_s + period_s
        self._transits.forget(period_s)
        if not young:
            self._watch_for_fall()
        least, best, cost_ms, now_cost_ms = self._transits.best(self._weight_ms, frames, self._base)
        self._least = least
        if now_cost_ms > (cost_ms + CONTENT_MS) / CONTENT:
            climbed = self._level > self._base
            self._base = best
            self._level = max(self._level, best) if climbed else best

    def _watch_for_fall(self) -> None:
        """Forget what is far above everything of the last 0.4 s, where that is much of the memory."""
        self._highs.append(self._high)
        self._high = -math.inf
        if len(self._highs) == FALLEN_PERIODS:
            self._transits.forget_above(max(self._highs), FALLEN_SHARE)
