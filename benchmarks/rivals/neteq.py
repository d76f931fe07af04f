"""NetEq (WebRTC): a quantile of the worst delay of each half second, kept by stretching time.

Published behaviour: WebRTC's delay manager and decision logic of 2022 and later. A packet's delay is
counted from the quickest of the last 2 s; the largest of each 0.5 s goes into a histogram of 20 ms buckets
that forgets by 0.983; the 95 % quantile's upper edge is the target, 80 ms at first. Every 10 ms: above
``max(target, low + 20)`` ms 15 ms are taken out, below ``low = max(0.75 target, target - 85)`` 15 ms are
put in, 50 ms apart at least; four times above, without a pause. A missing packet is expanded over; where
nothing newer has come, the delay grows. Stretching is always possible here. Taking out is given for free;
what is put in is synthesised sound.
"""

from __future__ import annotations

from collections import deque

from benchmarks.rivals.ticks import Leave, ticks
from dsp.path.outcome import PER_MS, Outcome, Tally
from dsp.path.trace import Trace

TICK = round(10 * PER_MS)
HISTORY = 2000 * PER_MS
INTERVAL = 500 * PER_MS
BUCKET = 20 * PER_MS
BUCKETS = 100
FORGET, START_FORGET_WEIGHT = 0.983, 2.0
QUANTILE = 0.95
START = 80 * PER_MS
STRETCH = 15 * PER_MS
PAUSE = 50 * PER_MS
OFFSET = 85 * PER_MS


class DelayManager:
    """The target, in samples."""

    def __init__(self) -> None:
        self._quickest: deque[tuple[float, float]] = deque()  # transits that nothing later undercuts
        self._buckets = [0.5 ** (place + 1) for place in range(BUCKETS)]
        self._added = 0
        self._worst = 0.0
        self._since: float | None = None
        self.target = START

    def packet(self, transit: float, now: float) -> None:
        """Take in one packet's relative transit."""
        while self._quickest and self._quickest[-1][0] >= transit:
            self._quickest.pop()
        self._quickest.append((transit, now))
        while self._quickest[0][1] < now - HISTORY:
            self._quickest.popleft()
        if self._since is None:
            self._since = now
        if now - self._since > INTERVAL:
            self._add(min(BUCKETS - 1, int(self._worst / BUCKET)))
            self._since, self._worst = now, 0.0
        self._worst = max(self._worst, transit - self._quickest[0][0])

    def _add(self, bucket: int) -> None:
        self._added += 1
        kept = max(0.0, min(FORGET, 1.0 - START_FORGET_WEIGHT / (self._added + 1)))
        self._buckets = [share * kept for share in self._buckets]
        self._buckets[bucket] += 1.0 - kept
        left, place = 1.0 - self._buckets[0], 0
        while left > 1.0 - QUANTILE and place < BUCKETS - 1:
            place += 1
            left -= self._buckets[place]
        self.target = (place + 1) * BUCKET


def play(trace: Trace, *, down_ms_per_s: float | None = None) -> Outcome:
    """What it makes of a trace; ``down_ms_per_s`` is how much it may take out at the most."""
    frames = trace.ptime_samples
    manager, tally, leave = DelayManager(), Tally(), Leave(down_ms_per_s)
    transits = trace.transit.tolist()
    there: set[int] = set()
    newest = -1
    head: float | None = None  # media time to be heard next
    stretched, drawn_out = -PAUSE, 0.0
    for now, came in ticks(trace, TICK):
        for index in came:
            manager.packet(transits[index], now)
            there.add(index)
            newest = max(newest, index)
        if head is None:
            if newest < 0:
                continue
            head = float(newest * frames)
        delay = now - head - frames
        place = int(head // frames)
        if place not in there:
            tally.add(now, TICK, delay, TICK)
            if newest > place:  # lost: the media go on
                head += TICK
            continue
        tally.add(now, TICK, delay, drawn_out)
        drawn_out = 0.0
        if (place + TICK // frames + 1) % 64 == 0:
            there = {one for one in there if one >= place}
        low = max(0.75 * manager.target, manager.target - OFFSET)
        high = max(manager.target, low + BUCKET)
        head += TICK
        if delay + frames >= 4 * high or (delay + frames >= high and now - stretched >= PAUSE):
            if head + STRETCH < (newest + 1) * frames and leave.grants(STRETCH, TICK):
                head += STRETCH
                stretched = now
        elif delay + frames < high:
            leave.content()
        if delay + frames < low and now - stretched >= PAUSE:
            head -= STRETCH
            stretched = now
            drawn_out = STRETCH
            there.update(range(int(head // frames), place + 1))  # sound that is on hand is drawn out
    return tally.outcome()
