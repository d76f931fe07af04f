"""What the profiles that people choose by name mean in numbers. The wire carries the name alone."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

SAMPLE_RATE_HZ = 48_000
PAGE_LEAST_PTIME_MS = 10  # browsers encode 10 ms at least on a media track


class ProfileName(StrEnum):
    """What people do, not how large a buffer is."""

    DUET = "duet"
    BALANCED = "balanced"
    LISTEN = "listen"
    STUDIO = "studio"


@dataclass(frozen=True, slots=True)
class Profile:
    """One profile in numbers.

    Attributes
    ----------
    name : ProfileName
        The name that is on the wire.
    codec : {"opus", "pcm"}
        How samples become payloads.
    ptime_samples : int
        Audio per packet at 48 kHz.
    bitrate_bps : int
        Payload bits per second, headers not counted.
    channels : int
        1 or 2, as sent.
    complexity : int
        Opus complexity, 0 to 10.
    red_depth : int
        How many older packets RFC 2198 redundancy may carry at most.
    concealment_weight : float
        How many milliseconds of delay one percent of concealed sound is worth.
    """

    name: ProfileName
    codec: Literal["opus", "pcm"]
    ptime_samples: int
    bitrate_bps: int
    channels: int
    complexity: int
    red_depth: int
    concealment_weight: float

    @property
    def ptime_ms(self) -> float:
        """Audio per packet in milliseconds."""
        return self.ptime_samples * 1000 / SAMPLE_RATE_HZ


_PROFILES = {
    one.name: one
    for one in (
        Profile(ProfileName.DUET, "opus", 120, 128_000, 1, 1, 3, 4.0),
        Profile(ProfileName.BALANCED, "opus", 240, 160_000, 2, 5, 3, 10.0),
        Profile(ProfileName.LISTEN, "opus", 960, 192_000, 2, 10, 2, 40.0),
        Profile(ProfileName.STUDIO, "pcm", 64, 1_536_000, 2, 0, 1, 4.0),
    )
}


def profile(name: str) -> Profile:
    """Look a profile up by the name on the wire.

    Raises
    ------
    ValueError
        There is no such profile (the message gives the name and those there are).

    Notes
    -----
    Realtime-safe: yes. Thread-safe: yes.
    """
    try:
        return _PROFILES[ProfileName(name)]
    except ValueError:
        known = ", ".join(ProfileName)
        raise ValueError(f"no profile {name!r}; there are {known}") from None


def nearest_page_ptime_ms(chosen: Profile) -> int:
    """Say how many milliseconds per packet a browser page uses for this profile (10 at least).

    Notes
    -----
    Realtime-safe: yes. Thread-safe: yes.
    """
    return max(PAGE_LEAST_PTIME_MS, round(chosen.ptime_ms))
