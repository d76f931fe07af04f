from __future__ import annotations

from aiortc.jitterbuffer import JitterFrame
from aiortc.rtp import RtpPacket

from rtc.aiortc_private.pictures import PromptJitterBuffer


def packet(sequence: int, timestamp: int, *, marker: bool = False) -> RtpPacket:
    made = RtpPacket(sequence_number=sequence % 2**16, timestamp=timestamp, marker=int(marker))
    made._data = bytes([sequence % 256])  # type: ignore[attr-defined]
    return made


def feed(buffer: PromptJitterBuffer, *packets: RtpPacket) -> list[JitterFrame]:
    return [frame for p in packets if (frame := buffer.add(p)[1]) is not None]


def test_a_picture_is_complete_with_its_marked_packet() -> None:
    buffer = PromptJitterBuffer(capacity=16, is_video=True)
    frames = feed(buffer, packet(1, 10), packet(2, 10, marker=True))
    assert [(f.data, f.timestamp) for f in frames] == [(b"\x01\x02", 10)]


def test_a_picture_with_a_gap_waits_for_it() -> None:
    buffer = PromptJitterBuffer(capacity=16, is_video=True)
    assert feed(buffer, packet(1, 10), packet(3, 10, marker=True)) == []
    assert [f.data for f in feed(buffer, packet(2, 10))] == [b"\x01\x02\x03"]


def test_a_sender_without_marks_is_served_as_before() -> None:
    buffer = PromptJitterBuffer(capacity=16, is_video=True)
    frames = feed(buffer, packet(1, 10), packet(2, 10), packet(3, 20))
    assert [f.data for f in frames] == [b"\x01\x02"]


def test_sequence_numbers_may_wrap_within_a_picture() -> None:
    buffer = PromptJitterBuffer(capacity=16, is_video=True)
    frames = feed(buffer, packet(65535, 10), packet(65536, 10, marker=True), packet(65537, 20, marker=True))
    assert [f.data for f in frames] == [b"\xff\x00", b"\x01"]
