"""Where a virtual microphone's sound comes from: a WAV file, a tone, or silence."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

import numpy as np

from client.native.devices.base import SAMPLE_RATE_HZ, AudioBlock
from client.native.devices.spec import DeviceKind, DeviceSpec
from client.native.wav import read_wav

__all__ = ["FileSource", "Silence", "Source", "Tone", "open_source"]

_TONE_LEVEL = 0.25


class Source(Protocol):
    """Sound by the block. Realtime-safe: yes."""

    @property
    def channels(self) -> int: ...
    def read_into(self, block: AudioBlock) -> None:
        """Fill ``(frames, channels)`` with what comes next."""

    def skip(self, frames: int) -> None:
        """Let frames go by unheard (the device missed cycles)."""


class FileSource:
    """Plays samples held in memory, then silence, or from the start again with ``loop``.

    Parameters
    ----------
    samples : AudioBlock
        ``(frames, channels)``, full scale +-1, 48 kHz.
    """

    def __init__(self, samples: AudioBlock, *, loop: bool = False) -> None:
        if samples.ndim != 2 or len(samples) == 0:
            raise ValueError(f"samples of shape {samples.shape}: expected (frames, channels), frames > 0")
        self._samples, self._loop, self._at = samples, loop, 0

    @property
    def channels(self) -> int:
        return int(self._samples.shape[1])

    @property
    def finished(self) -> bool:
        return not self._loop and self._at >= len(self._samples)

    def read_into(self, block: AudioBlock) -> None:
        done = 0
        while done < len(block):
            part = self._samples[self._at : self._at + len(block) - done]
            if len(part) == 0:
                block[done:] = 0
                return
            block[done : done + len(part)] = part
            done += len(part)
            self.skip(len(part))

    def skip(self, frames: int) -> None:
        self._at += frames
        if self._loop:
            self._at %= len(self._samples)


class Tone:
    """A steady sine at -12 dBFS; its phase counts samples, so it never clicks or drifts."""

    channels = 1

    def __init__(self, frequency_hz: float) -> None:
        self._step = frequency_hz / SAMPLE_RATE_HZ
        self._at = 0

    def read_into(self, block: AudioBlock) -> None:
        cycles = (self._at + np.arange(len(block))) * self._step % 1.0
        block[:] = (_TONE_LEVEL * np.sin(2 * np.pi * cycles))[:, None]
        self.skip(len(block))

    def skip(self, frames: int) -> None:
        self._at += frames


class Silence:
    channels = 1

    def read_into(self, block: AudioBlock) -> None:
        block[:] = 0

    def skip(self, frames: int) -> None:
        """Nothing changes in silence."""


def open_source(spec: DeviceSpec) -> Source:
    """Open what a virtual spec names.

    Raises
    ------
    DeviceError
        The file is missing or is no WAV file.
    ValueError
        ``spec`` is not virtual.
    """
    match spec.kind:
        case DeviceKind.FILE:
            return FileSource(read_wav(Path(spec.name)), loop=spec.loop)
        case DeviceKind.TONE:
            return Tone(spec.frequency_hz)
        case DeviceKind.NULL:
            return Silence()
        case _:
            raise ValueError(f"{spec} is not a file, tone or null device")
