"""The far end's picture as this end sees it: the latest frame, its counter, and how late it is."""

from __future__ import annotations

import time
from typing import Any

import numpy as np
from numpy.typing import NDArray

from client.native.beat import BeatBook

__all__ = ["Sight"]


class Sight:
    """Keeps the latest picture of one connection."""

    def __init__(self) -> None:
        self.frames = 0
        self.counter: int | None = None
        self.delay_ms: float | None = None
        self.latest: NDArray[np.uint8] | None = None

    def take(self, frame: Any, book: BeatBook) -> None:
        """A decoded picture has come."""
        self.frames += 1
