"""This machine's MIDI ports, by python-rtmidi where it is installed."""

from __future__ import annotations

import importlib
import time
from collections.abc import Callable, Sequence
from typing import Any, Protocol

from client.native.errors import DeviceError

__all__ = ["KeyInput", "KeyOutput", "open_input", "open_output"]

Tell = Callable[[Sequence[int], float], None]


class KeyOutput(Protocol):
    """Where events are played at once."""

    def play(self, event: bytes) -> None: ...
    def close(self) -> None: ...


class KeyInput(Protocol):
    """A keyboard that tells of its keys until it is closed."""

    def close(self) -> None: ...


class _Port:
    def __init__(self, port: Any) -> None:
        self._port = port

    def play(self, event: bytes) -> None:
        self._port.send_message(event)

    def close(self) -> None:
        self._port.close_port()
        self._port.delete()


def open_input(wanted: str, tell: Tell) -> KeyInput:
    """Open a keyboard by its number or a part of its name.

    Parameters
    ----------
    wanted : str
    tell : callable
        ``tell(message, pressed_s)`` in a thread of the library's, with monotonic time.

    Raises
    ------
    DeviceError
        python-rtmidi is missing, the system has no MIDI, or no such port.
    """
    port = _open("MidiIn", wanted)

    def came(message: tuple[Sequence[int], float], _: object) -> None:
        tell(message[0], time.monotonic())

    port.set_callback(came)  # system exclusive, clock and active sensing are left out by default
    return _Port(port)


def open_output(wanted: str) -> KeyOutput:
    """Open a port to play to, likewise."""
    return _Port(_open("MidiOut", wanted))


def _open(kind: str, wanted: str) -> Any:
    try:
        rtmidi = importlib.import_module("rtmidi")
    except ImportError as error:
        raise DeviceError(
            "A keyboard needs python-rtmidi, which is not installed here: pip install 'klangbro[midi]'."
        ) from error
    try:
        port = getattr(rtmidi, kind)()
        number = choose(wanted, port.get_ports())
        port.open_port(number, name="klangbro")
    except (rtmidi.RtMidiError, OSError, ValueError) as error:
        if isinstance(error, ChoiceError):
            raise DeviceError(str(error)) from error
        why = str(error).rstrip(".")
        raise DeviceError(
            f"This machine's MIDI cannot be used: {why}. Is its driver loaded (Linux: snd-seq)?"
        ) from error
    return port


class ChoiceError(ValueError):
    """No such port; the message names those that there are."""


def choose(wanted: str, names: Sequence[str]) -> int:
    """The place of the port that is meant: by its number, or by the first whose name has that in it.

    Raises
    ------
    ChoiceError
    """
    if wanted.isdigit() and int(wanted) < len(names):
        return int(wanted)
    for number, name in enumerate(names):
        if not wanted.isdigit() and wanted.lower() in name.lower():
            return number
    there = ", ".join(f"{number} {name}" for number, name in enumerate(names)) or "none is plugged in"
    raise ChoiceError(f"There is no MIDI port {wanted} here ({there}). Plug it in, or choose another.")
