"""A UDP transport whose socket the event loop reads, or, while it asks, the audio thread."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections import deque
from collections.abc import Callable
from typing import Any

from .stamped_socket import StampedSocket

__all__ = ["SharedTransport"]

_WATCH_S = 0.025
"""So often it is looked at whose turn it is: somebody who has not asked since then has lost it."""
_MOST_AT_ONCE = 64
_MOST_HELD = 1024

TakeMedia = Callable[[bytes, float], bool]
"""``take(datagram, arrival_s)``: whether it was dealt with; from either thread."""


class SharedTransport(asyncio.DatagramTransport):
    """Stands in for a loop's own UDP transport, whose socket it reads.

    A packet that the event loop reads costs the audio thread the interpreter, just when a block is due. So a
    thread that comes by several times in each packet anyway may read by itself (`receive`): sound goes
    straight to ``take``, all else to the loop. When it stays away, a sound card gone for instance, the loop
    reads again within 50 ms.

    Parameters
    ----------
    original : asyncio.DatagramTransport
        Given up with `adopt`.
    duplicate : socket.socket
        Of its socket; closed with this.
    protocol : asyncio.DatagramProtocol
        Gets what ``take`` leaves, in the loop's thread.
    take : TakeMedia

    Attributes
    ----------
    arrival_s : float
        When that came which the protocol is being handed (``time.monotonic()``).

    Notes
    -----
    Realtime-safe: ``receive`` yes. Thread-safe: ``receive`` from one thread; all else on the event loop.
    """

    def __init__(
        self,
        original: asyncio.DatagramTransport,
        duplicate: socket.socket,
        protocol: asyncio.DatagramProtocol,
        take: TakeMedia,
    ) -> None:
        super().__init__()
        self._loop = asyncio.get_running_loop()
        self._original: asyncio.DatagramTransport | None = original
        self._sockname = duplicate.getsockname()
        self._outgoing = duplicate
        self._socket = StampedSocket(duplicate)
        self._protocol, self._take = protocol, take
        # Held by whoever reads. The audio thread never waits for it: if the loop reads, then the loop does.
        self._reading = threading.Lock()
        self._others: deque[tuple[bytes, tuple[Any, ...], float]] = deque(maxlen=_MOST_HELD)
        self.arrival_s = 0.0
        self._lent = self._asked = self._closed = False
        self._watch: asyncio.TimerHandle | None = None
        self._loop.add_reader(self._socket.fileno(), self._ready)

    # -- the audio thread ----------------------------------------------------------------------------

    def receive(self) -> None:
        """Read what waits, if it is this thread's turn; never waits, never raises."""
        self._asked = True
        if not self._lent or not self._reading.acquire(blocking=False):
            return
        try:
            if self._lent:
                self._drain()
        finally:
            self._reading.release()
        if self._others:
            try:
                self._loop.call_soon_threadsafe(self._hand_on)
            except RuntimeError:
                return  # the loop is closed, and so is the lesson

    def _drain(self) -> None:
        for _ in range(_MOST_AT_ONCE):
            datagram = self._socket.read()
            if datagram is None:
                return
            arrival_s = self._socket.arrival_s()
            if not self._take(datagram, arrival_s):
                self._others.append((datagram, self._socket.sender(), arrival_s))

    # -- the event loop ------------------------------------------------------------------------------

    def lend(self) -> None:
        """Let a thread that calls `receive` read from now on, while it does."""
        if self._watch is None and not self._closed:
            self._watch = self._loop.call_later(_WATCH_S, self._look)

    def take_back(self) -> None:
        """Read by ourselves again."""
        if self._watch is not None:
            self._watch.cancel()
            self._watch = None
        self._turn(lent=False)

    def _look(self) -> None:
        self._turn(lent=self._asked)
        self._asked = False
        self._watch = self._loop.call_later(_WATCH_S, self._look)

    def _turn(self, *, lent: bool) -> None:
        if lent == self._lent or self._closed:
            return
        with self._reading:
            self._lent = lent
        if lent:
            self._loop.remove_reader(self._socket.fileno())
        else:
            self._loop.add_reader(self._socket.fileno(), self._ready)

    def _ready(self) -> None:
        with self._reading:
            if not self._closed:
                self._drain()
        self._hand_on()

    def _hand_on(self) -> None:
        others = self._others
        while others and not self._closed:
            datagram, sender, self.arrival_s = others.popleft()
            self._protocol.datagram_received(datagram, sender)

    # -- what aioice asks of a transport ---------------------------------------------------------------

    def adopt(self) -> None:
        """Be the only one to read: ends the transport this one stands for."""
        original, self._original = self._original, None
        if original is not None:
            original.abort()

    def sendto(self, data: Any, addr: Any = None) -> None:
        """Send now or never: to real-time sound a full socket is loss."""
        try:
            self._outgoing.sendto(data, addr)
        except BlockingIOError:
            return
        except OSError as error:
            self._protocol.error_received(error)

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        """``socket`` and ``sockname``."""
        return {"socket": self._outgoing, "sockname": self._sockname}.get(name, default)

    def is_closing(self) -> bool:
        """Whether `close` was called."""
        return self._closed

    def close(self) -> None:
        """Close the socket; the protocol is told in the loop's next turn."""
        if self._closed:
            return
        self.take_back()
        with self._reading:
            self._closed = True
        self._loop.remove_reader(self._socket.fileno())
        self._socket.close()
        self.adopt()
        self._loop.call_soon(self._protocol.connection_lost, None)

    def abort(self) -> None:
        """Close it."""
        self.close()
