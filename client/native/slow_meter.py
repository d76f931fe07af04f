"""A meter for small blocks."""

from __future__ import annotations

import numpy as np

from client.native.devices.base import AudioBlock
from dsp.meters import Meter

__all__ = ["SlowMeter"]

_FRAMES = 512
"""Fed so much at a time: at 64 frames a meter's arithmetic would cost more than the decoder."""


class SlowMeter:
    """A meter that is fed in larger pieces than the blocks it gets.

    Realtime-safe: ``feed`` yes. Thread-safe: one feeder.
    """

    def __init__(self, channels: int) -> None:
        self.meter = Meter()
        self._gathered = np.zeros((_FRAMES, channels), np.float32)
        self._filled = 0

    def feed(self, block: AudioBlock) -> None:
        if self._filled + len(block) > len(self._gathered):
            self.meter.feed(self._gathered[: self._filled])
            self._filled = 0
        if len(block) > len(self._gathered):
            self.meter.feed(block)
            return
        self._gathered[self._filled : self._filled + len(block)] = block
        self._filled += len(block)
