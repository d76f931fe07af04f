"""A sound device without a sound card: a source, a clock of settable drift, and a thread.

It behaves as a card with two periods: a block is handed over when its last sample has been
captured, and what the callback writes begins to sound one block later.
"""

from __future__ import annotations

import threading
import time
from typing import Protocol

import numpy as np

from client.native.devices.base import SAMPLE_RATE_HZ, BlockTimes, Callback, DeviceStats
from client.native.devices.sources import Source
from client.native.realtime import raise_priority

__all__ = ["Clock", "MonotonicClock", "VirtualDevice"]

_BLOCK_WAIT_S = 0.1
"""Longer than any block: so long a wait must end when the device is stopped."""
_GIVE_UP_S = 0.1
"""Behind by more than this (the process was stopped, say), cycles are skipped, not caught up with."""


class Clock(Protocol):
    """Time, handed in, so that tests turn it by hand."""

    def now_s(self) -> float: ...
    def wait_until(self, deadline_s: float, stop: threading.Event) -> None:
        """Return at the deadline (or after it), or at once when ``stop`` is set."""


class MonotonicClock:
    """The machine's monotonic clock."""

    def __init__(self) -> None:
        # Waiting for a lock that nobody lets go is the one wait of the standard library without Python in
        # it; an Event costs ten times as much, every block.
        self._never = threading.Lock()
        self._never.acquire()

    def now_s(self) -> float:
        return time.monotonic()

    def wait_until(self, deadline_s: float, stop: threading.Event) -> None:
        remaining_s = deadline_s - time.monotonic()
        if remaining_s > _BLOCK_WAIT_S:
            stop.wait(remaining_s)
        elif remaining_s > 0:
            self._never.acquire(timeout=remaining_s)


class VirtualDevice:
    """Runs the callback on absolute deadlines; late wakes are caught up with, never accumulated.

    Parameters
    ----------
    source : Source
        The microphone.
    block_frames : int
        Frames a callback, 16 to 4096.
    channels : int
        Output channels, 1 or 2. Input channels are the source's.
    drift_ppm : float
        How fast the device's clock runs against the machine's.
    rate_hz : int
        Its nominal rate; the source is read at that.
    """

    def __init__(
        self,
        source: Source,
        *,
        name: str = "null",
        block_frames: int = 64,
        channels: int = 2,
        drift_ppm: float = 0.0,
        rate_hz: int = SAMPLE_RATE_HZ,
        clock: Clock | None = None,
    ) -> None:
        if not 16 <= block_frames <= 4096:
            raise ValueError(f"block_frames must be 16 to 4096, got {block_frames}")
        if channels not in (1, 2):
            raise ValueError(f"channels must be 1 or 2, got {channels}")
        self.name, self.block_frames, self.output_channels = name, block_frames, channels
        self.samplerate = rate_hz
        self.input_channels = source.channels
        self._source = source
        self._rate_hz = rate_hz * (1 + drift_ppm * 1e-6)
        self.input_latency_s = self.output_latency_s = block_frames / self._rate_hz
        self._clock = clock or MonotonicClock()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._xruns = self._skipped = 0
        self._realtime = False

    def start(self, callback: Callback) -> None:
        self._stop.clear()
        self._thread = threading.Thread(
            target=self._live, args=(callback,), name="klangbro-audio", daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def stats(self) -> DeviceStats:
        return DeviceStats(self._xruns, self._skipped, self._realtime)

    def failure(self) -> str | None:
        return None

    def _live(self, callback: Callback) -> None:
        self._realtime = raise_priority()
        self.run(callback)

    def run(self, callback: Callback, *, blocks: int | None = None) -> None:
        """Call back on schedule in this thread, until `stop` or for so many blocks."""
        frames, period_s = self.block_frames, self.block_frames / self._rate_hz
        heard = np.zeros((frames, self.input_channels), np.float32)
        played = np.zeros((frames, self.output_channels), np.float32)
        times = BlockTimes()
        start_s = self._clock.now_s()
        block = done = 0
        while not self._stop.is_set() and done != blocks:
            due_s = start_s + (block + 1) * period_s
            self._clock.wait_until(due_s, self._stop)
            now_s = self._clock.now_s()
            late_s = now_s - due_s
            if late_s > period_s:
                self._xruns += 1
            if late_s > _GIVE_UP_S:
                skipped = int(late_s / period_s)
                self._source.skip(skipped * frames)
                self._skipped += skipped * frames
                block += skipped
            times.sample = block * frames
            times.capture_s = start_s + block * period_s
            times.play_s = times.capture_s + 2 * period_s
            times.now_s = times.capture_s + period_s
            self._source.read_into(heard)
            callback(heard, played, times)
            block += 1
            done += 1
