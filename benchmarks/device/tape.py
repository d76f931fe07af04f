"""Play one array and record another from a sound card's own thread, block by block."""

from __future__ import annotations

import threading
import time

import numpy as np

from benchmarks.device.ports import Take, Watch
from benchmarks.device.signals import Audio, Floats
from client.native.errors import DeviceError

_SPARE_S = 10.0
_LOOK_S = 0.1
_STARTING_FRAMES = 4000


class Tape:
    """What a callback reads and writes; everything is allocated beforehand.

    Parameters
    ----------
    played : NDArray[float32]
        ``(frames, 2)``.
    inputs : int
        Channels that are recorded, 1 or 2.
    least_block : int
        The smallest block that may come.

    Notes
    -----
    Realtime-safe: ``turn`` and ``xrun`` yes, all else no. Thread-safe: one callback and one waiter.
    """

    def __init__(self, played: Audio, inputs: int, least_block: int) -> None:
        self._played = played
        self._heard = np.zeros((len(played), inputs), np.float32)
        self._called_s = np.zeros(len(played) // least_block + 2)
        self._called_at = np.zeros(len(self._called_s))
        self._at = self._calls = 0
        self.xruns = 0
        self.done = threading.Event()

    def turn(self, heard: Audio, out: Audio, now_s: float | None = None) -> None:
        """One block: ``(frames, inputs)`` was heard, ``(frames, outputs)`` is filled."""
        begin, frames = self._at, len(out)
        count = min(len(self._played) - begin, frames)
        out[:] = 0.0
        if count <= 0:
            self.done.set()
            return
        if self._calls < len(self._called_s):
            self._called_s[self._calls] = time.monotonic() if now_s is None else now_s
            self._called_at[self._calls] = begin
            self._calls += 1
        outputs = out.shape[1]
        out[:count] = self._played[begin : begin + count, :outputs]
        self._heard[begin : begin + count] = heard[:count]
        self._at = begin + count

    def xrun(self) -> None:
        """The device says that it lost something; while it starts it always does."""
        self.xruns += self._at > _STARTING_FRAMES

    def wait(self, rate_hz: int, watch: Watch, why_stopped: str) -> None:
        """Until all has been played.

        Raises
        ------
        DeviceError
            It takes far longer than it lasts.
        """
        until_s = time.monotonic() + len(self._played) / rate_hz + _SPARE_S
        while not self.done.wait(_LOOK_S):
            watch(self._at / len(self._played))
            if time.monotonic() > until_s:
                raise DeviceError(why_stopped)

    def take(self, reported_ms: float | None) -> Take:
        """What came of it."""
        heard: Floats = self._heard.astype(np.float64)
        inputs = heard.shape[1]
        return Take(
            heard if inputs == 2 else np.repeat(heard, 2, axis=1),
            self._called_s[: self._calls].copy(),
            self._called_at[: self._calls].copy(),
            self.xruns,
            reported_ms,
            inputs,
        )
