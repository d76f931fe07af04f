"""What was found of one profile's packets on a path. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from dsp.advice import Word


@dataclass(frozen=True)
class WayFound:
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


@dataclass(frozen=True)
class ProfileFound:
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
