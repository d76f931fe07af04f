"""The line of samples that is being played: decoded and synthesised sound end to end."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


class Line:
    """An array one appends to for ever; places in it are counted from the first sample ever appended.

    Mono sound is kept once: ``width`` is 1 as long as all that is kept came with one channel.

    Parameters
    ----------
    channels : int
        1 or 2.
    keep_frames : int
        How many of the newest frames are never lost.
    room_frames : int
        How much may be appended between two moves of what is kept; the longest block too.

    Notes
    -----
    Realtime-safe: yes (now and then ``keep_frames`` are moved to the front). Thread-safe: no.
    """

    def __init__(self, channels: int, *, keep_frames: int, room_frames: int) -> None:
        self.data = np.zeros((channels, keep_frames + room_frames), np.float32)
        self.width = 1  # rows of data that are written; the others are stale
        self.origin = 0  # the place of data[:, 0]
        self.end = 0
        self._wide_end = 0  # the place after the last sample that came with more than one channel
        self._keep = keep_frames

    def append(self, block: NDArray[np.float32]) -> None:
        """Put ``block`` ``(frames, channels or 1)`` at the end."""
        frames, channels = block.shape
        at = self._room_for(frames)
        if channels > 1:
            self._widen(at)
            self._wide_end = self.end + frames
        elif self.width > 1 and self.end - self._wide_end > self._keep:
            self.width = 1
        self.data[: self.width, at : at + frames] = block.T
        self.end += frames

    def append_silence(self, frames: int) -> None:
        """Put ``frames`` zeros at the end."""
        at = self._room_for(frames)
        self.data[:, at : at + frames] = 0.0
        self.end += frames

    def tail(self, frames: int) -> NDArray[np.float32]:
        """Look at the last ``frames`` ``(frames, width)``, fewer where there are not that many; a view."""
        at = self.end - self.origin
        return self.data[: self.width, max(0, at - frames) : at].T

    def rewrite_tail(self, frames: int, block: NDArray[np.float32]) -> None:
        """Put ``block`` in place of the last ``frames``; what was played already must not be among them."""
        self.end -= frames
        self.append(block)

    def _widen(self, at: int) -> None:
        if self.width < len(self.data):
            self.width = len(self.data)
            self.data[1:, :at] = self.data[0, :at]

    def _room_for(self, frames: int) -> int:
        at = self.end - self.origin
        if at + frames > self.data.shape[1]:
            kept = self.data[: self.width, at - self._keep : at]
            self.data[: self.width, : self._keep] = kept
            self.origin = self.end - self._keep
            at = self._keep
        return at
