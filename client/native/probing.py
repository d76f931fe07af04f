"""Trying out how short a block a sound device holds: when asked, and once before its first lesson."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from client.native.devices import AudioDevice, DeviceKind, open_device, parse_spec
from client.native.devices.channels import ALL, Channels
from client.native.devices.memory import Memory
from client.native.devices.probe import Trial, choose_block, trials
from client.native.options import SessionOptions
from client.native.realtime import prepared_process

__all__ = ["Found", "offer", "probe", "words"]

OFFER = (
    "{name} has not been tried on this machine. Try now how short a block it holds? "
    "It takes half a minute, in silence; without it the lesson begins with {frames} frames."
)


@dataclass(frozen=True, slots=True)
class Found:
    """What came of it; ``block_frames`` is None where no block held."""

    name: str
    block_frames: int | None
    trials: tuple[Trial, ...]


def probe(
    device: str,
    output: str | None = None,
    *,
    rate_hz: int | None = None,
    channels: Channels = ALL,
    said: Callable[[Trial], None] = lambda _: None,
    seconds: float = 5.0,
    memory: Memory | None = None,
) -> Found:
    """Try a device's block sizes, half a minute at most, and remember what holds.

    Raises
    ------
    DeviceError
        It cannot be opened.
    ValueError
        A spec cannot be understood.
    """
    name, found = device, list[Trial]()

    def open_block(block_frames: int) -> AudioDevice:
        nonlocal name
        opened = open_device(device, output, block_frames=block_frames, rate_hz=rate_hz, channels=channels)
        name = opened.name
        return opened

    with prepared_process():
        for trial in _until_the_same(trials(open_block, seconds=seconds)):
            found.append(trial)
            said(trial)
    chosen = choose_block(found)
    if chosen is not None:
        (memory or Memory()).keep(name, chosen)
    return Found(name, chosen, tuple(found))


def _until_the_same(tried: Iterator[Trial]) -> Iterator[Trial]:
    """JACK has chosen the block itself: trying it twice tells nothing new."""
    before = None
    for trial in tried:
        if trial.block_frames == before:
            return
        before = trial.block_frames
        yield trial


def words(trial: Trial) -> str:
    """A line for a person."""
    word = "holds" if trial.holds else f"does not hold ({trial.missed} missed)"
    return f"{trial.block_frames:5} frames: {word}, busy {100 * trial.busy:.0f} %"


def offer(
    options: SessionOptions,
    *,
    ask: Callable[[str], bool],
    try_out: Callable[[SessionOptions], Found],
    memory: Memory | None = None,
) -> SessionOptions:
    """Before the first lesson with a card: ask once whether to try it out.

    Whoever has said which block, or takes JACK or a virtual device, is not asked.

    Parameters
    ----------
    ask : Callable[[str], bool]
        Puts the question.
    try_out : Callable[[SessionOptions], Found]
        Tries the device that the options name.

    Returns
    -------
    SessionOptions
        With the block that was found, if one was.
    """
    kinds = {parse_spec(spec).kind for spec in (options.device, options.output) if spec is not None}
    if options.block_frames is not None or not kinds <= {DeviceKind.DEFAULT, DeviceKind.CARD}:
        return options
    memory = memory or Memory()
    name = open_device(options.device, options.output, rate_hz=options.rate_hz).name
    if memory.asked(name):
        return options
    memory.keep_asked(name)
    if not ask(OFFER.format(name=name, frames=64)):
        return options
    return replace(options, block_frames=try_out(options).block_frames)
