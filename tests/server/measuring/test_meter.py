"""The meter by real sockets on loopback."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from benchmarks.network.udp_end import UdpEnd
from server.measuring import packets
from server.measuring.meter import Meter
from server.measuring.packets import Kind
from server.measuring.session import Session
from server.measuring.udp import StampedSocket

KEY = b"s" * 16


@pytest.fixture
def session() -> Session:
    return Session(KEY, time.time() + 60)


@pytest.fixture
def meter(session: Session) -> Iterator[Meter]:
    running = Meter("127.0.0.1", 0, {KEY: session})
    yield running
    running.close()


@pytest.fixture
def end(meter: Meter) -> Iterator[UdpEnd]:
    made = UdpEnd("127.0.0.1", meter.port, KEY)
    yield made
    made.close()


def answers(meter: Meter, *data: bytes) -> list[bytes]:
    """What comes back to a socket that says these; the first that is answered ends it."""
    socket = StampedSocket("127.0.0.1", 0)
    socket.within(0.2)
    for one in data:
        socket.send(one, ("127.0.0.1", meter.port))
    came = socket.receive()
    socket.close()
    return [] if came is None else [came.data]


def test_without_a_permission_nothing_is_answered(meter: Meter) -> None:
    stranger = b"x" * 16
    assert answers(meter, packets.write(Kind.HELLO, stranger, size=200), b"hello", b"") == []


def test_a_small_question_gets_no_answer_that_is_larger(meter: Meter) -> None:
    assert answers(meter, packets.write(Kind.HELLO, KEY)) == []


def test_an_address_that_has_not_shown_that_it_receives_gets_no_stream(
    meter: Meter, session: Session
) -> None:
    start = packets.write_start(KEY, 1, packets.Start(2500, 100, 100))
    forged = packets.write(Kind.OPEN, KEY, b"\0" * 16, size=packets.ASKED_BYTES)
    assert answers(meter, start, forged, start) == []
    assert session.address is None and session.arrivals == {}


def test_a_session_belongs_to_whom_opened_it(meter: Meter, end: UdpEnd, session: Session) -> None:
    assert end.open()
    assert end.mapped == session.address == end.local
    other = UdpEnd("127.0.0.1", meter.port, KEY)
    try:
        assert not other.open()
    finally:
        other.close()


def test_packets_go_both_ways_and_their_round_trips_are_known(end: UdpEnd, session: Session) -> None:
    assert end.open() and end.knocked
    done = end.exchange(1, interval_us=2500, size=62, count=40)
    assert done is not None
    assert sorted(sequence for sequence, _ in done.came) == list(range(40))
    assert sorted(session.arrivals[1].sequence) == list(range(40))
    assert done.trips_ms and all(0 <= one < 1000 for one in done.trips_ms)
    assert session.bytes_left < Session(KEY, 0.0).bytes_left


def test_sizes_and_marks_come_back(end: UdpEnd) -> None:
    assert end.open()
    assert end.ask(1, size=900, full=True, tos=46 << 2) == (46 << 2, 900, 46 << 2)
    assert end.ask(2, size=900, full=False) == (0, 900, 0)


def test_the_second_port_says_hello_and_nothing_more(meter: Meter, end: UdpEnd) -> None:
    assert end.open() and end.second_port not in (None, meter.port)
    seen = end.hello(end.second_port)
    assert seen is not None and seen[1] == end.mapped
