"""The lesson clock: where the other end's monotonic clock stands, and how wrong that can be."""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass

WINDOW_S = 120.0
CELL_S = 4.0  # of each such stretch only the best exchange is kept
WANDER_PPM = 2.0  # how far two crystals part while nothing better is heard
SETTLED_S = 20.0  # a slope over less than this is noise
JUMPS_TO_FORGET = 3
JUMP_S = 1e-3
AHEAD_S = 0.5  # the bound holds until the next exchange
MOST_SKEW = 200e-6  # two crystals of 100 ppm
MAX_RTT_S = 10.0


@dataclass(frozen=True, slots=True)
class _Exchange:
    local_s: float
    offset_s: float
    rtt_s: float

    @property
    def low_s(self) -> float:
        return self.offset_s - self.rtt_s / 2

    @property
    def high_s(self) -> float:
        return self.offset_s + self.rtt_s / 2


class LessonClock:
    """Map between the local and a remote monotonic clock by four-timestamp exchanges (as RFC 5905, 8).

    Of each few seconds the exchange with the least round trip is kept; a line through those gives offset
    and skew. No two ends can see how a round trip divides into there and back, so every one-way figure is
    uncertain by half of it: ``bound_s`` says so.

    A clock that jumped (a laptop slept, a page was reloaded) contradicts what is kept: three such
    exchanges in a row and everything older is forgotten.

    Notes
    -----
    Realtime-safe: yes. Thread-safe: no.
    """

    def __init__(self) -> None:
        self._cells: deque[_Exchange] = deque()
        self._against: list[_Exchange] = []
        self._rtt_s: float | None = None
        self._anchor_s = 0.0
        self._offset_s = 0.0
        self._skew = 0.0
        self._bound_s = math.inf

    @property
    def ready(self) -> bool:
        """Whether one exchange at least has succeeded."""
        return bool(self._cells)

    @property
    def rtt_s(self) -> float | None:
        """The latest round trip, the other end's own time taken off; None before the first."""
        return self._rtt_s

    @property
    def best_rtt_s(self) -> float | None:
        """The least round trip that is still remembered."""
        return min((one.rtt_s for one in self._cells), default=None)

    @property
    def skew_ppm(self) -> float:
        """How much faster the remote clock runs; 0 until 20 s have been seen."""
        return self._skew * 1e6

    @property
    def bound_s(self) -> float:
        """How far any mapped time can be off; infinite before the first exchange."""
        return self._bound_s

    @property
    def offset_s(self) -> float:
        """Remote minus local at the latest exchange."""
        return self._offset_at(self._cells[-1].local_s) if self._cells else 0.0

    def exchange(self, t0_s: float, t1_s: float, t2_s: float, t3_s: float) -> bool:
        """Take in one exchange: ``t0_s`` sent and ``t3_s`` back here, ``t1_s`` got and ``t2_s`` sent there.

        Returns
        -------
        bool
            False when the four cannot be true (not finite, a negative round trip, more than 10 s).
        """
        rtt_s = (t3_s - t0_s) - (t2_s - t1_s)
        if not (math.isfinite(rtt_s) and -1e-6 <= rtt_s <= MAX_RTT_S and t3_s >= t0_s and t2_s >= t1_s):
            return False
        rtt_s = max(rtt_s, 0.0)
        self._rtt_s = rtt_s
        one = _Exchange((t0_s + t3_s) / 2, ((t1_s - t0_s) + (t2_s - t3_s)) / 2, rtt_s)
        if self._contradicts(one):
            self._against.append(one)
            if len(self._against) < JUMPS_TO_FORGET:
                return True
            self._cells.clear()
            for late in self._against:
                self._keep(late)
        else:
            self._keep(one)
        self._against.clear()
        self._fit()
        return True

    def to_remote(self, local_s: float) -> float:
        """Map a local monotonic time to the remote clock, within ``bound_s``."""
        return local_s + self._offset_at(local_s)

    def to_local(self, remote_s: float) -> float:
        """Map a remote monotonic time to the local clock, within ``bound_s``."""
        about_s = remote_s - self._offset_s
        return remote_s - self._offset_at(about_s)

    def _offset_at(self, local_s: float) -> float:
        return self._offset_s + self._skew * (local_s - self._anchor_s)

    def _contradicts(self, one: _Exchange) -> bool:
        """Say whether no true offset can satisfy both this exchange and the line so far."""
        if not self._cells:
            return False
        last = self._cells[-1]
        if one.local_s < last.local_s - CELL_S:
            return True
        wander_s = JUMP_S + MOST_SKEW * max(0.0, one.local_s - last.local_s)
        return one.low_s > last.high_s + wander_s or one.high_s < last.low_s - wander_s

    def _keep(self, one: _Exchange) -> None:
        last = self._cells[-1] if self._cells else None
        if last is not None and int(last.local_s / CELL_S) == int(one.local_s / CELL_S):
            if one.rtt_s <= last.rtt_s:
                self._cells[-1] = one
        else:
            self._cells.append(one)
        while self._cells[0].local_s < one.local_s - WINDOW_S:
            self._cells.popleft()

    def _fit(self) -> None:
        """Fit a line through what is kept, short round trips counting most, and bound it by the best."""
        cells = self._cells
        best = min(cells, key=lambda one: one.rtt_s)
        slack_s = max(best.rtt_s * 0.05, 50e-6)
        weights = [1.0 / (one.rtt_s - best.rtt_s + slack_s) ** 2 for one in cells]
        total = sum(weights)
        self._anchor_s = sum(w * one.local_s for w, one in zip(weights, cells, strict=True)) / total
        self._offset_s = sum(w * one.offset_s for w, one in zip(weights, cells, strict=True)) / total
        self._skew = 0.0
        if cells[-1].local_s - cells[0].local_s >= SETTLED_S:
            pairs = [(w, one.local_s - self._anchor_s, one) for w, one in zip(weights, cells, strict=True)]
            spread = sum(w * at * at for w, at, _ in pairs)
            lean = sum(w * at * (one.offset_s - self._offset_s) for w, at, one in pairs)
            if spread > 0.0:
                self._skew = lean / spread
        self._skew = min(MOST_SKEW, max(-MOST_SKEW, self._skew))
        self._bound_s = self._bound()

    def _bound(self) -> float:
        """Bound the error now: each exchange bounds it at its own time, and the slope is unsure since."""
        cells = self._cells
        newest_s = cells[-1].local_s
        errors = [abs(self._offset_at(one.local_s) - one.offset_s) + one.rtt_s / 2 for one in cells]
        pairs = list(zip(errors, (one.local_s for one in cells), strict=True))
        half = len(pairs) // 2
        unsure = 2 * MOST_SKEW
        if half:
            early, late = min(pairs[:half]), min(pairs[half:])
            unsure = min(unsure, (early[0] + late[0]) / (late[1] - early[1]) + WANDER_PPM * 1e-6)
        return min(error + unsure * (newest_s - at_s + AHEAD_S) for error, at_s in pairs)
