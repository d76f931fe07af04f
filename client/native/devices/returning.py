"""How a lost device is had again."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from client.native.devices.base import AudioDevice
from client.native.devices.lookout import Lookout
from client.native.devices.soundcard import CardInfo, SoundcardDevice, portaudio
from client.native.devices.spec import DeviceKind, DeviceSpec

__all__ = ["Anew", "CardOpener", "lasting_name", "look_anew", "present"]

_ALSA_PLACE = re.compile(r" \(hw:\d+,\d+\)$")


class Anew:
    """Simply opens it again, which costs little while it is not there (JACK)."""

    def __init__(self, again: Callable[[], AudioDevice]) -> None:
        self._again = again

    def open(self) -> AudioDevice:
        return self._again()

    def rest(self) -> None:
        """Nothing is kept up."""


class CardOpener:
    """Waits until another process sees the same cards again, by name, then has PortAudio look anew.

    Another card than the lost one is never taken by itself: a laptop's own loudspeaker and microphone in
    place of pulled headphones would howl.

    Parameters
    ----------
    lost : SoundcardDevice
        What it opens is like that.
    finish : Callable[[SoundcardDevice], AudioDevice]
        Puts on top what stood on top of that.
    """

    def __init__(
        self, lost: SoundcardDevice, finish: Callable[[SoundcardDevice], AudioDevice] = lambda card: card
    ) -> None:
        self._like, self._finish = lost, finish
        self._lookout = Lookout()

    def open(self) -> AudioDevice | None:
        self._lookout.start()
        cards = self._lookout.cards()
        if cards is None or not present(self._like.card_names, cards):
            return None
        look_anew()
        like, names = self._like, self._like.card_names
        heard, played = (None if name is None else _named(name) for name in names)
        card = SoundcardDevice(
            heard,
            played,
            source=like.source,
            block_frames=like.block_frames,
            rate_hz=like.samplerate,
            channels=like.channels,
        )
        return self._finish(card)

    def rest(self) -> None:
        self._lookout.stop()


def look_anew() -> None:
    """Have PortAudio of this process look for cards again; every stream of it must be closed."""
    sd = portaudio()
    sd._terminate()  # there is no public way
    sd._initialize()


def lasting_name(name: str) -> str:
    """A card's name without the place that the kernel gives it anew each time."""
    return _ALSA_PLACE.sub("", name)


def present(names: tuple[str | None, str | None], cards: Sequence[CardInfo]) -> bool:
    """Whether the cards of that name for input and output are both there (None: none is needed)."""
    for name, side in zip(names, ("inputs", "outputs"), strict=True):
        if name is not None and not any(
            card[side] > 0 and lasting_name(card["name"]) == lasting_name(name) for card in cards
        ):
            return False
    return True


def _named(name: str) -> DeviceSpec:
    return DeviceSpec(DeviceKind.CARD, name=lasting_name(name))
