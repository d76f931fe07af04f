"""The relay: a real allocation by every way, and a look whether it keeps to lessons."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Sequence

from rtc.config import IceServerConfig, RelayServer
from rtc.relay_trial import RelayTrial, try_relay
from server.doctor.finding import Finding
from server.settings import Settings
from server.turn.directory import relay_of

#: Loopback, private, link-local, multicast: a relay that sends there opens the municipality's own network.
FORBIDDEN = ("127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.0.1", "169.254.169.254", "224.0.0.251")

Try = Callable[[RelayServer], Awaitable[RelayTrial]]


async def check_relay(settings: Settings, *, trying: Try | None = None) -> list[Finding]:
    """Allocate at every address that participants are told."""
    relay = relay_of(settings, time.time)
    if relay is None:
        return [Finding.of("turn", "warning", "no_relay")]
    server = relay.server("doctor", "doctor")
    found = []
    for url in server.urls:
        ways = IceServerConfig((url,), server.username, server.credential).relays()
        found += [_judge(url, await (trying or _try)(way)) for way in ways]
    return [*found, *_missing_ways(server.urls)]


async def _try(server: RelayServer) -> RelayTrial:
    return await try_relay(server, forbidden=FORBIDDEN)


def _judge(url: str, trial: RelayTrial) -> Finding:
    if trial.problem:
        return Finding.of("turn", "bad", f"relay_{trial.problem}", url=url)
    if trial.reaches:
        return Finding.of("turn", "bad", "relay_open", url=url, addresses=", ".join(trial.reaches))
    took = f"{trial.took_s * 1000:.0f}"
    return Finding.of("turn", "good", "relay_good", url=url, address=trial.address, took=took)


def _missing_ways(urls: Sequence[str]) -> list[Finding]:
    if any(url.startswith("turns:") for url in urls):
        return []
    return [Finding.of("turn", "warning", "relay_no_tls")]
