"""What was found out about a network; stands under ``network`` in the result."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, with_config

from dsp.path.found import ProfileFound, WayFound

Mapping = Literal["none", "endpoint-independent", "address-dependent", "symmetric", "unknown"]
Filtering = Literal["open-to-other-ports", "port-dependent", "unknown"]
Verdict = Literal["open", "relay_udp", "no_udp", "only_443", "nothing"]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid")


# What is read back from a file is held to its fields, as all of this is.
for _found in (WayFound, ProfileFound):
    with_config(ConfigDict(extra="forbid"))(_found)


class LoadFound(_Part):
    """How much later packets came while something else filled one direction."""

    way: Literal["up", "down"]
    mbit_s: float
    idle_p95: float
    loaded_p95: float
    loss: float


class TrialFound(_Part):
    """One way to a relay or a STUN server."""

    url: str
    way: Literal["udp", "tcp", "tls", "stun"]
    ok: bool
    took_ms: float | None
    problem: str


class NatFound(_Part):
    """How addresses are translated on the way out (RFC 4787), as far as it could be told."""

    local: str
    mapped: list[str]
    mapping: Mapping
    filtering: Filtering
    words: str


class MarkFound(_Part):
    """One DSCP value: with which it arrived there, and with which the answer came here."""

    sent: int
    there: int | None
    back: int | None


class ReachFound(_Part):
    """What gets through."""

    server: Literal["direct", "proxy"]
    opened_by: list[str]
    proxy: str
    udp: bool
    trials: list[TrialFound]
    verdict: Verdict


class NetworkFound(_Part):
    """All of it."""

    host: str
    port: int
    reach: ReachFound
    nat: NatFound | None
    mtu_up: int | None
    mtu_both: int | None
    marks: list[MarkFound]
    profiles: list[ProfileFound]
    loads: list[LoadFound]
    bytes: int
    sentences: list[str] = []
