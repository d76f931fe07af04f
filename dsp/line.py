"""The line of samples that is being played: decoded and synthesised sound end to end."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


class Line:
    """An array one appends to for ever; places in it are counted from the first sample ever appended.

    Parameters
    ----------
    channels : int
        1 or more.
    keep_frames : int
        How many of the newest frames are never lost.
    room_frames : int
        How much may be appended between two moves of what is kept; the longest block too.

    Notes
    -----
    Realtime-safe: yes (now and then ``keep_frames`` are moved to the front). Thread-safe: no.
    """

    def __init__(self, channels: int, *, keep_frames: int, room_frames: int) -> None:
        self.data = np.zeros((keep_frames + room_frames, channels), np.float32)
        self.origin = 0  # the place of data[0]
        self.end = 0
        self._keep = keep_frames

    def append(self, block: NDArray[np.float32]) -> None:
        """Put ``block`` ``(frames, channels)`` at the end."""
        frames = len(block)
        at = self._room_for(frames)
        self.data[at : at + frames] = block
        self.end += frames

    def append_silence(self, frames: int) -> None:
        """Put ``frames`` zeros at the end."""
        at = self._room_for(frames)
        self.data[at : at + frames] = 0.0
        self.end += frames

    def tail(self, frames: int) -> NDArray[np.float32]:
        """Look at the last ``frames`` (fewer where there are not that many); a view."""
        at = self.end - self.origin
        return self.data[max(0, at - frames) : at]

    def rewrite_tail(self, frames: int, block: NDArray[np.float32]) -> None:
        """Put ``block`` in place of the last ``frames``; what was played already must not be among them."""
        self.end -= frames
        self.append(block)

    def _room_for(self, frames: int) -> int:
        at = self.end - self.origin
        if at + frames > len(self.data):
            kept = self.data[at - self._keep : at]
            self.data[: self._keep] = kept
            self.origin = self.end - self._keep
            at = self._keep
        return at
