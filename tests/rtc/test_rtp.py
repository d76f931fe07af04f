from __future__ import annotations

import struct

import pytest
from aiortc.rtp import RtpPacket
from hypothesis import given
from hypothesis import strategies as st

from rtc.rtp import HEADER, is_media, is_rtcp, parse_audio

PLAIN = HEADER.pack(0x80, 111, 65535, 4294967295, 7)


def test_a_plain_packet_is_read() -> None:
    packet = parse_audio(PLAIN + b"sound")
    assert packet is not None
    assert (packet.sequence, packet.timestamp, packet.payload) == (65535, 4294967295, b"sound")


def test_sources_extension_and_padding_are_stepped_over() -> None:
    header = HEADER.pack(0x80 | 0x20 | 0x10 | 2, 111, 1, 2, 3)
    extension = struct.pack("!HH", 0xBEDE, 2) + b"\x22abc\x00\x00\x00\x00"
    packet = parse_audio(header + b"csr1csr2" + extension + b"sound" + b"\x00\x00\x03")
    assert packet is not None
    assert packet.payload == b"sound"


@pytest.mark.parametrize(
    "packet",
    [
        b"",
        PLAIN[:11],
        PLAIN,  # nothing in it
        b"\x40" + PLAIN[1:] + b"sound",  # version 1
        b"\x8f" + PLAIN[1:] + b"too few sources",
        b"\x90" + PLAIN[1:] + b"\xbe\xde",  # half an extension
        b"\x90" + PLAIN[1:] + b"\xbe\xde\xff\xff" + b"sound",
        b"\xa0" + PLAIN[1:] + b"sound\x00",  # padding of no length
        b"\xa0" + PLAIN[1:] + b"sound\x06",  # padding and nothing else
        b"\xa0" + PLAIN[1:] + b"sound\xff",
    ],
)
def test_lengths_that_do_not_add_up_give_nothing(packet: bytes) -> None:
    assert parse_audio(packet) is None


@given(st.binary(max_size=60))
def test_it_agrees_with_a_full_parser_on_any_bytes(body: bytes) -> None:
    data = bytes([0x80 | body[0] & 0x3F]) + body[1:] if body else body
    ours = parse_audio(data)
    try:
        theirs = RtpPacket.parse(data)
    except ValueError:
        return  # it also reads what is inside an extension, and may refuse that
    if theirs.payload:
        assert ours is not None
        assert ours.payload == theirs.payload
        assert (ours.sequence, ours.timestamp) == (theirs.sequence_number, theirs.timestamp)
    else:
        assert ours is None


def test_media_and_reports_are_told_apart() -> None:
    assert [is_media(first) for first in (0, 22, 127, 128, 191, 192)] == [False] * 3 + [True] * 2 + [False]
    assert is_rtcp(bytes([0x80, 200]))
    assert not is_rtcp(bytes([0x80, 0x80 | 111]))
    assert not is_rtcp(b"\x80")
