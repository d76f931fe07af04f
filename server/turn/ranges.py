"""Where the relay may not send anything: every address that is not an ordinary public one.

From IANA's registries of special-purpose addresses (RFC 6890, as of 2025), whole: also those that are
reached from everywhere, since no person's machine has one. A relay that reached one of
these would let a pupil's credential look around in the municipality's own network.
"""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Network, ip_network

Network = IPv4Network | IPv6Network

_V4 = (
    "0.0.0.0/8",  # this network
    "10.0.0.0/8",  # private
    "100.64.0.0/10",  # shared behind an operator's NAT
    "127.0.0.0/8",  # loopback
    "169.254.0.0/16",  # link-local, with every cloud's metadata service
    "172.16.0.0/12",  # private
    "192.0.0.0/24",  # protocol assignments
    "192.0.2.0/24",  # documentation
    "192.31.196.0/24",  # name service for private addresses (AS112)
    "192.52.193.0/24",  # multicast over tunnels (AMT)
    "192.88.99.0/24",  # 6to4 relays, withdrawn
    "192.168.0.0/16",  # private
    "192.175.48.0/24",  # name service for private addresses (AS112)
    "198.18.0.0/15",  # benchmarking
    "198.51.100.0/24",  # documentation
    "203.0.113.0/24",  # documentation
    "224.0.0.0/4",  # multicast
    "240.0.0.0/4",  # reserved, and broadcast
)
# Of IPv6 only 2000::/3 is given out at all; what lies before it holds loopback, IPv4-mapped, IPv4-compatible
# and NAT64 addresses, what lies behind it private, link-local and multicast ones.
_V6 = (
    "::/3",
    "2001::/23",  # protocol assignments: Teredo, ORCHID
    "2001:db8::/32",  # documentation
    "2002::/16",  # 6to4: an IPv4 address inside
    "2620:4f:8000::/48",  # name service for private addresses (AS112)
    "3fff::/20",  # documentation
    "4000::/2",
    "8000::/1",
)

DENIED: tuple[Network, ...] = tuple(ip_network(text) for text in (*_V4, *_V6))
PRIVATE: tuple[Network, ...] = tuple(
    ip_network(text) for text in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "127.0.0.0/8")
)


def as_range(network: Network) -> str:
    """``first-last``, the only form every coturn reads.

    To coturn a range that begins at ``::`` begins before every IPv4 address and so denies all of them; it
    sends nothing to ``::`` itself anyway.
    """
    first = network[1] if network.version == 6 and int(network[0]) == 0 else network[0]
    return f"{first}-{network[-1]}"
