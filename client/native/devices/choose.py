"""From specs to one open device: every mixture of cards, JACK and virtual ends."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from client.native import calibration
from client.native.devices.base import SAMPLE_RATE_HZ, AudioDevice
from client.native.devices.channels import ALL, Channels
from client.native.devices.edge import EdgeDevice
from client.native.devices.enduring import Choice
from client.native.devices.jackaudio import JackDevice
from client.native.devices.lookout import fresh_cards
from client.native.devices.memory import Memory
from client.native.devices.returning import Anew, CardOpener, lasting_name, look_anew
from client.native.devices.soundcard import SoundcardDevice
from client.native.devices.sources import Source, open_source
from client.native.devices.spec import DeviceKind, DeviceSpec, parse_spec
from client.native.devices.virtual import VirtualDevice
from client.native.errors import DeviceError

__all__ = ["after", "choose", "next_card", "open_device"]

USUAL_BLOCK = 64
JACK_NAME = "JACK"
"""Under which what is known of the card behind JACK is kept."""


@dataclass(frozen=True, slots=True)
class _Setup:
    """All that a person can say about the device."""

    device: str
    output: str | None
    rate_hz: int | None
    channels: Channels
    client_name: str


def open_device(
    device: str,
    output: str | None = None,
    *,
    block_frames: int = USUAL_BLOCK,
    rate_hz: int | None = None,
    channels: Channels = ALL,
    client_name: str = "klangbro",
) -> AudioDevice:
    """Open what ``--device`` and ``--output`` name; nothing sounds until ``start``.

    Parameters
    ----------
    device : str
        Spec of the input, and of the output where ``output`` is None. A virtual device alone is its
        own output: silent to the ear, but clocked and recordable.
    output : str or None
        Spec of the output. With a virtual input and a real output, the card is the clock.
    block_frames : int
        Frames a callback, at the card's rate; JACK's own block size wins there.
    rate_hz : int or None
        The card's rate, 8 000 to 192 000; None: 48 kHz where it takes that, else its own. JACK's
        own wins there.
    channels : Channels
        Which of a card's channels to use.
    client_name : str
        Name of the JACK client.

    Raises
    ------
    DeviceError
        The device is missing or busy, lacks such a channel, or the two cannot be used together.
    ValueError
        A spec cannot be understood, or ``block_frames`` is not 16 to 4096.
    """
    return _open(_Setup(device, output, rate_hz, channels, client_name), block_frames)[0]


def _open(setup: _Setup, block_frames: int) -> tuple[AudioDevice, SoundcardDevice | None]:
    """The device as the engine sees it, and the card within, if it is one of PortAudio's."""
    if not 16 <= block_frames <= 4096:
        raise ValueError(f"--block must be 16 to 4096 frames, got {block_frames}")
    if setup.rate_hz is not None and not 8_000 <= setup.rate_hz <= 192_000:
        raise ValueError(f"--rate must be 8000 to 192000 Hz, got {setup.rate_hz}")
    device, output = setup.device, setup.output
    heard = parse_spec(device)
    played = heard if output is None else parse_spec(output)
    if played.kind in (DeviceKind.FILE, DeviceKind.TONE):
        if output is not None:
            raise DeviceError(f"{output} cannot play. Keep what is heard with --record heard.wav instead.")
        played = DeviceSpec(DeviceKind.NULL)
    if heard.virtual and played.virtual:
        virtual = VirtualDevice(
            open_source(heard), name=str(heard), block_frames=block_frames, drift_ppm=heard.drift_ppm
        )
        return virtual, None
    source = open_source(heard) if heard.virtual else None
    if played.kind is DeviceKind.JACK or heard.kind is DeviceKind.JACK:
        if not (heard.kind is DeviceKind.JACK or heard.virtual) or played.kind is not DeviceKind.JACK:
            raise DeviceError(f"{device} and {output} run on two clocks. Use jack for both, or for neither.")
        return _jack(setup, played, source), None
    card = SoundcardDevice(
        None if source else heard,
        None if played.virtual else played,
        source=source,
        block_frames=block_frames,
        rate_hz=setup.rate_hz,
        channels=setup.channels,
    )
    return _at_our_rate(card), card


def _jack(setup: _Setup, played: DeviceSpec, source: Source | None) -> AudioDevice:
    def opened(microphone: Source | None) -> JackDevice:
        return JackDevice(
            _client_name(setup.client_name),
            connect=played.connect,
            source=microphone,
            channels=setup.channels,
        )

    jack = opened(source)
    if source is not None and jack.samplerate != SAMPLE_RATE_HZ:  # it is read at our rate, not at JACK's
        jack.stop()
        return EdgeDevice(opened(None), source=source)
    return _edged(jack, JACK_NAME if source is None else None)


def _at_our_rate(card: SoundcardDevice) -> AudioDevice:
    """A card as the engine sees it."""
    if card.source is not None and card.samplerate != SAMPLE_RATE_HZ:
        source, card.source = card.source, None
        return EdgeDevice(card, source=source)
    heard, played = card.card_names
    if heard is None or played is None:
        return _edged(card, None)
    return _edged(card, heard if heard == played else f"{heard} and {played}")


def _edged(device: AudioDevice, measured_as: str | None) -> AudioDevice:
    """Put the edge on a device that needs one: another rate than ours, or a round trip that was measured."""
    known = None
    if measured_as is not None:
        known = calibration.load(measured_as, device.samplerate, device.block_frames)
    round_trip_s = None if known is None else known.rtl_samples / known.rate_hz
    if round_trip_s is not None and not 0.0 < round_trip_s < 1.0:
        round_trip_s = None
    if round_trip_s is None and device.samplerate == SAMPLE_RATE_HZ:
        return device
    return EdgeDevice(device, round_trip_s=round_trip_s)


def choose(
    device: str,
    output: str | None = None,
    *,
    block_frames: int | None = None,
    rate_hz: int | None = None,
    channels: Channels = ALL,
    client_name: str = "klangbro",
    memory: Memory | None = None,
) -> Choice:
    """Open as `open_device` does, knowing how to have it again after it was lost.

    Without ``block_frames`` it is what was found for the device when it was probed, else 64. Channels
    that are said are remembered for the device; where none are, those remembered are used.
    """
    memory = memory or Memory()
    setup = _Setup(device, output, rate_hz, channels, client_name)
    if DeviceKind.JACK in (parse_spec(device).kind, parse_spec(output or device).kind):
        setup = replace(setup, channels=_remembered(JACK_NAME, channels, memory))
    frames = USUAL_BLOCK if block_frames is None else block_frames
    first, card = _open(setup, frames)
    if card is not None:
        wanted = replace(setup, channels=_remembered(card.name, channels, memory))
        found = memory.block_frames(card.name) if block_frames is None else None
        if wanted != setup or (found is not None and found != frames):
            setup, frames = wanted, found or frames
            first, card = _open(setup, frames)
    if card is not None:
        return Choice(first, CardOpener(card, _finisher(first)), stalls=True)
    return Choice(first, Anew(lambda: _open(setup, frames)[0]))


def _remembered(name: str, said: Channels, memory: Memory) -> Channels:
    if said != ALL:
        memory.keep_channels(name, said)
    return said | memory.channels(name)


def _finisher(first: AudioDevice) -> Callable[[SoundcardDevice], AudioDevice]:
    """Puts on a card that has come back what stood on it before."""
    source = first.source if isinstance(first, EdgeDevice) else None

    def finish(card: SoundcardDevice) -> AudioDevice:
        return _at_our_rate(card) if source is None else EdgeDevice(card, source=source)

    return finish


def next_card(now: str) -> Choice:
    """Open the card after ``now`` in the list of those that can hear and play; the first follows the last.

    No stream of this process may be open: PortAudio looks anew.

    Raises
    ------
    DeviceError
        There is no other, or it cannot be opened.
    """
    cards = [card for card in fresh_cards() if card["inputs"] and card["outputs"]]
    names = list(dict.fromkeys(lasting_name(card["name"]) for card in cards))
    others = after(lasting_name(now), names)
    if not others:
        raise DeviceError("There is no other sound device here. Plug one in and press d again.")
    look_anew()
    return choose(others[0])


def after(now: str, names: list[str]) -> list[str]:
    """The names that follow ``now``, round and round, without it."""
    at = names.index(now) if now in names else -1
    return [name for name in names[at + 1 :] + names[: at + 1] if name != now]


def _client_name(name: str) -> str:
    """A name JACK takes: short, and without the colon that divides client from port."""
    return re.sub(r"[^\w-]+", "-", name).strip("-")[:32] or "klangbro"
