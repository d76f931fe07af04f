from __future__ import annotations

from ipaddress import ip_address, ip_network

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


#: IANA's two registries of special-purpose addresses, and what RFC 5771 and RFC 4291 add: multicast, and
#: addresses of IPv4 inside IPv6.
REGISTERED = [
    "0.0.0.0/8", "0.0.0.0/32", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16",
    "172.16.0.0/12", "192.0.0.0/24", "192.0.0.0/29", "192.0.0.8/32", "192.0.0.9/32", "192.0.0.10/32",
    "192.0.0.170/32", "192.0.0.171/32", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24",
    "192.88.99.0/24", "192.88.99.2/32", "192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15",
    "198.51.100.0/24", "203.0.113.0/24", "240.0.0.0/4", "255.255.255.255/32", "224.0.0.0/4", "::1/128",
    "::/128", "::ffff:0:0/96", "::/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "100:0:0:1::/64",
    "2001::/23", "2001::/32", "2001:1::1/128", "2001:1::2/128", "2001:1::3/128", "2001:2::/48",
    "2001:3::/32", "2001:4:112::/48", "2001:10::/28", "2001:20::/28", "2001:30::/28", "2001:db8::/32",
    "2002::/16", "2620:4f:8000::/48", "3fff::/20", "5f00::/16", "fc00::/7", "fe80::/10", "fec0::/10",
    "ff00::/8",
]  # fmt: skip


@pytest.mark.parametrize("text", REGISTERED)
def test_every_range_of_the_registries_is_denied_whole(text: str) -> None:
    special = ip_network(text)
    assert any(
        int(network[0]) <= int(special[0]) and int(special[-1]) <= int(network[-1])
        for network in DENIED
        if network.version == special.version
    )


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
