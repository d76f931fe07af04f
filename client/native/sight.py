"""The far end's picture as this end sees it: the latest frame, its counter, and how late it is."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from client.native.beat import BeatBook
from rtc.picture import read_counter
from rtc.video_inlet import VideoFrameInfo

__all__ = ["Sight"]

_SMOOTHING = 0.1


class Sight:
    """Keeps the latest picture of one connection; pixels are converted only when asked for.

    Attributes
    ----------
    frames : int
        Pictures seen.
    counter : int or None
        What a test picture carries.
    delay_ms : float or None
        From the far camera to ready-to-show here, by RTCP's stamps on the lesson clock; smoothed.
    """

    def __init__(self) -> None:
        self.frames = 0
        self.counter: int | None = None
        self.delay_ms: float | None = None
        self._latest: VideoFrameInfo | None = None

    def take(self, frame: VideoFrameInfo, book: BeatBook) -> None:
        """A decoded picture has come."""
        self.frames += 1
        self._latest = frame
        read = read_counter(frame.luma())
        if read is not None:
            self.counter = read[0]
        if frame.captured_wall_s is None:
            return
        captured_s = book.far_unix_to_local_s(frame.captured_wall_s)
        if captured_s is not None:
            delay_ms = (frame.decoded_s - captured_s) * 1e3
            before = delay_ms if self.delay_ms is None else self.delay_ms
            self.delay_ms = before + _SMOOTHING * (delay_ms - before)

    def rgb(self) -> NDArray[np.uint8] | None:
        """The latest picture, ``(height, width, 3)``; None before the first."""
        return None if self._latest is None else self._latest.rgb()
