"""JackTrip's regulator: the oldest packet that came within the tolerance; the tolerance follows the gaps.

Published behaviour: JackTrip 1.5, buffer strategy 3 with an automatic queue. Inter-arrival times are
gathered in windows of an eighth of a second; the tolerance is the mean over all windows of their standard
deviation, plus that of their longest gap, plus 3 ms of headroom, from 6 s on (until then half a millisecond
for every frame of a packet). A block that is asked for is the oldest packet not yet played that came within
the tolerance; where there is none it is predicted. After a skip, too, a block is predicted and crossed
over, which its own statistics count as a glitch like the other.
"""

from __future__ import annotations

import math

from benchmarks.rivals.ticks import ticks
from dsp.path.outcome import PER_MS, Outcome, Tally
from dsp.path.trace import SAMPLE_RATE_HZ, Trace

HEADROOM_MS = 3.0
MOST_MS = 250.0
LEARN_S = 6.0
LOST_WINDOW = 32
WINDOWS_PER_S = 8


class Tolerance:
    """How old a packet may become, in samples."""

    def __init__(self, ptime_samples: int) -> None:
        self._ptime_ms = ptime_samples / PER_MS
        self._each = max(2, SAMPLE_RATE_HZ // ptime_samples // WINDOWS_PER_S)
        self._gaps: list[float] = []
        self._deviations = self._longest = 0.0
        self._windows = 0
        self._last: float | None = None
        self._first = 0.0
        self.samples = ptime_samples * 0.5 * PER_MS

    def tick(self, now: float) -> None:
        """A packet came."""
        if self._last is None:
            self._last = self._first = now
            return
        self._gaps.append((now - self._last) / PER_MS)
        self._last = now
        if len(self._gaps) < self._each:
            return
        mean = sum(self._gaps) / len(self._gaps)
        self._deviations += math.sqrt(sum((gap - mean) ** 2 for gap in self._gaps) / len(self._gaps))
        self._longest += max(self._gaps)
        self._windows += 1
        self._gaps.clear()
        if now - self._first > LEARN_S * SAMPLE_RATE_HZ:
            longest = min(self._longest / self._windows, MOST_MS)
            learnt = max(self._deviations / self._windows + longest, self._ptime_ms)
            self.samples = (learnt + HEADROOM_MS) * PER_MS


def play(trace: Trace) -> Outcome:
    """What it makes of a trace."""
    frames = trace.ptime_samples
    tolerance, tally = Tolerance(frames), Tally()
    arrivals = trace.arrival.tolist()
    good_until: dict[int, float] = {}
    newest, last = -1, -1
    for now, came in ticks(trace, frames):
        for index in came:
            tolerance.tick(arrivals[index])
            good_until[index] = arrivals[index] + tolerance.samples
            newest = max(newest, index)
            good_until.pop(index - 8 * LOST_WINDOW, None)
        # Nothing older than the one expected; where that has not come, anything young enough: it may go back.
        floor = good_until.get(last + 1, 0.0)
        first = max(0, newest - LOST_WINDOW)
        found = next(
            (
                one
                for one in range(first, newest + 1)
                if good_until.get(one, 0.0) > now and good_until[one] >= floor
            ),
            None,
        )
        glitch = found is None or (last >= 0 and found != last + 1)
        last = last + 1 if found is None else found
        tally.add(now, frames, now - (last + 1) * frames, frames if glitch else 0.0)
    return tally.outcome()
