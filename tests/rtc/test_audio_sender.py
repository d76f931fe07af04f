from __future__ import annotations

from itertools import pairwise

from rtc.audio_formats import AudioFormats
from rtc.audio_sender import AudioSender
from rtc.rtp import HEADER, parse_audio

SSRC = 0xCAFE


def armed() -> tuple[AudioSender, list[bytes]]:
    sender, sent = AudioSender(SSRC), []  # type: tuple[AudioSender, list[bytes]]
    sender.arm(bytes, AudioFormats(111))
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
