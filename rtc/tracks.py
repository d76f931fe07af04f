"""Tracks as aiortc's senders want them."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from aiortc import MediaStreamTrack
from av.frame import Frame
from av.packet import Packet

VIDEO_CLOCK_HZ = 90_000
_TIME_BASE = Fraction(1, VIDEO_CLOCK_HZ)
# Half a second of pictures; a loop that is further behind needs a fresh keyframe, not the past.
_MAX_WAITING = 15


class SilentTrack(MediaStreamTrack):
    """Never has anything: keeps a sender's RTCP alive (without a track it would poll 50 times a second)."""

    def __init__(self, kind: str) -> None:
        super().__init__()
        self.kind = kind

    async def recv(self) -> Frame | Packet[Any]:
        """Wait until the sender ends."""
        await asyncio.get_running_loop().create_future()
        raise AssertionError("a future nobody knows was resolved")


class EncodedVideoTrack(MediaStreamTrack):
    """Hands on pictures that another process encoded.

    Parameters
    ----------
    on_overflow : callable
        Called when pictures had to be dropped: the next one of use is a keyframe.

    Notes
    -----
    Belongs to the event loop.
    """

    kind = "video"

    def __init__(self, on_overflow: Callable[[], None]) -> None:
        super().__init__()
        self._on_overflow = on_overflow
        self._queued: deque[tuple[bytes, int, float]] = deque()
        self._came = asyncio.Event()
        self._need_keyframe = True
        self.captured_wall_s = 0.0

    def push(self, payload: bytes, timestamp: int, captured_wall_s: float, keyframe: bool) -> None:
        """Queue one VP8 picture with its time at 90 000 Hz."""
        if len(self._queued) >= _MAX_WAITING:
            self._queued.clear()
            self._need_keyframe = True
        if self._need_keyframe and not keyframe:
            self._on_overflow()
            return
        self._need_keyframe = False
        self._queued.append((payload, timestamp, captured_wall_s))
        self._came.set()

    async def recv(self) -> Frame | Packet[Any]:
        """Wait for the next picture."""
        while not self._queued:
            self._came.clear()
            await self._came.wait()
        payload, timestamp, self.captured_wall_s = self._queued.popleft()
        packet: Packet[Any] = Packet(payload)
        packet.pts = timestamp
        packet.time_base = _TIME_BASE
        return packet
