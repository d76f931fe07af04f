"""Which kind of address translation stands on the way out, from what others saw us come from. Pure.

RFC 4787 tells mapping (does the same socket look alike to everyone?) from filtering (whose datagrams come
in?), as RFC 5780 asks for both. With one server that has one address, what depends on the address alone
cannot be seen; a relay or STUN server at another address shows it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.network.record import Filtering, Mapping, NatFound
from server.measuring.packets import Address


@dataclass(frozen=True)
class Seen:
    """Somebody at ``by`` saw our socket come from ``mapped``."""

    by: Address
    mapped: Address


def classify(local: Address, seen: Sequence[Seen], *, knocked: bool) -> NatFound:
    """Name it.

    Parameters
    ----------
    local : Address
        Our own.
    seen : Sequence[Seen]
        By everybody who answered, the same socket each time.
    knocked : bool
        Whether a datagram came in from a port of the server that we had not written to.
    """
    mapping, words = _mapping(local, seen)
    filtering, more = _filtering(mapping, knocked)
    return NatFound(
        local=_shown(local),
        mapped=list(dict.fromkeys(_shown(one.mapped) for one in seen)),
        mapping=mapping,
        filtering=filtering,
        words=f"{words} {more}",
    )


def _mapping(local: Address, seen: Sequence[Seen]) -> tuple[Mapping, str]:
    addresses = {one.mapped for one in seen}
    if not seen:
        return "unknown", "Nobody answered over UDP, so that nothing can be told of address translation."
    if addresses == {local}:
        return "none", "No address translation: this machine's own address is seen outside."
    hosts, places = {one.by[0] for one in seen}, {one.by for one in seen}
    if len(addresses) == 1:
        if len(places) == 1:
            return "unknown", "Addresses are translated; how cannot be told, since only one place answered."
        told = "" if len(hosts) > 1 else " Whether other servers see another address cannot be told."
        return (
            "endpoint-independent",
            f"Addresses are translated, alike for everyone: lessons go straight.{told}",
        )
    by_host = [{one.mapped for one in seen if one.by[0] == host} for host in hosts]
    if len(hosts) > 1 and all(len(one) == 1 for one in by_host):
        ports = any(sum(one.by[0] == host for one in seen) > 1 for host in hosts)
        if ports:
            return (
                "address-dependent",
                "Every server sees another address (symmetric): lessons need the relay.",
            )
    return "symmetric", (
        "Every connection is seen from another address (symmetric NAT): lessons go through the relay. "
        "For the school's IT: endpoint-independent mapping for UDP (RFC 4787) lets them go straight."
    )


def _filtering(mapping: Mapping, knocked: bool) -> tuple[Filtering, str]:
    if mapping == "unknown":
        return "unknown", ""
    if knocked:
        return "open-to-other-ports", "Answers come in from other ports of the same address too."
    return "port-dependent", "Only answers to what was asked come in, as firewalls do."


def _shown(address: Address) -> str:
    host, port = address
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
