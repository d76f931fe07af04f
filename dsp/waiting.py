"""Packets that wait for their turn, in the order of their media time."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import deque
from typing import NamedTuple

from dsp.pcm import PcmFormat

MOST_FRAMES = 5760  # an Opus packet ends at 120 ms
MOST_PACKETS = 1024
REMEMBERED = 2048


class Waiting(NamedTuple):
    """A packet with its place in media time; a tuple, as one is made of every packet."""

    timestamp: int
    frames: int
    sequence: int
    payload: bytes
    arrival_s: float
    pcm: PcmFormat | None = None
    recovered: bool = False


class WaitingRoom:
    """Keep packets by unwrapped timestamp, each once.

    Notes
    -----
    Realtime-safe: yes. Thread-safe: no.
    """

    def __init__(self) -> None:
        self._packets: dict[int, Waiting] = {}
        self._order: list[int] = []
        self._seen: set[int] = set()
        self._seen_order: deque[int] = deque()

    def __len__(self) -> int:
        return len(self._order)

    def seen(self, timestamp: int) -> bool:
        """Say whether a packet of that timestamp was ever added, as far as is remembered."""
        return timestamp in self._seen

    def add(self, packet: Waiting) -> None:
        """Put a packet in its place; with too many waiting the furthest gives way."""
        insort(self._order, packet.timestamp)
        self._packets[packet.timestamp] = packet
        self._seen.add(packet.timestamp)
        self._seen_order.append(packet.timestamp)
        if len(self._seen_order) > REMEMBERED:
            self._seen.discard(self._seen_order.popleft())
        if len(self._order) > MOST_PACKETS:
            del self._packets[self._order.pop()]

    def ending_after(self, media: int) -> Waiting | None:
        """Give the first packet that has a sample at or after ``media``."""
        for timestamp in self._order:
            packet = self._packets[timestamp]
            if timestamp + packet.frames > media:
                return packet
        return None

    def drop_through(self, timestamp: int) -> None:
        """Forget every packet that begins at or before ``timestamp``."""
        upto = bisect_left(self._order, timestamp + 1)
        for gone in self._order[:upto]:
            del self._packets[gone]
        del self._order[:upto]

    def clear(self) -> None:
        """Forget everything."""
        self._packets.clear()
        self._order.clear()
        self._seen.clear()
        self._seen_order.clear()
