from __future__ import annotations

import random

from dsp.packets import AudioPacket
from dsp.pcm import PcmFormat
from dsp.red import RedBlock, pack
from rtc.audio_formats import AudioFormats
from rtc.audio_inlet import AudioInlet
from rtc.reception import Reception
from rtc.rtp import HEADER

PAYLOAD_TYPE, SSRC = 111, 7
NOW_S = 5.0
RED, L16 = 63, 118
STEREO = PcmFormat(16, 2)
PLAIN = AudioFormats(PAYLOAD_TYPE)
ALL = AudioFormats(PAYLOAD_TYPE, RED, {STEREO: L16})


class ForgedError(Exception):
    """What the key of these tests says to a packet that ends in "forged"."""


def unprotect(datagram: bytes) -> bytes:
    if datagram.endswith(b"forged"):
        raise ForgedError
    return datagram


def packet(
    payload: bytes = b"sound",
    *,
    sequence: int = 1,
    timestamp: int = 2,
    ssrc: int = SSRC,
    payload_type: int = PAYLOAD_TYPE,
) -> bytes:
    return HEADER.pack(0x80, payload_type, sequence, timestamp, ssrc) + payload


class Desk:
    def __init__(self, *declared: int, formats: AudioFormats = PLAIN) -> None:
        self.heard: list[AudioPacket] = []
        self.streams: list[int] = []
        self.inlet = AudioInlet(lambda p, _arrival_s: self.heard.append(p))
        self.inlet.expect(formats, declared, self.stream)
        self.inlet.arm(unprotect, (ForgedError,))

    def stream(self, ssrc: int, reception: Reception) -> None:
        assert reception is self.inlet.reception
        self.streams.append(ssrc)


def test_our_sound_is_taken_and_told() -> None:
    desk = Desk(SSRC)
    assert desk.inlet.take(packet(), NOW_S)
    assert [p.payload for p in desk.heard] == [b"sound"]
    assert desk.streams == [SSRC]
    assert desk.inlet.last_s == NOW_S
    assert desk.inlet.reception.packets_received == 1


def test_other_payload_types_are_left_to_others() -> None:
    desk = Desk(SSRC)
    assert not desk.inlet.take(packet(payload_type=97), NOW_S)
    assert not desk.inlet.take(b"\x80\x6f", NOW_S)
    assert desk.heard == []


def test_sound_before_the_key_is_refused() -> None:
    inlet = AudioInlet(None)
    inlet.expect(AudioFormats(PAYLOAD_TYPE), [], lambda _ssrc, _reception: None)
    assert inlet.take(packet(), NOW_S)
    assert inlet.refused == 1


def test_forged_and_malformed_packets_are_counted() -> None:
    desk = Desk(SSRC)
    assert desk.inlet.take(packet(b"forged"), NOW_S)
    assert desk.inlet.take(packet(b""), NOW_S)
    assert (desk.inlet.refused, desk.inlet.malformed, desk.heard) == (1, 1, [])


def test_a_forged_packet_cannot_become_the_source() -> None:
    desk = Desk()
    desk.inlet.take(packet(b"forged", ssrc=666), NOW_S)
    desk.inlet.take(packet(), NOW_S)
    assert desk.streams == [SSRC]


def test_once_the_declared_source_speaks_no_other_is_heard() -> None:
    desk = Desk(SSRC)
    desk.inlet.take(packet(), NOW_S)
    desk.inlet.take(packet(b"intruder", ssrc=8), NOW_S)
    assert [p.payload for p in desk.heard] == [b"sound"]
    assert desk.inlet.foreign == 1


def test_a_source_nobody_declared_may_change() -> None:
    desk = Desk()
    desk.inlet.take(packet(ssrc=1), NOW_S)
    desk.inlet.take(packet(ssrc=2), NOW_S)
    assert desk.streams == [1, 2]
    assert len(desk.heard) == 2


def red(number: int, *, depth: int) -> bytes:
    """Packet ``number`` of a stream, with ``depth`` earlier payloads."""
    earlier = [RedBlock(PAYLOAD_TYPE, 120 * back, b"%d" % (number - back)) for back in range(depth, 0, -1)]
    body = pack(b"%d" % number, PAYLOAD_TYPE, earlier)
    return packet(body, sequence=number, timestamp=120 * number, payload_type=RED)


def test_what_was_lost_comes_with_the_next_packet_and_before_it() -> None:
    desk = Desk(SSRC, formats=ALL)
    for number in (3, 4, 7):
        desk.inlet.take(red(number, depth=3), NOW_S)
    fresh = [one for one in desk.heard if one.timestamp >= 360]
    assert [(one.payload, one.timestamp, one.recovered) for one in fresh] == [
        (b"3", 360, False),
        (b"4", 480, False),
        (b"5", 600, True),
        (b"6", 720, True),
        (b"7", 840, False),
    ]
    assert desk.inlet.reception.packets_lost == 2


def test_pcm_is_told_by_its_type_from_one_packet_to_the_next() -> None:
    desk = Desk(SSRC, formats=ALL)
    desk.inlet.take(packet(sequence=1, timestamp=0), NOW_S)
    desk.inlet.take(packet(b"\0" * 256, sequence=2, timestamp=120, payload_type=L16), NOW_S)
    earlier = [RedBlock(PAYLOAD_TYPE, 184, b"sound"), RedBlock(L16, 64, b"\0" * 256)]
    desk.inlet.take(
        packet(pack(b"\1" * 256, L16, earlier), sequence=3, timestamp=184, payload_type=RED), NOW_S
    )
    assert [(one.pcm, one.recovered) for one in desk.heard if one.timestamp == 184] == [(STEREO, False)]
    assert {one.pcm for one in desk.heard if one.timestamp == 120} == {STEREO}
    assert {one.pcm for one in desk.heard if one.timestamp == 0} == {None}


def test_redundancy_that_does_not_add_up_is_counted() -> None:
    desk = Desk(SSRC, formats=ALL)
    desk.inlet.take(packet(b"\xff\xff", payload_type=RED), NOW_S)
    desk.inlet.take(packet(pack(b"x", 5, [RedBlock(RED, 120, b"red in red")]), payload_type=RED), NOW_S)
    assert (desk.heard, desk.inlet.malformed) == ([], 3)


def test_any_bytes_in_a_redundant_packet_are_heard_or_counted() -> None:
    rng = random.Random(3)
    desk = Desk(SSRC, formats=ALL)
    for number in range(50_000):
        body = bytearray(red(number & 0x7FFF, depth=rng.randrange(4))[12:])
        for _ in range(rng.randrange(5)):
            body[rng.randrange(len(body))] = rng.randrange(256)
        assert desk.inlet.take(packet(bytes(body), sequence=number & 0xFFFF, payload_type=RED), NOW_S)
    assert desk.inlet.malformed > 1000
    assert len(desk.heard) > 10_000
    assert all(one.payload for one in desk.heard)
