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
REMEDIES = {
    "refused": "Give coturn and Klangbro the same secret (klangbro admin turn-config); check both clocks, "
    "and that coturn can read its own database (/var/lib/turn/turndb).",
    "silent": "Is coturn running, and does the firewall let this way in? systemctl status coturn.",
    "unreachable": "Is coturn running, and is this its address? systemctl status coturn.",
    "tls": "Give coturn a certificate that names this host and that browsers know.",
}
SAID = {
    "refused": "lets nobody in",
    "silent": "does not answer",
    "unreachable": "cannot be reached",
    "tls": "shows a certificate that does not hold",
}

Try = Callable[[RelayServer], Awaitable[RelayTrial]]


async def check_relay(settings: Settings, *, trying: Try | None = None) -> list[Finding]:
    """Allocate at every address that participants are told."""
    relay = relay_of(settings, time.time)
    if relay is None:
        return [
            Finding(
                "turn",
                "warning",
                "There is no relay: schools whose firewall lets no UDP through hear nothing.",
                "Set up coturn: klangbro admin turn-config, and OPERATING.md.",
            )
        ]
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
        return Finding("turn", "bad", f"{url} {SAID[trial.problem]}.", REMEDIES[trial.problem])
    if trial.reaches:
        return Finding(
            "turn",
            "bad",
            f"{url} relays to {', '.join(trial.reaches)}.",
            "Give coturn the configuration that klangbro admin turn-config writes, without --allow-private.",
        )
    took_ms = trial.took_s * 1000
    return Finding("turn", "good", f"{url} relays from {trial.address}, allocated in {took_ms:.0f} ms.")


def _missing_ways(urls: Sequence[str]) -> list[Finding]:
    if any(url.startswith("turns:") for url in urls):
        return []
    return [
        Finding(
            "turn",
            "warning",
            "The relay is not offered over TLS, the only way out of the strictest schools.",
            "Add turns:HOST:443?transport=tcp to KLANGBRO_TURN_URLS; OPERATING.md shows how to share 443.",
        )
    ]
