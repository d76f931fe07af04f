"""Weather below ICE: delay and drop the datagrams of a running peer, without root and on any system.

It stands between a peer and its socket, so STUN, DTLS, RTP and RTCP all meet the same link. Both ends of a
lesson get one; each bends what its own end sends.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from types import TracebackType

from benchmarks.paths.queueing import Link
from benchmarks.paths.weather import Weather
from client.native.realtime import raise_priority

Send = Callable[..., None]
"""Sends one datagram: ``send(data, ...)``; whatever follows the bytes is handed through untouched."""


class DelayLine:
    """Datagrams on their way over a `Link`, first in, first out.

    Notes
    -----
    Sans-I/O: the caller says what time it is. Thread-safe: one thread offers, one collects.
    """

    def __init__(self, link: Link, *, start_s: float) -> None:
        self._link = link
        self._start_s = start_s
        self._waiting: deque[tuple[float, Callable[[], None]]] = deque()

    def restart(self, start_s: float) -> None:
        """Let the weather begin anew at ``start_s``; until then the link meets the end of its weather."""
        self._link.shift(self._start_s - start_s)
        self._start_s = start_s

    def offer(self, deliver: Callable[[], None], *, now_s: float) -> bool:
        """Put one datagram on its way; False when the link lost it."""
        due_s = self._link.take(now_s - self._start_s)
        if due_s is None:
            return False
        self._waiting.append((self._start_s + due_s, deliver))
        return True

    def next_due_s(self) -> float | None:
        """When the first datagram arrives; None when the line is empty."""
        return self._waiting[0][0] if self._waiting else None

    def collect(self, *, now_s: float) -> list[Callable[[], None]]:
        """Take off what has arrived by now."""
        arrived: list[Callable[[], None]] = []
        while self._waiting and self._waiting[0][0] <= now_s:
            arrived.append(self._waiting.popleft()[1])
        return arrived


class WeatherShim:
    """A datagram filter for `rtc.Peer`: ``filter(send) -> send'``.

    Parameters
    ----------
    weather : Weather
        Runs from ``start_s`` on and starts over at its end.
    seed : int
        Decides which datagrams a loss falls on.
    start_s : float, optional
        On the monotonic clock; two shims with the same start meet the same weather at the same time.
        Default: now.

    Notes
    -----
    One thread per shim waits on an absolute deadline; on Linux it wakes 0.06-0.1 ms late. Use it as a
    context manager, or `close` it. Thread-safe: yes. `cpu_s` is what the shim's own thread has cost, so
    that a figure of the program's cost need not carry it.
    """

    def __init__(self, weather: Weather, *, seed: int, start_s: float | None = None) -> None:
        self._link = Link(weather, seed)
        self._line = DelayLine(self._link, start_s=time.monotonic() if start_s is None else start_s)
        self._changed = threading.Condition()
        self._closed = False
        self.cpu_s = 0.0
        self.failed = 0
        self._thread = threading.Thread(target=self._run, name="weather", daemon=True)
        self._thread.start()

    @property
    def taken(self) -> int:
        """Datagrams offered so far."""
        return self._link.taken

    @property
    def lost(self) -> int:
        """Datagrams the link has lost so far."""
        return self._link.lost

    def __call__(self, send: Send) -> Send:
        """Wrap one socket's send."""

        def bent(data: bytes, *where: object) -> None:
            copy = bytes(data)  # the caller may reuse its buffer while the datagram is on its way
            with self._changed:
                was_empty = self._line.next_due_s() is None
                if (
                    not self._closed
                    and self._line.offer(lambda: send(copy, *where), now_s=time.monotonic())
                    and was_empty
                ):
                    self._changed.notify()

        return bent

    def _run(self) -> None:
        raise_priority()  # where it is granted: a network does not wait for this machine's other work
        while True:
            with self._changed:
                if self._closed:
                    return
                due_s = self._line.next_due_s()
                wait_s = None if due_s is None else due_s - time.monotonic()
                if wait_s is None or wait_s > 0:
                    self._changed.wait(wait_s)
                arrived = self._line.collect(now_s=time.monotonic())
            for deliver in arrived:
                self._deliver(deliver)
            self.cpu_s = time.thread_time()

    def _deliver(self, deliver: Callable[[], None]) -> None:
        try:
            deliver()
        except (
            OSError,
            RuntimeError,
        ):  # the socket or its loop has closed meanwhile: a network loses such a datagram
            self.failed += 1

    def restart(self, start_s: float) -> None:
        """Let the weather begin anew at monotonic time ``start_s``, where what is measured begins."""
        with self._changed:
            self._line.restart(start_s)

    def close(self) -> None:
        """End the thread; datagrams still on their way are lost, as when a cable is pulled."""
        with self._changed:
            self._closed = True
            self._changed.notify()
        self._thread.join()

    def __enter__(self) -> WeatherShim:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
