"""What comes from a keyboard's cable, and what the other end says of its own."""

from __future__ import annotations

import json
from collections.abc import Iterator

from dsp.midi.events import MidiReader, holds, taken
from dsp.midi.playing import KeyLine
from dsp.midi.sending import KeySender
from rtc import beat
from tests.fuzz.target import Target

NOW_S = 1764000000.0


def cable(data: bytes) -> None:
    """Every event that is read may go to another instrument."""
    for event in MidiReader().feed(data):
        assert taken(event)
        holds(event)


def keyboard(data: bytes) -> None:
    """Whatever is said, all that sounds by it is let go."""
    line = KeyLine()
    for text in data.split(b"\n")[:8]:
        try:
            message = beat.decode(text.decode(errors="replace"), most_bytes=2048)
        except beat.BeatError:
            continue
        line.receive(message, at_s=NOW_S)
        assert all(taken(one.event) for one in line.due(at_s=NOW_S + 0.5))
    line.release(at_s=NOW_S + 1.0)
    assert not line.sounding


def _cables() -> Iterator[bytes]:
    yield bytes([0x90, 60, 80, 64, 80, 60, 0, 0xB0, 64, 127, 0xE0, 0, 64, 0xD0, 5])
    yield bytes([0xF0, 0x43, 0x10, 0xF7, 0xFE, 0x90, 0xF8, 60, 80, 0xC0, 4])


def _keyboards() -> Iterator[bytes]:
    sender = KeySender(1)
    for number, event in enumerate(([0x90, 60, 80], [0xB0, 64, 127], [0x80, 60, 64])):
        sender.play(bytes(event), at_s=NOW_S + number * 0.1, now_s=number * 0.1)
        yield json.dumps(sender.compose(at_s=NOW_S + number * 0.1, now_s=number * 0.1)).encode()


TARGETS = (
    Target("cable", cable, _cables, most_bytes=300),
    Target("keyboard", keyboard, _keyboards, json=True, most_bytes=2000),
)
