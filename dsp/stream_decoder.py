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

GUESS_BEFORE, GUESS_AFTER = 240, 120


@runtime_checkable
class Guessing(Protocol):
    """A decoder whose packets overlap: it would rather hear what was made up than of a loss."""

    def guess(self, sound: Samples) -> None:
        """Go on as if the packet before the next had held this, ``(240 + 120, channels)``.

        The next packet's first sample lies after the 240th.
        """


class StreamDecoder:
    """Decode packets as they are played.

    Parameters
    ----------
    decode : Decode
        May be `Guessing` as well.
    channels : int
        The most that a packet may give.

    Notes
    -----
    Realtime-safe: yes. Thread-safe: no.
    """

    def __init__(self, decode: Decode, channels: int) -> None:
        self._decode = decode
        self._guessing = decode if isinstance(decode, Guessing) else None
        self._channels = channels
        self._next: int | None = None
        self._pcm: PcmFormat | None = None
        self.changed = False  # whether the last packet was written otherwise than the one before it

    def begin(self) -> None:
        """Another stream comes."""
        self._next = None

    def __call__(self, packet: Waiting, around: Callable[[], Samples] | None = None) -> Samples | None:
        """Decode a packet; None: malformed.

        Parameters
        ----------
        around : Callable, optional
            Gives what was made up around the packet's beginning, as `Guessing` wants it; called where a
            packet before this one is missing. None: nothing was, or not there.
        """
        try:
            if packet.pcm is not None:
                block = packet.pcm.decode(packet.payload, min(packet.pcm.channels, self._channels))
            else:
                self._tell_of_loss(packet, around)
                block = self._decode(packet.payload, packet.frames)
                if block.ndim != 2 or block.shape[1] not in (1, self._channels):
                    return None
                if not 0 < len(block) <= MOST_FRAMES or not math.isfinite(float(np.vdot(block, block))):
                    return None
        except Exception:  # whatever a stranger's bytes do to a decoder, the sound goes on
            return None
        self._next = packet.timestamp + len(block)
        self.changed, self._pcm = packet.pcm != self._pcm, packet.pcm
        return block

    def _tell_of_loss(self, packet: Waiting, around: Callable[[], Samples] | None) -> None:
        missing = 0 if self._next is None else packet.timestamp - self._next
        if not 0 < missing <= MOST_FRAMES:
            return
        if self._guessing is None or around is None:
            self._decode(None, min(packet.frames, missing))
        else:
            self._guessing.guess(around())
