"""What was found out about a network; stands under ``network`` in the result."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

Word = Literal["together", "follow", "turns"]
Mapping = Literal["none", "endpoint-independent", "address-dependent", "symmetric", "unknown"]
Filtering = Literal["open-to-other-ports", "port-dependent", "unknown"]
Verdict = Literal["open", "relay_udp", "no_udp", "only_443", "nothing"]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid")


class WayFound(_Part):
    """One direction of one profile's stream; milliseconds and percent."""

    sent: int
    variation_p50: float | None
    variation_p95: float | None
    variation_p99: float | None
    step_p95: float | None
    one_way_p50: float | None
    bound: float | None
    loss: float
    bursts: list[int]
    reordered: float
    doubled: int
    wait: float | None
    concealed: float | None


class ProfileFound(_Part):
    """One profile: both directions, and what our own law makes of them.

    ``sound_ms`` is the worse direction's path, wait, packet and coder together, without either machine;
    ``worth_ms`` adds what its concealed sound is worth by the profile's own weight.
    """

    profile: str
    kbps: float
    rtt_p50: float | None
    rtt_p95: float | None
    rtt_least: float | None
    up: WayFound | None
    down: WayFound | None
    sound_ms: float | None
    worth_ms: float | None
    word: Word | None


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
