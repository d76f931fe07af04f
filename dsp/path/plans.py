"""Which packets are sent for which profile, from the profiles' own numbers. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from dsp.profiles import SAMPLE_RATE_HZ, Profile, ProfileName, profile

_RTP_BYTES, _SRTP_TAG_BYTES = 12, 10
_LOOK_AHEAD_MS = 2.5
"""Of Opus in restricted low delay."""
PROFILES = (ProfileName.DUET, ProfileName.BALANCED, ProfileName.LISTEN, ProfileName.STUDIO)


@dataclass(frozen=True)
class Stream:
    """What one profile's sound is on the wire.

    Attributes
    ----------
    interval_us, size : int
        Between two datagrams; bytes of UDP payload.
    """

    profile: Profile
    interval_us: int
    size: int

    @property
    def kbps(self) -> float:
        """UDP payload each way."""
        return self.size * 8000 / self.interval_us

    @property
    def before_ms(self) -> float:
        """How late sound is before it is sent: gathering a packet, and the coder's look-ahead."""
        look = _LOOK_AHEAD_MS if self.profile.codec == "opus" else 0.0
        return self.profile.ptime_ms + look

    def count(self, seconds: float) -> int:
        """How many datagrams last so long."""
        return max(1, round(seconds * 1e6 / self.interval_us))


def stream(name: str) -> Stream:
    """The stream of a profile.

    Raises
    ------
    ValueError
        There is no such profile.
    """
    chosen = profile(name)
    interval_us = round(chosen.ptime_samples * 1e6 / SAMPLE_RATE_HZ)
    payload = round(chosen.bitrate_bps * chosen.ptime_samples / SAMPLE_RATE_HZ / 8)
    return Stream(chosen, interval_us, payload + _RTP_BYTES + _SRTP_TAG_BYTES)
