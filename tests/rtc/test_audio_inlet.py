from __future__ import annotations

from dsp.packets import AudioPacket
from rtc.audio_formats import AudioFormats
from rtc.audio_inlet import AudioInlet
from rtc.reception import Reception
from rtc.rtp import HEADER

PAYLOAD_TYPE, SSRC = 111, 7


class ForgedError(Exception):
    """What the key of these tests says to a packet that ends in "forged"."""


def unprotect(datagram: bytes) -> bytes:
    if datagram.endswith(b"forged"):
        raise ForgedError
    return datagram


def packet(
    payload: bytes = b"sound", *, sequence: int = 1, ssrc: int = SSRC, payload_type: int = PAYLOAD_TYPE
) -> bytes:
    return HEADER.pack(0x80, payload_type, sequence, 2, ssrc) + payload


class Desk:
    def __init__(self, *declared: int) -> None:
        self.heard: list[AudioPacket] = []
        self.streams: list[int] = []
        self.inlet = AudioInlet(lambda p, _arrival_s: self.heard.append(p))
        self.inlet.expect(AudioFormats(PAYLOAD_TYPE), declared, self.stream)
        self.inlet.arm(unprotect, (ForgedError,))

    def stream(self, ssrc: int, reception: Reception) -> None:
        assert reception is self.inlet.reception
        self.streams.append(ssrc)


def test_our_sound_is_taken_and_told() -> None:
    desk = Desk(SSRC)
    assert desk.inlet.take(packet())
    assert [p.payload for p in desk.heard] == [b"sound"]
    assert desk.streams == [SSRC]
    assert desk.inlet.last_s > 0
    assert desk.inlet.reception.packets_received == 1


def test_other_payload_types_are_left_to_others() -> None:
    desk = Desk(SSRC)
    assert not desk.inlet.take(packet(payload_type=97))
    assert not desk.inlet.take(b"\x80\x6f")
    assert desk.heard == []


def test_sound_before_the_key_is_refused() -> None:
    inlet = AudioInlet(None)
    inlet.expect(AudioFormats(PAYLOAD_TYPE), [], lambda _ssrc, _reception: None)
    assert inlet.take(packet())
    assert inlet.refused == 1


def test_forged_and_malformed_packets_are_counted() -> None:
    desk = Desk(SSRC)
    assert desk.inlet.take(packet(b"forged"))
    assert desk.inlet.take(packet(b""))
    assert (desk.inlet.refused, desk.inlet.malformed, desk.heard) == (1, 1, [])


def test_a_forged_packet_cannot_become_the_source() -> None:
    desk = Desk()
    desk.inlet.take(packet(b"forged", ssrc=666))
    desk.inlet.take(packet())
    assert desk.streams == [SSRC]


def test_once_the_declared_source_speaks_no_other_is_heard() -> None:
    desk = Desk(SSRC)
    desk.inlet.take(packet())
    desk.inlet.take(packet(b"intruder", ssrc=8))
    assert [p.payload for p in desk.heard] == [b"sound"]
    assert desk.inlet.foreign == 1


def test_a_source_nobody_declared_may_change() -> None:
    desk = Desk()
    desk.inlet.take(packet(ssrc=1))
    desk.inlet.take(packet(ssrc=2))
    assert desk.streams == [1, 2]
    assert len(desk.heard) == 2
