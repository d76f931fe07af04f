"""What comes of one far end's sound: into the buffer if it is fresh, and counted."""

from __future__ import annotations

from collections import deque

from client.native.awake import Awake, Freshness
from dsp.jitter_buffer import JitterBuffer
from dsp.loss import LossWatch, PathLoss
from dsp.packets import AudioPacket

__all__ = ["Arrivals"]

_MOST_UNCOUNTED = 8192


class Arrivals:
    """Takes each packet in whichever thread read it.

    Parameters
    ----------
    buffer : JitterBuffer
    awake : Awake
        Tells what is stale because this process was stopped.

    Attributes
    ----------
    packets : int
        Handed to the buffer so far.

    Notes
    -----
    Realtime-safe: ``take`` yes. Thread-safe: one taker at a time; ``path_loss`` from the event loop.
    """

    def __init__(self, buffer: JitterBuffer, awake: Awake) -> None:
        self._buffer, self._awake = buffer, awake
        self._freshness = Freshness()
        self._losses = LossWatch()
        self._uncounted: deque[int] = deque(maxlen=_MOST_UNCOUNTED)
        self.packets = 0

    def take(self, packet: AudioPacket, arrival_s: float) -> None:
        """Hand a packet to the buffer, unless it is stale."""
        doubtful = self._awake.doubtful(now_s=arrival_s)
        if not self._freshness.fresh(packet.timestamp, arrival_s, doubtful=doubtful):
            return
        self.packets += 1
        if not packet.recovered:
            self._uncounted.append(packet.sequence)
        self._buffer.push(packet, arrival_s=arrival_s)

    def path_loss(self, *, now_s: float) -> PathLoss | None:
        """How much the path loses before anything is recovered; None: too little has come."""
        uncounted = self._uncounted
        while uncounted:
            self._losses.add(uncounted.popleft())
        return self._losses.read(now_s=now_s)
