"""Jamulus: a queue of so many blocks, of a fixed size or one chosen by the errors of ten simulated queues.

Published behaviour: Jamulus' network buffer with statistics. Queues of 2 to 11 blocks are simulated beside
the real one; a put into a full one and a get from an empty one are errors, averaged over 15 s. The smallest
with at most 0.05 % errors is aimed at, through a first-order filter that is slow up (533 s) and quicker
down (27 s), both a hundred and ten times as quick at first and while more than 1 % go wrong; a hysteresis
of 0.1 block decides. Here a block is a packet of the trace. Its own statistics count a block thrown away
like one that is missing, and so is it done here: each is a splice that nobody smoothed.
"""

from __future__ import annotations

import math
from collections import deque

from benchmarks.rivals.ticks import Leave, ticks
from dsp.path.outcome import Outcome, Tally
from dsp.path.trace import SAMPLE_RATE_HZ, Trace

SIZES = range(2, 12)
FIRST_SIZE = 6
BOUND, WORST_BOUND = 0.0005, 0.01
AVERAGED_S = 15.0
UP_S, DOWN_S, FAST_UP_S, FAST_DOWN_S = 533.0, 26.7, 5.33, 2.67
HYSTERESIS = 0.1


class AutoSize:
    """How many blocks the queue should hold."""

    def __init__(self, block_s: float) -> None:
        self._block_s = block_s
        self._counts = [0] * len(SIZES)
        self._wrong = [0] * len(SIZES)
        self._events: deque[int] = deque()
        self._most_events = max(8, round(2 * AVERAGED_S / block_s))
        self._fast_left = self._most_events // 4
        self._filtered = float(FIRST_SIZE)
        self.size = FIRST_SIZE

    def put(self) -> None:
        """A block came."""
        self._note([count >= size for count, size in zip(self._counts, SIZES, strict=True)], +1)

    def get(self) -> None:
        """A block was asked for."""
        self._note([count == 0 for count in self._counts], -1)
        self._choose()

    def _note(self, wrong: list[bool], step: int) -> None:
        mask = 0
        for place, bad in enumerate(wrong):
            if bad:
                mask |= 1 << place
                self._wrong[place] += 1
            else:
                self._counts[place] += step
        self._events.append(mask)
        if len(self._events) > self._most_events:
            gone = self._events.popleft()
            for place in range(len(SIZES)):
                self._wrong[place] -= gone >> place & 1

    def _smallest(self, bound: float) -> int:
        most = bound * len(self._events)
        return next((size for size, bad in zip(SIZES, self._wrong, strict=True) if bad <= most), SIZES[-1])

    def _choose(self) -> None:
        aim, worst = self._smallest(BOUND), self._smallest(WORST_BOUND)
        fast = self._fast_left > 0 or self.size < worst
        self._fast_left = max(0, self._fast_left - 1)
        up_s, down_s = (FAST_UP_S, FAST_DOWN_S) if fast else (UP_S, DOWN_S)
        slow_s = up_s if aim > self._filtered else down_s
        self._filtered += (aim - self._filtered) * (1.0 - math.exp(-self._block_s / slow_s))
        if abs(self._filtered - self.size) > 0.5 + HYSTERESIS:
            self.size = round(self._filtered)


def play(
    trace: Trace,
    blocks: int | None = None,
    *,
    down_ms_per_s: float | None = None,
    thrown_counts: bool = True,
) -> Outcome:
    """What it makes of a trace, with so many blocks, or as many as it chooses.

    What it throws away counts as synthesised unless ``thrown_counts`` is false. With ``down_ms_per_s`` its
    law is put into a playout like ours: nothing is thrown away, a queue that is too long is shortened at
    that pace, and a lost block is concealed in its place instead of closing up.
    """
    if down_ms_per_s is not None:
        return _play_alike(trace, blocks, down_ms_per_s)
    frames = trace.ptime_samples
    auto = AutoSize(frames / SAMPLE_RATE_HZ) if blocks is None else None
    size = blocks if blocks is not None else FIRST_SIZE
    queue, tally = deque[int](), Tally()
    delay, started, thrown = 0.0, False, 0
    for now, came in ticks(trace, frames):
        for index in came:
            if auto is not None:
                auto.put()
            if len(queue) < size:
                queue.append(index)
            else:
                thrown += 1
        if auto is not None:
            auto.get()
            size = auto.size
            thrown += max(0, len(queue) - size)
            while len(queue) > size:
                queue.pop()
        if queue:
            started = True
            delay = now - (queue.popleft() + 1) * frames
            tally.add(now, frames, delay, thrown * frames if thrown_counts else 0.0)
            thrown = 0
        elif started:
            delay += frames
            tally.add(now, frames, delay, frames)
    return tally.outcome()


def _play_alike(trace: Trace, blocks: int | None, down_ms_per_s: float) -> Outcome:
    frames = trace.ptime_samples
    auto = AutoSize(frames / SAMPLE_RATE_HZ) if blocks is None else None
    size = blocks if blocks is not None else FIRST_SIZE
    leave, tally, there = Leave(down_ms_per_s), Tally(), set[int]()
    head, newest = -1, -1
    for now, came in ticks(trace, frames):
        for index in came:
            if auto is not None:
                auto.put()
            there.add(index)
            newest = max(newest, index)
            head = index if head < 0 else head
        if auto is not None:
            auto.get()
            size = auto.size
        if newest - head + 1 <= size:
            leave.content()
        elif head in there and leave.grants(frames, frames):
            head += 1
        delay = now - (head + 1) * frames
        real = head in there
        tally.add(now, frames, delay, 0.0 if real else frames)
        if real or newest > head:
            there.discard(head)
            head += 1
    return tally.outcome()
