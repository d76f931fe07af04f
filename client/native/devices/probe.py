"""How short a block a sound card holds on this machine: tried out.

Each block size plays for five seconds with the engine's own work in the callback (encode, decode, mix;
nothing is heard). The shortest that never missed, with time to spare, is the one to use.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from client.native.devices.base import AudioBlock, AudioDevice, BlockTimes
from client.native.devices.edge import card_block_frames
from client.native.engine import Engine
from client.native.playback import FarEnd
from dsp.jitter_buffer import JitterBuffer
from dsp.packets import AudioPacket
from dsp.profiles import profile
from rtc.opus import OpusDecoder, duration_samples

__all__ = ["BLOCKS", "Trial", "choose_block", "trials", "try_block"]

BLOCKS = (32, 64, 128, 256, 512, 1024)
SECONDS = 5.0
SPARE = 0.5
"""So much of its block the slowest thousandth of callbacks may take: a lesson has bad moments that five
seconds do not show."""
CALLS_SHARE = 0.9


@dataclass(frozen=True, slots=True)
class Trial:
    """How one block size did.

    Attributes
    ----------
    calls_share : float
        Callbacks that came, of those that were due.
    missed : int
        Xruns the device told of, callbacks that took too long, and skipped blocks.
    busy : float
        What the slowest thousandth of callbacks took, as a share of a block.
    """

    block_frames: int
    calls_share: float
    missed: int
    busy: float

    @property
    def holds(self) -> bool:
        """Whether it never missed, and had time to spare."""
        return self.calls_share >= CALLS_SHARE and not self.missed and self.busy <= SPARE


def choose_block(found: Sequence[Trial]) -> int | None:
    """The shortest block that holds, whose longer neighbours hold as well; None if none does.

    A short block that holds while a longer one does not was lucky.
    """
    best = None
    for trial in sorted(found, key=lambda one: -one.block_frames):
        if not trial.holds:
            break
        best = trial.block_frames
    return best


def trials(open_block: Callable[[int], AudioDevice], *, seconds: float = SECONDS) -> Iterator[Trial]:
    """Try block sizes from long to short, until one does not hold.

    Raises
    ------
    DeviceError
        The device cannot be opened at all.
    """
    for block_frames in reversed(BLOCKS):
        trial = try_block(open_block(block_frames), seconds=seconds)
        yield trial
        if not trial.holds:
            return


def try_block(device: AudioDevice, *, seconds: float = SECONDS) -> Trial:
    """Let a device, open and not started, work in silence for so long."""
    engine = Engine(device, profile("duet"))
    channels = device.output_channels
    buffer = JitterBuffer(OpusDecoder(channels=channels), channels=channels, duration=duration_samples)
    now_s, sequence = 0.0, 0

    def back(payload: bytes, timestamp: int) -> None:
        nonlocal sequence
        buffer.push(AudioPacket(sequence & 0xFFFF, timestamp, payload), arrival_s=now_s)
        sequence += 1

    def silently(heard: AudioBlock, played: AudioBlock, times: BlockTimes) -> None:
        nonlocal now_s
        now_s = times.now_s
        engine.process(heard, played, times)
        played.fill(0.0)

    engine.connect(FarEnd(buffer, channels), back)
    device.start(silently)
    threading.Event().wait(seconds)
    device.stop()
    stats, block_ms = engine.stats(), device.block_frames / 48
    due = seconds * 1000 / block_ms
    skipped = stats.device.skipped_frames // device.block_frames
    return Trial(
        block_frames=card_block_frames(device),
        calls_share=stats.callbacks / due,
        missed=stats.device.xruns + stats.overruns + stats.faults + skipped,
        busy=stats.callback_p999_ms / block_ms,
    )
