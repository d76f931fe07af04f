"""What every interface is to the bench: play this, say what was heard and when you were called."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from benchmarks.device.emulated import EmulatedInterface
from benchmarks.device.signals import Audio, Floats
from benchmarks.device.truth import Truth

RATES_HZ = (48_000, 44_100, 96_000)
BLOCKS = (32, 64, 128, 256, 512, 1024)
_CHUNK = 1 << 16
_OPENING_S = 0.3

Watch = Callable[[float], None]
"""Told the share (0-1) of a take that has been played; may raise to end it."""


@dataclass(frozen=True, order=True)
class Setting:
    """A rate and a block."""

    rate_hz: int
    block_frames: int

    def __str__(self) -> str:
        return f"{self.block_frames} frames at {self.rate_hz / 1000:g} kHz"


@dataclass(frozen=True)
class Take:
    """What came of one playing.

    Parameters
    ----------
    heard : NDArray[float64]
        ``(frames, 2)``, in step with what was played; one microphone is in both channels.
    called_s : NDArray[float64]
        ``(blocks,)``, when each call came, monotonic.
    called_at : NDArray[float64]
        ``(blocks,)``, samples that had passed by then.
    xruns : int
        As the device or its driver counts them.
    reported_ms : float or None
        The round trip that the driver states.
    inputs : int
        How many channels it truly has.
    """

    heard: Floats
    called_s: Floats
    called_at: Floats
    xruns: int = 0
    reported_ms: float | None = None
    inputs: int = 2


class Port(Protocol):
    """A duplex interface."""

    name: str
    kind: str

    def settings(self) -> list[Setting]:
        """All that it takes."""
        ...

    def take(self, setting: Setting, played: Audio, watch: Watch) -> Take:
        """Open, play ``(frames, 2)`` and record as long, close.

        Raises
        ------
        DeviceError
            It cannot be opened so, or stops on the way.
        """
        ...


@dataclass
class EmulatedPort:
    """An emulated interface, opened anew for every take, in virtual time.

    Parameters
    ----------
    truth : Truth
    seed : int
    rates_hz, blocks : tuple[int, ...]
        What it takes.
    """

    truth: Truth
    seed: int
    rates_hz: tuple[int, ...] = RATES_HZ
    blocks: tuple[int, ...] = BLOCKS
    name: str = "Emulated interface"
    kind: str = "emulated"
    _now_s: float = field(default=1000.0, init=False)
    _openings: int = field(default=0, init=False)

    def settings(self) -> list[Setting]:
        return [Setting(rate, block) for rate in self.rates_hz for block in self.blocks]

    def opened(self, setting: Setting) -> EmulatedInterface:
        """The interface as it is at the next opening."""
        self._openings += 1
        return EmulatedInterface(
            self.truth,
            rate_hz=setting.rate_hz,
            block_frames=setting.block_frames,
            seed=self.seed * 1000 + self._openings,
        )

    def take(self, setting: Setting, played: Audio, watch: Watch) -> Take:
        interface = self.opened(setting)
        heard = []
        for start in range(0, len(played), _CHUNK):
            watch(start / len(played))
            heard.append(interface.process(played[start : start + _CHUNK]))
        blocks = len(played) // setting.block_frames
        called_s = interface.called_s(blocks, start_s=self._now_s)
        self._now_s = float(called_s[-1]) + _OPENING_S
        return Take(
            np.concatenate(heard).astype(np.float64),
            called_s,
            np.arange(blocks, dtype=np.float64) * setting.block_frames,
            interface.xruns,
        )
