"""Which redundant copies are news."""

from __future__ import annotations

from collections import deque

_REMEMBERED = 512  # 16383 samples, as far as a copy may reach back, are 256 packets of 64


class Copies:
    """Remember which timestamps of a redundant stream have come, so that nearly no copy goes any further.

    Notes
    -----
    Realtime-safe: yes. Thread-safe: no.
    """

    def __init__(self) -> None:
        self._seen: set[int] = set()
        self._order: deque[int] = deque()

    def fresh(self, timestamp: int) -> bool:
        """Say whether a timestamp comes for the first time, and remember it."""
        if timestamp in self._seen:
            return False
        self._seen.add(timestamp)
        self._order.append(timestamp)
        if len(self._order) > _REMEMBERED:
            self._seen.discard(self._order.popleft())
        return True
