from __future__ import annotations

import socket

import pytest

from rtc import sockaddr
from rtc.datagrams import _OwnSocket


@pytest.mark.parametrize(("family", "host"), [(socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")])
def test_a_datagram_arrives_as_it_was_with_zeros_in_it(family: socket.AddressFamily, host: str) -> None:
    with socket.socket(family, socket.SOCK_DGRAM) as receiver:
        receiver.bind((host, 0))
        receiver.settimeout(5)
        sender = socket.socket(family, socket.SOCK_DGRAM)
        address = receiver.getsockname()
        _OwnSocket(sender).send_to(address)(b"\x80\x00\x00a\x00")
        assert receiver.recv(100) == b"\x80\x00\x00a\x00"


def test_what_is_no_numeric_address_is_left_to_the_socket() -> None:
    assert sockaddr.pack(socket.AF_INET, ("localhost", 80)) is None
    assert sockaddr.pack(socket.AF_INET, ("127.0.0.1", 70_000)) is None


def test_a_refused_datagram_is_counted_and_not_raised() -> None:
    own = _OwnSocket(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
    own.send_to(("127.0.0.1", 9))(bytes(70_000))
    assert own.refused == 1
