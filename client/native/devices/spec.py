"""Device specs: how a person names a sound device on the command line.

``default`` | ``NAME`` | ``INDEX`` | ``jack[:unconnected]`` | ``file:PATH[,drift=30ppm][,loop]`` |
``tone:440[,drift=..]`` | ``null[,drift=..]``
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

__all__ = ["MAX_DRIFT_PPM", "DeviceKind", "DeviceSpec", "parse_spec"]

MAX_DRIFT_PPM = 1000.0
"""Real cards stay under 200 ppm; more is a typing mistake, not a card."""
_NYQUIST_HZ = 24_000.0


class DeviceKind(StrEnum):
    DEFAULT = "default"
    CARD = "card"
    JACK = "jack"
    FILE = "file"
    TONE = "tone"
    NULL = "null"


@dataclass(frozen=True)
class DeviceSpec:
    """One parsed spec.

    Attributes
    ----------
    kind : DeviceKind
    name : str
        Card: (part of) its name. File: the path.
    index : int or None
        Card chosen by number.
    frequency_hz : float
        Tone only.
    drift_ppm : float
        How fast this device's clock runs, virtual devices only: +30 means 48001.44 Hz.
    loop : bool
        File only: start again at its end (otherwise silence follows).
    connect : bool
        JACK only: connect to the physical ports.
    """

    kind: DeviceKind
    name: str = ""
    index: int | None = None
    frequency_hz: float = 440.0
    drift_ppm: float = 0.0
    loop: bool = False
    connect: bool = True

    @property
    def virtual(self) -> bool:
        """Whether it needs no sound card."""
        return self.kind in (DeviceKind.FILE, DeviceKind.TONE, DeviceKind.NULL)

    def __str__(self) -> str:
        drift = f",drift={self.drift_ppm:g}ppm" if self.drift_ppm else ""
        match self.kind:
            case DeviceKind.FILE:
                return f"file:{self.name}{drift}{',loop' if self.loop else ''}"
            case DeviceKind.TONE:
                return f"tone:{self.frequency_hz:g}{drift}"
            case DeviceKind.NULL:
                return f"null{drift}"
            case DeviceKind.JACK:
                return "jack" if self.connect else "jack:unconnected"
            case DeviceKind.DEFAULT:
                return "default"
            case DeviceKind.CARD:
                return self.name if self.index is None else str(self.index)


def parse_spec(text: str) -> DeviceSpec:
    """Read a device spec.

    Raises
    ------
    ValueError
        The spec cannot be understood; the message says which part and shows the right form.
    """
    text = text.strip()
    if not text:
        raise ValueError("An empty device name. Say default, a name from `klangbro devices`, or file:PATH.")
    head, _, rest = text.partition(":")
    if head == "file":
        return _file(rest)
    if head == "tone":
        return _tone(rest)
    if text == "null" or text.startswith("null,"):
        drift, loop, left = _options(text)
        if left != "null" or loop:
            raise ValueError(f"{text!r}: null takes only drift, as in null,drift=30ppm.")
        return DeviceSpec(DeviceKind.NULL, drift_ppm=drift)
    if head == "jack" and text != "jack":
        if rest != "unconnected":
            raise ValueError(f"{text!r}: say jack or jack:unconnected.")
        return DeviceSpec(DeviceKind.JACK, connect=False)
    if text == "jack":
        return DeviceSpec(DeviceKind.JACK)
    if text == "default":
        return DeviceSpec(DeviceKind.DEFAULT)
    if text.isascii() and text.isdigit():
        return DeviceSpec(DeviceKind.CARD, index=int(text))
    return DeviceSpec(DeviceKind.CARD, name=text)


def _file(rest: str) -> DeviceSpec:
    drift, loop, path = _options(rest)
    if not path:
        raise ValueError("file: needs a WAV file, as in file:cello.wav,drift=30ppm.")
    return DeviceSpec(DeviceKind.FILE, name=path, drift_ppm=drift, loop=loop)


def _tone(rest: str) -> DeviceSpec:
    drift, loop, number = _options(rest)
    try:
        frequency_hz = float(number)
    except ValueError:
        frequency_hz = math.nan
    if loop or not 0 < frequency_hz < _NYQUIST_HZ:
        raise ValueError(f"tone:{rest}: needs a frequency in Hz under 24000, as in tone:440,drift=-20ppm.")
    return DeviceSpec(DeviceKind.TONE, frequency_hz=frequency_hz, drift_ppm=drift)


def _options(text: str) -> tuple[float, bool, str]:
    """Take options from the end; whatever stands before them may hold commas itself (a path)."""
    drift, loop = 0.0, False
    while True:
        left, comma, last = text.rpartition(",")
        if comma and last == "loop":
            loop = True
        elif comma and last.startswith("drift="):
            drift = _drift(last.removeprefix("drift="))
        else:
            return drift, loop, text
        text = left


def _drift(text: str) -> float:
    try:
        drift_ppm = float(text.removesuffix("ppm"))
    except ValueError:
        drift_ppm = math.nan
    if not abs(drift_ppm) <= MAX_DRIFT_PPM:
        raise ValueError(f"drift={text}: needs a number of ppm between -1000 and 1000, as in drift=30ppm.")
    return drift_ppm
