"""One stream's packets, decoded in order; what a decoder missed is told to it, or stood in for."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Protocol, TypeAlias, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from dsp.pcm import PcmFormat
from dsp.waiting import MOST_FRAMES, Waiting

Samples: TypeAlias = NDArray[np.float32]
Decode: TypeAlias = Callable[[bytes | None, int], Samples]
"""A payload (None: lost) and its frames to ``(frames, channels)``, or ``(frames, 1)`` where it is mono."""

MENDED_BEFORE = MENDED_AFTER = 120
MENDED_MOST = 960


@runtime_checkable
class Mending(Protocol):
    """A decoder whose packets overlap: it would rather hear what was made up than of a loss."""

    def mended(self, payload: bytes, around: Samples) -> Samples | None:
        """Decode the first packet after a loss as if the sound had been ``around`` up to it.

        ``around`` ``(n, channels)``: 120 samples of before, what is missing (960 at most), and how it would
        go on for 120. None: such a packet has no use for it; nothing was done.
        """


class StreamDecoder:
    """Decode packets as they are played.

    Parameters
    ----------
    decode : Decode
        May be `Mending` as well.
    channels : int
        The most that a packet may give.

    Notes
    -----
    Realtime-safe: yes. Thread-safe: no.
    """

    def __init__(self, decode: Decode, channels: int) -> None:
        self._decode = decode
        self._mending = decode if isinstance(decode, Mending) else None
        self._channels = channels
        self._next: int | None = None
        self._pcm: PcmFormat | None = None
        self.mended = False  # whether the last packet begins with sound that is right, though one was lost
        self.changed = False  # whether the last packet was written otherwise than the one before it

    def begin(self) -> None:
        """Another stream comes."""
        self._next = None

    def __call__(self, packet: Waiting, around: Callable[[int], Samples] | None = None) -> Samples | None:
        """Decode a packet; None: malformed.

        Parameters
        ----------
        around : Callable, optional
            Asked, where packets before this one are missing, for what was made up: how many samples before
            its beginning, and 120 after. None: nothing was, or not there.
        """
        self.mended = False
        try:
            if packet.pcm is not None:
                block = packet.pcm.decode(packet.payload, min(packet.pcm.channels, self._channels))
            else:
                block = self._opus(packet, around)
                if block.ndim != 2 or block.shape[1] not in (1, self._channels):
                    return None
                if not 0 < len(block) <= MOST_FRAMES or not math.isfinite(float(np.vdot(block, block))):
                    return None
        except Exception:  # whatever a stranger's bytes do to a decoder, the sound goes on
            return None
        self._next = packet.timestamp + len(block)
        self.changed, self._pcm = packet.pcm != self._pcm, packet.pcm
        return block

    def _opus(self, packet: Waiting, around: Callable[[int], Samples] | None) -> Samples:
        """Decode what leans on the packet before it, or on what stands in for that."""
        missing = 0 if self._next is None else packet.timestamp - self._next
        if 0 < missing <= MOST_FRAMES:
            if self._mending is not None and around is not None:
                whole = max(1, min(missing, MENDED_MOST) // MENDED_AFTER) * MENDED_AFTER
                block = self._mending.mended(packet.payload, around(MENDED_BEFORE + whole))
                if block is not None:
                    self.mended = True
                    return block
            self._decode(None, min(packet.frames, missing))
        return self._decode(packet.payload, packet.frames)
