"""What of a keyboard's MIDI goes to the other end, and out of which bytes it is read."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["MidiReader", "holds", "release_of", "taken"]

_NOTE_OFF, _NOTE_ON, _CONTROL, _PROGRAM, _SYSTEM = 0x80, 0x90, 0xB0, 0xC0, 0xF0
_LENGTHS = {0x80: 3, 0x90: 3, 0xA0: 3, 0xB0: 3, 0xD0: 2, 0xE0: 3}
_PEDALS = range(64, 70)
# 120 and up would switch the far instrument's own keys off, 0 and 32 choose its sounds: it is not ours.
_NOT_OURS = {0, 32, *range(120, 128)}
_SYSEX, _SYSEX_END = 0xF0, 0xF7
_REAL_TIME = 0xF8


def taken(event: Sequence[int]) -> bool:
    """Whether that is one whole event that may go to another instrument.

    Notes, pedals and other controllers, pitch bend and pressure may. Programs, banks, modes and everything
    of the system may not: how the far instrument is set up is its owner's.
    """
    if not event or not all(isinstance(one, int) for one in event):
        return False
    kind = event[0] & 0xF0
    if len(event) != _LENGTHS.get(kind) or event[0] > 0xFF or not all(0 <= one < 128 for one in event[1:]):
        return False
    return kind != _CONTROL or event[1] not in _NOT_OURS


def holds(event: bytes) -> tuple[int, bool] | None:
    """Which key or pedal this holds down or lets go; None for what holds nothing.

    Returns
    -------
    tuple of int and bool, or None
        Channel * 256 + the key's number, or + 128 + the pedal's controller - 64; and whether it is down.
    """
    kind, channel = event[0] & 0xF0, (event[0] & 0x0F) << 8
    if kind in (_NOTE_OFF, _NOTE_ON):
        return channel | event[1], kind == _NOTE_ON and event[2] > 0
    if kind == _CONTROL and event[1] in _PEDALS:
        return channel | 128 | (event[1] - _PEDALS.start), event[2] > 0
    return None


def release_of(code: int) -> bytes:
    """What lets go of the key or pedal with that number (see `holds`)."""
    channel, number = code >> 8, code & 0xFF
    if number < 128:
        return bytes((_NOTE_OFF | channel, number, 0))
    return bytes((_CONTROL | channel, _PEDALS.start + number - 128, 0))


class MidiReader:
    """Bytes of a MIDI line to whole events: running status, system exclusive and real time (MIDI 1.0, 4.2).

    Attributes
    ----------
    ignored : int
        Whole messages that do not go to another instrument.
    bad : int
        Bytes that belong to nothing.

    Notes
    -----
    Realtime-safe: no. Thread-safe: no.
    """

    def __init__(self) -> None:
        self.ignored = self.bad = 0
        self._status = 0
        self._data: list[int] = []
        self._in_sysex = False

    def feed(self, data: Sequence[int]) -> list[bytes]:
        """Take in some bytes, however they are cut; the events that they complete, in order."""
        return [event for byte in data if (event := self._take(byte)) is not None]

    def _take(self, byte: int) -> bytes | None:
        if byte >= _REAL_TIME:  # may stand between any two bytes
            self.ignored += 1
            return None
        if byte >= 0x80:
            self._begin(byte)
            return None
        if self._in_sysex:
            return None
        if not self._status:
            self.bad += 1
            return None
        self._data.append(byte)
        return self._whole()

    def _begin(self, status: int) -> None:
        if self._data:
            self.bad += len(self._data)  # the event before was cut off
        self._data = []
        self._in_sysex = status == _SYSEX
        self._status = 0 if status >= _SYSTEM else status
        if status >= _SYSTEM and status != _SYSEX_END:
            self.ignored += 1

    def _whole(self) -> bytes | None:
        kind = self._status & 0xF0
        if len(self._data) + 1 < (2 if kind == _PROGRAM else _LENGTHS[kind]):
            return None
        event = bytes((self._status, *self._data))
        self._data = []
        if not taken(event):
            self.ignored += 1
            return None
        if kind == _NOTE_ON and event[2] == 0:
            return bytes((_NOTE_OFF | (self._status & 0x0F), event[1], 64))
        return event
