"""Which ways lead to the relay: a real allocation by each, and what that says of the firewall."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

from benchmarks.network.record import TrialFound, Verdict
from rtc.config import IceServerConfig, RelayServer
from rtc.relay_trial import try_relay

WITHIN_S = 4.0


def try_relays(ice_servers: Sequence[dict[str, Any]]) -> list[TrialFound]:
    """Allocate at every relay by every way there is, all at once."""
    relays = [
        relay
        for one in ice_servers
        for relay in IceServerConfig(tuple(one["urls"]), one.get("username"), one.get("credential")).relays()
    ]

    async def all_of_them() -> list[TrialFound]:
        return list(await asyncio.gather(*(_one(relay) for relay in relays)))

    return asyncio.run(all_of_them())


async def _one(relay: RelayServer) -> TrialFound:
    found = await try_relay(relay, within_s=WITHIN_S)
    scheme = "turns" if relay.tls else "turn"
    return TrialFound(
        url=f"{scheme}:{relay.host}:{relay.port}?transport={relay.transport}",
        way="tls" if relay.tls else relay.transport,
        ok=not found.problem,
        took_ms=None if found.problem else found.took_s * 1000,
        problem=found.problem,
    )


def stun_addresses(ice_servers: Sequence[dict[str, Any]]) -> list[tuple[str, int]]:
    """Everybody who answers STUN over UDP: STUN servers, and relays (RFC 8656, 5)."""
    found: list[tuple[str, int]] = []
    for url in (url for one in ice_servers for url in one["urls"]):
        scheme, _, rest = url.partition(":")
        place, _, how = rest.partition("?")
        if scheme not in ("stun", "turn") or how not in ("", "transport=udp"):
            continue
        host, _, port = place.rpartition(":")
        found.append((host, int(port)) if host and port.isdigit() else (place, 3478))
    return list(dict.fromkeys(found))


def verdict(*, udp: bool, stun: bool, server_port: int, trials: Sequence[TrialFound]) -> Verdict:
    """What a firewall lets through.

    Parameters
    ----------
    udp : bool
        The server's measuring port answered.
    stun : bool
        Anybody answered STUN over UDP.
    server_port : int
        Where HTTPS went, which did work.
    """
    if udp:
        return "open"
    ok = [one for one in trials if one.ok]
    if stun or any(one.way == "udp" for one in ok):
        return "relay_udp"
    shut = any(not one.ok and one.way == "tcp" and _port(one.url) != 443 for one in trials)
    if ok and shut and server_port == 443 and all(_port(one.url) == 443 for one in ok):
        return "only_443"
    return "no_udp" if ok or not trials else "nothing"


def _port(url: str) -> int:
    return int(url.partition("?")[0].rpartition(":")[2])
