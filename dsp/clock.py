"""Where another end's monotonic clock stands, and how wrong that can be."""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass

from dsp.corridor import Corridor, corridor

__all__ = ["PeerClock"]

WINDOW_S = 240.0
CELL_S = 2.0  # of each such stretch only the quickest packet of each way is kept
WANDER_PPM = 2.0  # how far two crystals' rates stray within the window (temperature)
CONTRADICTIONS_TO_FORGET = 3
REFIT_S = 1.0
AHEAD_S = 0.5  # the bound holds until the next exchange
MAX_RTT_S = 10.0
_GRAIN_S = 100e-6  # what a stamp may be rounded by: browsers do so on purpose


@dataclass(slots=True)
class _Cell:
    """The quickest of one stretch: what the offset is at most (``upper``) and at least (``lower``)."""

    number: int
    upper_at_s: float
    upper_s: float
    lower_at_s: float
    lower_s: float
    rtt_s: float

    def take(self, other: _Cell, skew: float) -> None:
        """Keep the better of both; at which time each was counts by the skew."""
        if other.upper_s - self.upper_s <= skew * (other.upper_at_s - self.upper_at_s):
            self.upper_at_s, self.upper_s = other.upper_at_s, other.upper_s
        if other.lower_s - self.lower_s >= skew * (other.lower_at_s - self.lower_at_s):
            self.lower_at_s, self.lower_s = other.lower_at_s, other.lower_s
        self.rtt_s = min(self.rtt_s, other.rtt_s)


class PeerClock:
    """Map between the local and a remote monotonic clock by four-timestamp exchanges (as RFC 5905, 8).

    Each exchange says what the offset is at most (by the packet out) and at least (by the packet back). Of
    the last four minutes the quickest packets of either way leave a `Corridor`, in whose middle the clock is
    believed to run. No two ends can see how a round trip divides into there and back, so ``bound_s`` is the
    whole corridor: half of the least round trip, what the fit leaves open, what crystals may do meanwhile.

    A clock that jumped (a laptop slept, a page was reloaded) contradicts what is kept: three such exchanges
    in a row and everything older is forgotten, which ``epoch`` counts.

    Notes
    -----
    A jump shorter than a round trip cannot be told from a changed path; monotonic clocks make none.
    Realtime-safe: yes. Thread-safe: no.
    """

    def __init__(self) -> None:
        self._cells: deque[_Cell] = deque()
        self._against: list[_Cell] = []
        self._rtt_s: float | None = None
        self._anchor_s = 0.0
        self._base_s = 0.0
        self._line: Corridor | None = None
        self.epoch = 0

    @property
    def ready(self) -> bool:
        """Whether one exchange at least has succeeded."""
        return self._line is not None

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
        """How much faster the remote clock runs; 0 while nothing is known of it."""
        return 0.0 if self._line is None else self._line.skew * 1e6

    @property
    def bound_s(self) -> float:
        """How far any mapped time can be off, until half a second after the latest exchange."""
        return self.bound_at(self._anchor_s + AHEAD_S)

    @property
    def offset_s(self) -> float:
        """Remote minus local at the latest exchange."""
        return 0.0 if self._line is None else self._base_s + self._line.offset_s

    def bound_at(self, local_s: float) -> float:
        """How far a time mapped at ``local_s`` can be off; it grows while nothing is heard."""
        line = self._line
        if line is None:
            return math.inf
        return line.bound_s + self._unsure(line) * abs(local_s - self._anchor_s)

    def exchange(self, t0_s: float, t1_s: float, t2_s: float, t3_s: float) -> bool:
        """Take in one exchange: ``t0_s`` sent and ``t3_s`` back here, ``t1_s`` got and ``t2_s`` sent there.

        Returns
        -------
        bool
            False when the four cannot be true (not finite, a negative round trip, more than 10 s).
        """
        rtt_s = (t3_s - t0_s) - (t2_s - t1_s)
        if not (math.isfinite(rtt_s) and -_GRAIN_S <= rtt_s <= MAX_RTT_S and t3_s >= t0_s and t2_s >= t1_s):
            return False
        rtt_s = max(rtt_s, 0.0)
        self._rtt_s = rtt_s
        one = _Cell(math.floor(t3_s / CELL_S), t0_s, t1_s - t0_s, t3_s, t2_s - t3_s, rtt_s)
        if self._contradicts(one):
            self._against.append(one)
            if len(self._against) < CONTRADICTIONS_TO_FORGET:
                return True
            self._forget()
            for late in self._against:
                self._keep(late)
        else:
            self._keep(one)
        self._against.clear()
        if self._line is None or self._tells(one, self._line):
            self._fit(one)
        return True

    def to_remote(self, local_s: float) -> float:
        """Map a local monotonic time to the remote clock, within ``bound_s``."""
        return local_s + self._offset_at(local_s)

    def to_local(self, remote_s: float) -> float:
        """Map a remote monotonic time to the local clock, within ``bound_s``."""
        line = self._line
        if line is None:
            return remote_s
        return self._anchor_s + (remote_s - self._anchor_s - self.offset_s) / (1.0 + line.skew)

    def _offset_at(self, local_s: float) -> float:
        line = self._line
        return 0.0 if line is None else self.offset_s + line.skew * (local_s - self._anchor_s)

    @staticmethod
    def _unsure(line: Corridor) -> float:
        """How wrong the slope can be."""
        return max(line.skew_high - line.skew, line.skew - line.skew_low) + WANDER_PPM * 1e-6

    def _contradicts(self, one: _Cell) -> bool:
        """Say whether no line that was left satisfies this exchange too."""
        line = self._line
        if line is None:
            return False
        if one.lower_at_s < self._anchor_s - CELL_S:
            return True
        above = self.offset_s + (line.high_s - line.offset_s) + _GRAIN_S
        below = self.offset_s - (line.offset_s - line.low_s) - _GRAIN_S
        unsure = self._unsure(line)
        lower_s = one.lower_s - line.skew * (one.lower_at_s - self._anchor_s)
        upper_s = one.upper_s - line.skew * (one.upper_at_s - self._anchor_s)
        return (
            lower_s > above + unsure * abs(one.lower_at_s - self._anchor_s)
            or upper_s < below - unsure * abs(one.upper_at_s - self._anchor_s)
        )  # fmt: skip

    def _tells(self, one: _Cell, line: Corridor) -> bool:
        """Say whether a fit could come out otherwise: it lies in the strip, or the last fit is old."""
        upper_s = one.upper_s - line.skew * (one.upper_at_s - self._anchor_s) - self.offset_s
        lower_s = one.lower_s - line.skew * (one.lower_at_s - self._anchor_s) - self.offset_s
        inside = upper_s < line.half_s or lower_s > -line.half_s
        return inside or one.lower_at_s - self._anchor_s >= REFIT_S

    def _forget(self) -> None:
        self._cells.clear()
        self._line = None
        self.epoch += 1

    def _keep(self, one: _Cell) -> None:
        last = self._cells[-1] if self._cells else None
        if last is not None and last.number == one.number:
            last.take(one, 0.0 if self._line is None else self._line.skew)
        else:
            self._cells.append(one)
        while self._cells[0].lower_at_s < one.lower_at_s - WINDOW_S:
            self._cells.popleft()

    def _fit(self, newest: _Cell) -> None:
        """Fit anew; a clock that was slewed meanwhile may fit no line, then what is oldest goes."""
        now_s = newest.lower_at_s
        prior = 0.0 if self._line is None else self._line.skew
        base_s = newest.upper_s  # small numbers keep their digits
        line = self._between(now_s, base_s, prior)
        while line is None:
            for _ in range(max(1, len(self._cells) // 4)):
                self._cells.popleft()
            if not self._cells:
                self._cells.append(newest)  # alone it always fits
            line = self._between(now_s, base_s, prior)
        self._anchor_s, self._base_s, self._line = now_s, base_s, line

    def _between(self, now_s: float, base_s: float, prior: float) -> Corridor | None:
        """The older a packet, the more may its clock have strayed from any line."""
        wander = WANDER_PPM * 1e-6
        uppers = [
            (one.upper_at_s - now_s, one.upper_s - base_s + _GRAIN_S + wander * (now_s - one.upper_at_s))
            for one in self._cells
        ]
        lowers = [
            (one.lower_at_s - now_s, one.lower_s - base_s - _GRAIN_S - wander * (now_s - one.lower_at_s))
            for one in self._cells
        ]
        return corridor(uppers, lowers, prior=prior)
