from __future__ import annotations

from ipaddress import ip_address

import pytest

from server.turn.ranges import DENIED, as_range

SPECIAL = [
    "0.0.0.1", "10.1.2.3", "100.64.0.1", "127.0.0.1", "127.255.255.254", "169.254.169.254", "172.16.0.1",
    "172.31.255.255", "192.0.0.1", "192.0.2.1", "192.168.1.1", "198.18.0.1", "198.51.100.1", "203.0.113.1",
    "224.0.0.251", "239.255.255.250", "240.0.0.1", "255.255.255.255",
    "::", "::1", "::10.0.0.1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:8.8.8.8", "64:ff9b::a00:1",
    "64:ff9b:1::1", "100::1", "2001::1", "2001:db8::1", "2002:a00:1::1", "3fff::1", "5f00::1", "fc00::1",
    "fd12:3456::1", "fe80::1", "fec0::1", "ff02::1", "ff05::2",
]  # fmt: skip


@pytest.mark.parametrize("text", SPECIAL)
def test_every_special_address_is_denied(text: str) -> None:
    address = ip_address(text)
    assert any(address in network for network in DENIED if network.version == address.version)


@pytest.mark.parametrize("text", ["8.8.8.8", "130.239.1.1", "193.10.0.1", "2001:6b0:1::1", "2a00:1450::1"])
def test_an_ordinary_public_address_is_reached(text: str) -> None:
    address = ip_address(text)
    assert not any(address in network for network in DENIED if network.version == address.version)


def test_ranges_are_written_as_every_coturn_reads_them() -> None:
    assert as_range(DENIED[0]) == "0.0.0.0-0.255.255.255"


def test_no_range_begins_at_the_unspecified_address_of_ipv6_which_coturn_takes_for_all() -> None:
    assert not any(as_range(network).startswith("::-") for network in DENIED)
