"""Fill one direction for a few seconds, bounded, while a profile's packets go beside it."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from typing import Literal

import httpx

from benchmarks.network.door import Door, DoorError

_PIECE = b"\x5a" * 32768


class Load(threading.Thread):
    """Fetches or sends noise until told to end, or ``most_bytes`` are through.

    Attributes
    ----------
    began_ns, ended_ns : int
        Between which it really moved bytes (monotonic).
    moved : int
        How many.
    """

    def __init__(self, door: Door, session: str, way: Literal["up", "down"], most_bytes: int) -> None:
        super().__init__(name=f"klangbro-load-{way}", daemon=True)
        self._door = door
        self._session = session
        self._way = way
        self._left = most_bytes
        self._over = threading.Event()
        self.began_ns = self.ended_ns = time.monotonic_ns()
        self.moved = 0

    def run(self) -> None:
        """Move them."""
        self.began_ns = time.monotonic_ns()
        try:
            if self._way == "up":
                self._door.load_up(self._session, self._pieces())
            else:
                for size in self._door.load_down(self._session, self._left):
                    self._count(size)
                    if self._over.is_set():
                        break
        except (httpx.HTTPError, DoorError):
            pass  # what was moved until then is what the path bore
        self.ended_ns = time.monotonic_ns()

    def _pieces(self) -> Iterator[bytes]:
        while self._left > 0 and not self._over.is_set():
            yield _PIECE
            self._count(len(_PIECE))

    def _count(self, size: int) -> None:
        self.moved += size
        self._left -= size

    def end(self) -> None:
        """Move no more, and wait until it has stopped."""
        self._over.set()
        self.join(10.0)

    @property
    def mbit_s(self) -> float:
        """How much went through."""
        return self.moved * 8e-6 / max(1e-3, (self.ended_ns - self.began_ns) * 1e-9)
