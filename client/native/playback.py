"""From every far end's jitter buffer to the headphones, in the audio thread."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from client.native.devices.base import AudioBlock
from client.native.slow_meter import SlowMeter
from dsp.meters import Meter
from dsp.mix import mix

__all__ = ["FarEnd", "PlayAnchor", "Playback", "Puller"]


class Puller(Protocol):
    """The side of `dsp.JitterBuffer` that the audio thread sees."""

    @property
    def pieces(self) -> Sequence[tuple[float, float, float]]: ...
    def pull(self, frames: int, *, now_s: float, out: AudioBlock | None = None) -> AudioBlock: ...
    def skip(self, frames: int) -> None: ...


@dataclass(frozen=True, slots=True)
class PlayAnchor:
    """Sample ``sample`` of what was pulled sounds at monotonic time ``at_s``."""

    sample: int
    at_s: float


@dataclass(slots=True)
class FarEnd:
    """One connection as the audio thread sees it.

    Attributes
    ----------
    receive : Callable[[], None] or None
        Called before each pull: takes what has come meanwhile from the network into the buffer.
    audible : bool
        Whether it is mixed in. It is pulled in any case, so that it is ready when it takes over.
    anchor : PlayAnchor or None
        When the last block pulled will sound.
    """

    buffer: Puller
    channels: int
    receive: Callable[[], None] | None = None
    audible: bool = True
    pulled: int = 0
    anchor: PlayAnchor | None = None
    block: AudioBlock = field(init=False)
    blocks: dict[int, AudioBlock] = field(init=False, default_factory=dict)
    level: SlowMeter = field(init=False)

    def __post_init__(self) -> None:
        self.block = np.zeros((0, self.channels), np.float32)
        self.level = SlowMeter(self.channels)

    @property
    def meter(self) -> Meter:
        return self.level.meter


class Playback:
    """Pulls all far ends and mixes those that are audible.

    Notes
    -----
    Realtime-safe: yes (each new block size allocates once). Thread-safe: one puller.
    """

    def __init__(self, channels: int) -> None:
        self._mixed = self._level = SlowMeter(channels)
        self._audible: list[AudioBlock] = []

    @property
    def meter(self) -> Meter:
        return self._level.meter

    def skip(self, far_ends: Sequence[FarEnd], frames: int) -> None:
        """The card has let ``frames`` go by: what would have sounded then is left out."""
        for far in far_ends:
            far.buffer.skip(frames)
            far.pulled += frames

    def fill(self, out: AudioBlock, far_ends: Sequence[FarEnd], *, now_s: float, play_s: float) -> None:
        """Fill one block ``(frames, channels)`` for the card.

        Parameters
        ----------
        now_s, play_s : float
            Monotonic time of this call, and of the moment ``out`` begins to sound.
        """
        blocks = self._audible
        blocks.clear()
        for far in far_ends:
            if len(far.block) != len(out):  # a card of another rate alternates between two lengths
                block = far.blocks.get(len(out))
                if block is None:
                    block = far.blocks.setdefault(len(out), np.zeros((len(out), far.channels), np.float32))
                far.block = block
            if far.receive is not None:
                far.receive()
            heard = far.buffer.pull(len(out), now_s=now_s, out=far.block)
            far.anchor = PlayAnchor(far.pulled, play_s)
            far.pulled += len(out)
            far.level.feed(heard)
            if far.audible:
                blocks.append(heard)
                self._level = far.level
        mix(blocks, out)
        if len(blocks) != 1:  # one alone is measured already
            self._level = self._mixed
            self._mixed.feed(out)
