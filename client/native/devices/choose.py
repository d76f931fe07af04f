"""From specs to one open device: every mixture of cards, JACK and virtual ends."""

from __future__ import annotations

import re

from client.native.devices.base import AudioDevice
from client.native.devices.enduring import Choice
from client.native.devices.jackaudio import JackDevice
from client.native.devices.lookout import fresh_cards
from client.native.devices.memory import Memory
from client.native.devices.returning import Anew, CardOpener, lasting_name, look_anew
from client.native.devices.soundcard import SoundcardDevice
from client.native.devices.sources import open_source
from client.native.devices.spec import DeviceKind, DeviceSpec, parse_spec
from client.native.devices.virtual import VirtualDevice
from client.native.errors import DeviceError

__all__ = ["after", "choose", "next_card", "open_device"]

USUAL_BLOCK = 64


def open_device(
    device: str, output: str | None = None, *, block_frames: int = 64, client_name: str = "klangbro"
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
        Frames a callback; JACK's own block size wins there.
    client_name : str
        Name of the JACK client.

    Raises
    ------
    DeviceError
        The device is missing or busy, or the two cannot be used together.
    ValueError
        A spec cannot be understood, or ``block_frames`` is not 16 to 4096.
    """
    if not 16 <= block_frames <= 4096:
        raise ValueError(f"--block must be 16 to 4096 frames, got {block_frames}")
    heard = parse_spec(device)
    played = heard if output is None else parse_spec(output)
    if played.kind in (DeviceKind.FILE, DeviceKind.TONE):
        if output is not None:
            raise DeviceError(f"{output} cannot play. Keep what is heard with --record heard.wav instead.")
        played = DeviceSpec(DeviceKind.NULL)
    if heard.virtual and played.virtual:
        return VirtualDevice(
            open_source(heard), name=str(heard), block_frames=block_frames, drift_ppm=heard.drift_ppm
        )
    source = open_source(heard) if heard.virtual else None
    if played.kind is DeviceKind.JACK or heard.kind is DeviceKind.JACK:
        if not (heard.kind is DeviceKind.JACK or heard.virtual) or played.kind is not DeviceKind.JACK:
            raise DeviceError(f"{device} and {output} run on two clocks. Use jack for both, or for neither.")
        return JackDevice(_client_name(client_name), connect=played.connect, source=source)
    return SoundcardDevice(
        None if source else heard,
        None if played.virtual else played,
        source=source,
        block_frames=block_frames,
    )


def choose(
    device: str,
    output: str | None = None,
    *,
    block_frames: int | None = None,
    client_name: str = "klangbro",
    memory: Memory | None = None,
) -> Choice:
    """Open as `open_device` does, knowing how to have it again after it was lost.

    Without ``block_frames`` it is what was found for the device when it was probed, else 64.
    """

    def again(frames: int = USUAL_BLOCK if block_frames is None else block_frames) -> AudioDevice:
        return open_device(device, output, block_frames=frames, client_name=client_name)

    first = again()
    if block_frames is None and isinstance(first, SoundcardDevice):
        known = (memory or Memory()).block_frames(first.name)
        if known is not None and known != first.block_frames:
            first = again(known)
    if isinstance(first, SoundcardDevice):
        return Choice(first, CardOpener(first), stalls=True)
    return Choice(first, Anew(again))


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
