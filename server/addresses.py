"""Under which addresses this server is reached, and which of them will have a microphone.

Browsers give a page a microphone only in a *secure context*: over https, or on this very machine
(https://www.w3.org/TR/secure-contexts/, 3.1).
"""

from __future__ import annotations

import socket
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address
from urllib.parse import urlsplit

import psutil

LOCAL_NAMES = ("localhost", "127.0.0.1", "::1")
# Documentation addresses (RFC 5737, RFC 3849): connecting a datagram socket sends nothing, it only asks
# the routing table which of our addresses would be the sender.
_ELSEWHERE = ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1"))

IpAddress = IPv4Address | IPv6Address


@dataclass(frozen=True)
class Address:
    """One origin people can open; ``why`` says in plain words what becomes of the microphone."""

    url: str
    microphone: bool
    why: str


def machine_addresses() -> tuple[IpAddress, ...]:
    """This machine's addresses that others could use, the best one first; loopback is left out."""
    found = [
        ip_address(entry.address.partition("%")[0])
        for entries in psutil.net_if_addrs().values()
        for entry in entries
        if entry.family in {socket.AF_INET, socket.AF_INET6}
    ]
    usable = [a for a in dict.fromkeys(found) if not (a.is_loopback or a.is_link_local or a.is_multicast)]
    first = _default_sources()
    return tuple(sorted(usable, key=lambda a: (a not in first, a.version, not a.is_private)))


def _default_sources() -> set[IpAddress]:
    sources: set[IpAddress] = set()
    for family, target in _ELSEWHERE:
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            try:
                probe.connect((target, 9))
            except OSError:
                continue
            sources.add(ip_address(probe.getsockname()[0]))
    return sources


def served_hosts(host: str, machine: Iterable[IpAddress]) -> tuple[str, ...]:
    """Turn the host we listen at into the hosts people can type, the best for others first."""
    if host in LOCAL_NAMES:
        return ("localhost",)
    if host not in {"", "0.0.0.0", "::"}:  # noqa: S104 - compared, not bound
        return (host,)
    versions = {4, 6} if host == "::" else {4}
    return (*(str(a) for a in machine if a.version in versions), "localhost")


def origin(scheme: str, host: str, port: int) -> str:
    """``scheme://host[:port]`` as a browser writes it: IPv6 bracketed, a default port left out."""
    bracketed = f"[{host}]" if ":" in host else host
    default = {"http": 80, "https": 443}[scheme]
    return f"{scheme}://{bracketed}" if port == default else f"{scheme}://{bracketed}:{port}"


def describe(url: str) -> Address:
    """Say whether a page opened at this address may use a microphone."""
    parts = urlsplit(url)
    if parts.scheme == "https":
        return Address(url, True, "microphone and camera work")
    if parts.hostname in LOCAL_NAMES:
        return Address(url, True, "microphone and camera work, on this machine only")
    return Address(
        url,
        False,
        "no microphone: browsers refuse it without https. Start without --no-tls, or put https before it",
    )
