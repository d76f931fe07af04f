"""aiortc's own receiver: sixteen slots, a frame let go when four have come in a row, an endless queue behind.

Published behaviour: aiortc 1.x, `JitterBuffer(capacity=16, prefetch=4)` for audio. Each packet that comes
lets one frame go at the most; a lost one holds up everything until the slots are full. What is let go is
queued and taken one by one; an empty queue is silence and never catches up.
"""

from __future__ import annotations

from collections import deque

from benchmarks.rivals.ticks import ticks
from dsp.path.outcome import Outcome, Tally
from dsp.path.trace import Trace

CAPACITY = 16
PREFETCH = 4


class Slots:
    """The sixteen slots."""

    def __init__(self) -> None:
        self._origin: int | None = None
        self._held: set[int] = set()

    def add(self, index: int) -> int | None:
        """Put a packet in; give the one that is let go, if any."""
        if self._origin is None:
            self._origin = index
        if index < self._origin:
            return None
        if index - self._origin >= CAPACITY:
            self._make_room(index - self._origin - CAPACITY + 1, index)
        self._held.add(index)
        if all(self._origin + ahead in self._held for ahead in range(PREFETCH + 1)):
            self._held.discard(self._origin)
            self._origin += 1
            return self._origin - 1
        return None

    def _make_room(self, excess: int, index: int) -> None:
        assert self._origin is not None
        removed = 0
        while removed < CAPACITY and (removed < excess or self._origin not in self._held):
            self._held.discard(self._origin)
            self._origin += 1
            removed += 1
        if removed == CAPACITY:
            self._origin = index


def play(trace: Trace) -> Outcome:
    """What it makes of a trace."""
    slots, queue, tally = Slots(), deque[int](), Tally()
    frames = trace.ptime_samples
    delay, started = 0.0, False
    for now, came in ticks(trace, frames):
        queue.extend(gone for index in came if (gone := slots.add(index)) is not None)
        if queue:
            started = True
            delay = now - (queue.popleft() + 1) * frames
            tally.add(now, frames, delay, 0.0)
        elif started:
            delay += frames
            tally.add(now, frames, delay, frames)
    return tally.outcome()
