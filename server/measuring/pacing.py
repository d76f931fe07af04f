"""Send at an even pace, each datagram stamped as it leaves."""

from __future__ import annotations

import contextlib
import os
import sys
import threading
import time
from collections.abc import Callable

_LEAST_SLEEP_S = 50e-6
_PRIORITY = 10


def _hurry() -> None:
    """Ask for real-time priority, where we may: nothing should come between a stamp and its leaving."""
    if sys.platform.startswith("linux"):
        with contextlib.suppress(OSError):
            os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(_PRIORITY))


class Pacer(threading.Thread):
    """Calls ``send(sequence)`` every ``interval_ns``, ``count`` times, in a thread of its own.

    One that has fallen behind catches up at once: what is measured is stamped as it leaves, and a receiver's
    law needs every packet.

    Parameters
    ----------
    send : Callable[[int], bool]
        False ends it.
    """

    def __init__(self, send: Callable[[int], bool], *, interval_ns: int, count: int) -> None:
        super().__init__(name="klangbro-measuring", daemon=True)
        self._send = send
        self._interval_ns = interval_ns
        self._count = count
        self._over = threading.Event()

    def run(self) -> None:
        """Send them all."""
        _hurry()
        began_ns = time.monotonic_ns()
        for sequence in range(self._count):
            wait_s = (began_ns + sequence * self._interval_ns - time.monotonic_ns()) * 1e-9
            if wait_s > _LEAST_SLEEP_S:
                self._over.wait(wait_s)
            if self._over.is_set() or not self._send(sequence):
                return

    def end(self) -> None:
        """Send no more."""
        self._over.set()
