"""Clocks that are turned by hand."""

from __future__ import annotations

import random
import threading


class HandClock:
    """Jumps to every deadline, late by what a seeded scheduler would be."""

    def __init__(self, *, start_s: float = 100.0, late_s: float = 0.0, seed: int = 1) -> None:
        self._now_s, self._late_s = start_s, late_s
        self._random = random.Random(seed)
        self.stall_at_s: float | None = None
        self.stall_s = 0.0

    def now_s(self) -> float:
        return self._now_s

    def wait_until(self, deadline_s: float, stop: threading.Event) -> None:
        self._now_s = max(self._now_s, deadline_s + self._random.random() * self._late_s)
        if self.stall_at_s is not None and self._now_s >= self.stall_at_s:
            self._now_s += self.stall_s
            self.stall_at_s = None
