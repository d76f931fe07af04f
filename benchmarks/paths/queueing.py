"""One direction of a link: what its weather does to one packet after another.

The rule is linklab's: the weather of the millisecond in which a packet is sent says whether it is lost and
how long it takes, and packets never overtake each other (a queueing link, as DSL, LTE and fibre are).
"""

from __future__ import annotations

import math

import numpy as np

from benchmarks.paths.weather import Weather

_BLOCK = 4096


class Link:
    """Say when each packet arrives; holds no packet and reads no clock.

    Parameters
    ----------
    weather : Weather
    seed : int
        Decides which packets a loss falls on.

    Notes
    -----
    Thread-safe: no.
    """

    def __init__(self, weather: Weather, seed: int) -> None:
        self._weather = weather
        self._rng = np.random.default_rng(seed)
        self._dice = self._rng.random(_BLOCK).tolist()
        self._last_due_s = -math.inf
        self.taken = 0
        self.lost = 0

    def take(self, elapsed_s: float) -> float | None:
        """Arrival of a packet sent ``elapsed_s`` after the link's start, in s after it; None: lost."""
        delay_s, loss = self._weather.at(elapsed_s)
        self.taken += 1
        if self._roll() < loss:
            self.lost += 1
            return None
        self._last_due_s = max(self._last_due_s, elapsed_s + delay_s)
        return self._last_due_s

    def shift(self, by_s: float) -> None:
        """Count time from a start ``by_s`` earlier; what is on its way still arrives before what follows."""
        self._last_due_s += by_s

    def _roll(self) -> float:
        if not self._dice:  # in blocks: one draw at a time costs a microsecond on the sending thread
            self._dice = self._rng.random(_BLOCK).tolist()
        return float(self._dice.pop())
