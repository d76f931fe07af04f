"""How long after the key it sounds at the other end: fixed while somebody plays."""

from __future__ import annotations

import math
from collections import deque

__all__ = ["FixedDelay"]

_STEP_S = 0.005
_SPARE_S = 0.02
"""Beyond what was measured: a lost message's events come with the next two (10 and 25 ms later)."""
_LIFT_S = 0.01
_WINDOW_S = 60.0
_SEEN_MOST = 4096
_LOWER_BY_S = 0.015
_REST_S = 3.0
_LEAST_S, _MOST_S = 0.02, 0.5


class FixedDelay:
    """A delay that covers what the path was seen to need, lifted at once, lowered only between two pieces.

    Attributes
    ----------
    delay_s : float
        From the key to the sound, in whole steps of 5 ms.
    lifts : int

    Notes
    -----
    The first delay is the longest of what came before anybody played and 20 ms more. An event that comes
    after its turn lifts it to what that one needed and 10 ms more, never beyond 500 ms. It is lowered when
    nothing was played for 3 s, to the longest of the last minute and 20 ms more, if that is 15 ms less or
    better. So while somebody plays it never goes down and, mostly, does not move.
    Realtime-safe: no. Thread-safe: no.
    """

    def __init__(self) -> None:
        self.delay_s = _LEAST_S
        self.lifts = 0
        self._transits: deque[tuple[float, float]] = deque(maxlen=_SEEN_MOST)
        self._played_s: float | None = None

    def measured(self, transit_s: float, *, at_s: float) -> None:
        """A message came that was so long under way; between two pieces the delay follows."""
        while self._transits and not 0 <= at_s - self._transits[0][0] <= _WINDOW_S:
            self._transits.popleft()
        self._transits.append((at_s, transit_s))
        if self._played_s is not None and at_s - self._played_s < _REST_S:
            return
        wanted_s = _stepped(max(one for _, one in self._transits) + _SPARE_S)
        if wanted_s > self.delay_s or wanted_s < self.delay_s - _LOWER_BY_S:
            self.delay_s = wanted_s

    def needed(self, transit_s: float, *, at_s: float) -> None:
        """An event came that long after its key; one that is late lifts the delay for those to come."""
        self._played_s = at_s
        if transit_s > self.delay_s:
            self.lifts += 1
            self.delay_s = max(self.delay_s, _stepped(transit_s + _LIFT_S))
        self._transits.append((at_s, transit_s))


def _stepped(delay_s: float) -> float:
    return min(_MOST_S, max(_LEAST_S, math.ceil(delay_s / _STEP_S - 1e-9) * _STEP_S))
