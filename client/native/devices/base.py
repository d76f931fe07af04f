"""What every sound device is to the engine: something that calls back, once a block, and says when."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

__all__ = ["SAMPLE_RATE_HZ", "AudioBlock", "AudioDevice", "BlockTimes", "Callback", "DeviceStats"]

SAMPLE_RATE_HZ = 48_000
AudioBlock = NDArray[np.float32]


@dataclass(slots=True)
class BlockTimes:
    """When one block was heard and will sound; one object, filled anew for every call.

    Attributes
    ----------
    sample : int
        Index of the block's first sample on the device's own clock, cycles that were skipped
        included, from 0 at start.
    capture_s : float
        Monotonic time at which the block's first input sample was captured.
    play_s : float
        Monotonic time at which the block's first output sample will sound.
    now_s : float
        Monotonic time at which this call was due: smooth, while calls themselves jitter.
    """

    sample: int = 0
    capture_s: float = 0.0
    play_s: float = 0.0
    now_s: float = 0.0


Callback = Callable[[AudioBlock, AudioBlock, BlockTimes], None]
"""``(input (frames, in), output (frames, out) to be filled, times)``. Must not raise, lock or wait."""


@dataclass(frozen=True, slots=True)
class DeviceStats:
    """Counts since start: device xruns, frames that went missing with them, and how often it was lost."""

    xruns: int = 0
    skipped_frames: int = 0
    realtime: bool = False
    losses: int = 0


@runtime_checkable
class AudioDevice(Protocol):
    """A duplex sound device; what the engine gets runs at 48 kHz (`EdgeDevice` where the card does not).

    ``start`` hands over the callback, which is then called once a block on the device's own thread
    until ``stop`` returns. ``start`` raises `DeviceError`.
    """

    @property
    def name(self) -> str: ...
    @property
    def samplerate(self) -> int: ...
    @property
    def block_frames(self) -> int: ...
    @property
    def input_channels(self) -> int: ...
    @property
    def output_channels(self) -> int: ...
    @property
    def input_latency_s(self) -> float: ...
    @property
    def output_latency_s(self) -> float: ...
    def start(self, callback: Callback) -> None: ...
    def stop(self) -> None: ...
    def stats(self) -> DeviceStats: ...
    def failure(self) -> str | None:
        """Why the device has stopped by itself (unplugged, JACK gone), or None while it runs."""
