"""A thread that plays each event at its time: an event loop's timers are half a millisecond late."""

from __future__ import annotations

import heapq
import threading
import time

from client.native.midi.ports import KeyOutput

__all__ = ["KeyPlayer"]


class KeyPlayer:
    """Plays on a port at monotonic times.

    Parameters
    ----------
    output : KeyOutput
        Closed with this.

    Notes
    -----
    Realtime-safe: no. Thread-safe: yes.
    """

    def __init__(self, output: KeyOutput) -> None:
        self._output = output
        self._changed = threading.Condition()
        self._queue: list[tuple[float, int, bytes]] = []
        self._count = 0
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="keys", daemon=True)
        self._thread.start()

    def play(self, event: bytes, at_s: float) -> None:
        """At ``at_s``, or at once where that is over; at equal times in the order they were given."""
        with self._changed:
            self._count += 1
            heapq.heappush(self._queue, (at_s, self._count, event))
            self._changed.notify()

    def close(self) -> None:
        """Play what is left at once, and close the port."""
        with self._changed:
            self._closed = True
            self._changed.notify()
        self._thread.join()
        self._output.close()

    def _run(self) -> None:
        while (event := self._next()) is not None:
            self._output.play(event)

    def _next(self) -> bytes | None:
        """The next event once it is due; None: closed, and nothing is left."""
        with self._changed:
            while True:
                if self._queue:
                    wait_s = self._queue[0][0] - time.monotonic()
                    if wait_s <= 0 or self._closed:
                        return heapq.heappop(self._queue)[2]
                    self._changed.wait(wait_s)
                elif self._closed:
                    return None
                else:
                    self._changed.wait()
