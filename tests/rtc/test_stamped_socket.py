from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from rtc.stamped_socket import StampedSocket


@contextmanager
def pair(family: socket.AddressFamily, host: str) -> Iterator[tuple[StampedSocket, socket.socket]]:
    """A socket to read, and one connected to it."""
    with socket.socket(family, socket.SOCK_DGRAM) as bound, socket.socket(family, socket.SOCK_DGRAM) as far:
        bound.bind((host, 0))
        bound.setblocking(False)
        far.connect(bound.getsockname()[:2])
        yield StampedSocket(bound), far


@pytest.mark.parametrize(("family", "host"), [(socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")])
def test_what_waits_is_read_in_order_with_its_sender(family: socket.AddressFamily, host: str) -> None:
    with pair(family, host) as (near, far):
        for data in (b"one", b"", b"x" * 1500):
            far.send(data)
            assert near.read() == data
            assert near.sender() == far.getsockname()
        assert near.read() is None


def test_a_datagram_came_when_it_came_and_not_when_it_was_read() -> None:
    with pair(socket.AF_INET, "127.0.0.1") as (near, far):
        before_s = time.monotonic()
        far.send(b"sound")
        after_s = time.monotonic()
        while time.monotonic() < after_s + 0.005:
            pass
        assert near.read() == b"sound"
        tolerance_s = 0.002  # two clocks are read one after the other, on a busy machine
        assert before_s - tolerance_s <= near.arrival_s() <= after_s + tolerance_s


def test_what_waited_while_nobody_looked_counts_as_coming_now() -> None:
    with pair(socket.AF_INET, "127.0.0.1") as (near, far):
        far.send(b"stale")
        sent_s = time.monotonic()
        while time.monotonic() < sent_s + 0.04:
            pass
        assert near.read() == b"stale"
        assert near.arrival_s() >= sent_s + 0.04


def test_more_than_a_datagram_may_hold_is_cut() -> None:
    with pair(socket.AF_INET, "127.0.0.1") as (near, far):
        far.send(b"x" * 5000)
        assert near.read() == b"x" * 2048
        assert near.read() is None
