"""What an echo holds back: packets that wait for their pause to end, on the timeline they came with."""

from __future__ import annotations

from collections import deque
from typing import Protocol

CAPACITY = 8192  # ten seconds at 2.5 ms a packet, twice
_WRAP = 1 << 32


class Heard(Protocol):
    """An audio packet as a peer gives it: media time at 48 000 Hz (32 bits, wraps) and Opus payload."""

    @property
    def timestamp(self) -> int: ...

    @property
    def payload(self) -> bytes: ...


class PauseLine:
    """Give every packet back `pause_s` after it arrived, payload untouched, with a timestamp of our own.

    The distances between timestamps are kept, so that what was lost on the way here is a gap on the way
    back, too. What comes after its successor has gone out is left out: a sequence number given to it now
    would put it behind that successor.

    Parameters
    ----------
    pause_s : float
        0 or more.
    offset : int
        Added to timestamps (RFC 3550, 5.1: a sender's timestamps start anywhere).

    Raises
    ------
    ValueError
        ``pause_s`` is negative.
    """

    def __init__(self, pause_s: float, *, offset: int) -> None:
        if pause_s < 0:
            raise ValueError(f"a pause is 0 s or more, this one is {pause_s}")
        self._pause_s = pause_s
        self._offset = offset
        self._waiting: deque[tuple[float, int, bytes]] = deque(maxlen=CAPACITY)
        self._last: int | None = None
        self.left_out = 0

    def push(self, packet: Heard, *, arrival_s: float) -> None:
        """Take a packet in."""
        timestamp = (packet.timestamp + self._offset) % _WRAP
        if self._last is not None and not 0 < (timestamp - self._last) % _WRAP < _WRAP // 2:
            self.left_out += 1
            return
        self._last = timestamp
        self._waiting.append((arrival_s + self._pause_s, timestamp, packet.payload))

    @property
    def due_s(self) -> float | None:
        """When the next packet is to go out; None if none waits."""
        return self._waiting[0][0] if self._waiting else None

    def pull(self, *, now_s: float) -> list[tuple[bytes, int]]:
        """Return the payloads and timestamps whose time has come."""
        ready = []
        while self._waiting and self._waiting[0][0] <= now_s:
            _, timestamp, payload = self._waiting.popleft()
            ready.append((payload, timestamp))
        return ready
