"""A ring of audio frames between one writing and one reading thread."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


class RingBuffer:
    """Hand audio from one thread to another without a lock.

    Parameters
    ----------
    capacity_frames : int
        How many frames fit.
    channels : int
        1 or more.

    Raises
    ------
    ValueError
        A size is not positive (the message gives it).

    Notes
    -----
    Realtime-safe: yes. Thread-safe: one writer and one reader. Each side moves a counter of its own, after
    the samples; an assignment of an int is atomic under the interpreter's lock.
    """

    def __init__(self, capacity_frames: int, channels: int) -> None:
        if capacity_frames < 1:
            raise ValueError(f"capacity_frames must be 1 or more, not {capacity_frames}")
        if channels < 1:
            raise ValueError(f"channels must be 1 or more, not {channels}")
        self._data = np.zeros((capacity_frames, channels), np.float32)
        self._capacity = capacity_frames
        self._written = 0
        self._read = 0

    @property
    def readable(self) -> int:
        """Frames that wait to be read."""
        return self._written - self._read

    @property
    def writable(self) -> int:
        """Frames that still fit."""
        return self._capacity - self.readable

    def write(self, block: NDArray[np.float32]) -> int:
        """Copy in what fits of ``block`` ``(frames, channels)`` and say how many frames that was."""
        count = min(len(block), self.writable)
        at = self._written % self._capacity
        first = min(count, self._capacity - at)
        self._data[at : at + first] = block[:first]
        self._data[: count - first] = block[first:count]
        self._written += count
        return count

    def read_into(self, out: NDArray[np.float32]) -> int:
        """Fill ``out`` ``(frames, channels)`` from its start, silence the rest; say how many were read."""
        count = min(len(out), self.readable)
        at = self._read % self._capacity
        first = min(count, self._capacity - at)
        out[:first] = self._data[at : at + first]
        out[first:count] = self._data[: count - first]
        out[count:] = 0.0
        self._read += count
        return count
