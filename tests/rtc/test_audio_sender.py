from __future__ import annotations

from itertools import pairwise

import pytest

from dsp.pcm import PcmFormat
from dsp.red import RedBlock, parse
from dsp.redundancy import Protection
from rtc.audio_formats import AudioFormats
from rtc.audio_sender import AudioSender
from rtc.rtp import HEADER, parse_audio

SSRC = 0xCAFE


STEREO = PcmFormat(16, 2)
PLAIN = AudioFormats(111)


def armed(formats: AudioFormats = PLAIN) -> tuple[AudioSender, list[bytes]]:
    sender, sent = AudioSender(SSRC), []  # type: tuple[AudioSender, list[bytes]]
    sender.arm(bytes, formats)
    sender.route(sent.append)
    return sender, sent


def test_before_the_connection_is_up_it_only_counts() -> None:
    sender = AudioSender(SSRC)
    sender.send(b"x", 0)
    assert (sender.skipped, sender.packets, sender.last, sender.ready) == (1, 0, None, False)


def test_each_packet_says_who_when_and_which() -> None:
    sender, sent = armed()
    for number in range(3):
        sender.send(b"sound", 2**32 - 120 + 120 * number)
    headers = [HEADER.unpack_from(packet) for packet in sent]
    assert {(h[0], h[1], h[4]) for h in headers} == {(0x80, 111, SSRC)}
    assert [h[3] for h in headers] == [2**32 - 120, 0, 120]
    assert [(h[2] - headers[0][2]) % 2**16 for h in headers] == [0, 1, 2]
    assert (parse_audio(sent[0]) or headers).payload == b"sound"  # type: ignore[union-attr]


def test_the_sequence_goes_on_over_a_change_of_path_and_wraps() -> None:
    sender, sent = armed()
    other: list[bytes] = []
    for number in range(70_000):
        if number == 35_000:
            sender.route(other.append)
        sender.send(b"x", number)
    sequences = [HEADER.unpack_from(p)[2] for p in sent + other]
    assert all((b - a) % 2**16 == 1 for a, b in pairwise(sequences))
    assert len(other) == 35_000


def test_what_no_packet_can_hold_is_counted() -> None:
    sender, sent = armed()
    sender.send(b"", 0)
    sender.send(b"x" * 1201, 0)
    sender.send(b"x" * 1200, 0)
    assert (sender.failed, len(sent)) == (2, 1)


def test_the_last_packet_is_remembered_for_reports() -> None:
    sender, _ = armed()
    sender.send(b"x" * 10, 5)
    sender.send(b"x" * 20, 6)
    last = sender.last
    assert last is not None
    assert (last.packets, last.payload_bytes, last.timestamp) == (2, 30, 6)
    assert last.wall_s > 0


def test_the_first_wrap_is_far_away() -> None:
    for _ in range(50):
        sender, sent = armed()
        sender.send(b"x", 0)
        assert HEADER.unpack_from(sent[0])[2] < 2**15


def payload_type(packet: bytes) -> int:
    return packet[1] & 0x7F


def test_protection_rides_along_from_the_next_packet_on() -> None:
    sender, sent = armed(AudioFormats(111, red=63))
    for number in range(6):
        if number == 3:
            sender.protection = Protection(2, spacing=1)
        sender.send(b"%d" % number, (2**32 - 240 + 120 * number) % 2**32)
    assert [payload_type(packet) for packet in sent] == [111, 111, 111, 63, 63, 63]
    assert parse(sent[3][12:]) == [
        RedBlock(111, 240, b"1"),
        RedBlock(111, 120, b"2"),
        RedBlock(111, 0, b"3"),
    ]
    sender.protection = Protection()
    sender.send(b"6", 480)
    assert payload_type(sent[-1]) == 111


def test_copies_may_be_spread_out() -> None:
    sender, sent = armed(AudioFormats(111, red=63))
    sender.protection = Protection(2, spacing=3)
    for number in range(8):
        sender.send(b"%d" % number, 120 * number)
    assert [block.payload for block in parse(sent[-1][12:])] == [b"1", b"4", b"7"]
    assert [block.payload for block in parse(sent[0][12:])] == [b"0"]


def test_without_agreement_nothing_rides_along() -> None:
    sender, sent = armed()
    sender.protection = Protection(3)
    for number in range(5):
        sender.send(b"x", 120 * number)
    assert not sender.protects
    assert {payload_type(packet) for packet in sent} == {111}


def test_pcm_goes_to_who_takes_it_and_keeps_its_type_as_a_copy() -> None:
    sender, sent = armed(AudioFormats(111, red=63, pcm={STEREO: 118}))
    assert sender.takes(STEREO)
    assert not sender.takes(PcmFormat(24, 2))
    sender.send(b"opus", 0)
    sender.send(b"\0" * 256, 120, STEREO)
    sender.protection = Protection(2)
    sender.send(b"\1" * 256, 184, STEREO)
    assert [payload_type(packet) for packet in sent] == [111, 118, 63]
    assert [(block.payload_type, block.offset_samples) for block in parse(sent[-1][12:])] == [
        (111, 184),
        (118, 64),
        (118, 0),
    ]
    sender.send(b"\0" * 384, 248, PcmFormat(24, 2))
    assert sender.failed == 1


@pytest.mark.parametrize(("size", "copies"), [(100, 3), (256, 3), (512, 1), (768, 0)])
def test_a_packet_stays_within_its_limit(size: int, copies: int) -> None:
    sender, sent = armed(AudioFormats(111, red=63))
    sender.protection = Protection(3)
    for number in range(8):
        sender.send(bytes(size), 120 * number)
    assert len(parse(sent[-1][12:])) == copies + 1
    assert all(len(packet) <= 12 + 1150 for packet in sent)
