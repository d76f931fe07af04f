"""What one far end is sent: the codec it takes, and as much redundancy as it needs."""

from __future__ import annotations

import math
from collections.abc import Callable

from client.native.capture import STAND_IN_BITRATE_BPS, STAND_IN_PTIME_SAMPLES, Anchor
from client.native.engine import Engine
from client.native.lanes import Route
from client.native.playback import FarEnd
from dsp.loss import PathLoss
from dsp.pcm import PcmFormat
from dsp.profiles import Profile
from dsp.redundancy import Protection, RedundancyPolicy, Room
from rtc.audio_sender import AudioSender

__all__ = ["Outgoing"]

LOSSY_PCT = 0.1
CLEAN_S = 10.0  # so long without losses until packets lean on each other again


class Outgoing:
    """Joins one connection's sender to the engine.

    PCM goes only to who has agreed to it and only while the profile says so, Opus to all others; both on
    the same stream, so that the far end changes over from one packet to the next.

    Parameters
    ----------
    engine : Engine
    far : FarEnd
        Played while enabled.
    audio : AudioSender
    sends : bool
        Whether our microphone goes out at all; an observer's does not.

    Notes
    -----
    One event loop; not thread-safe. The audio thread knows only the `Route` within.
    """

    def __init__(self, engine: Engine, far: FarEnd, audio: AudioSender, *, sends: bool) -> None:
        self._engine, self._far, self._audio, self._sends = engine, far, audio, sends
        self._policy = RedundancyPolicy(engine.profile.concealment_weight)
        self._route = Route(audio.send if sends else _send_nothing)
        self._format: PcmFormat | None = None
        self._disconnect: Callable[[], None] | None = None
        self._lossy_until_s = -math.inf

    def enable(self, on: bool) -> None:
        """Play the far end and send to it, or not."""
        if on and self._disconnect is None:
            self._disconnect = self._engine.connect(self._far, self._route)
        elif not on and self._disconnect is not None:
            self._disconnect()
            self._disconnect = None

    def follow_profile(self) -> None:
        """Take up the engine's profile: how much delay protection is worth, and in which codec."""
        profile = self._engine.profile
        self._policy.set_weight(profile.concealment_weight)
        wanted = PcmFormat.of(profile) if profile.codec == "pcm" else None
        if wanted is not None and not (self._sends and self._audio.takes(wanted)):
            wanted = None
        if wanted == self._format:
            return
        self._format = wanted
        self._engine.redirect(self._route, None if wanted is None else _pcm_way(self._audio, wanted))

    def protect(self, loss: PathLoss | None, *, now_s: float) -> Protection:
        """Take in what they say the path to them loses; the next packet is protected accordingly."""
        self.follow_profile()
        if loss is not None and loss.loss_pct >= LOSSY_PCT:
            self._lossy_until_s = now_s + CLEAN_S
        if self._route.lossy != (lossy := now_s < self._lossy_until_s):
            self._engine.expect_loss(self._route, lossy)
        if self._audio.protects:
            room = room_for(self._engine.profile, pcm=self._format is not None)
            self._audio.protection = self._policy.update(loss, room, now_s=now_s)
        return self._audio.protection

    @property
    def codec(self) -> str:
        """``opus`` or ``pcm``."""
        return "opus" if self._format is None else "pcm"

    @property
    def anchor(self) -> Anchor | None:
        """What stands at which RTP timestamp of the packets that go to them; None: none do."""
        return self._engine.anchor_of(self._route) if self._sends else None

    @property
    def lookahead_s(self) -> float | None:
        """How much older than its RTP time says is what they decode of us; None: they get nothing."""
        return self._engine.lookahead_of(self._route) if self._sends else None


def room_for(profile: Profile, *, pcm: bool) -> Room:
    """What a profile's packets have room for, sent as PCM or as Opus."""
    ptime, bitrate = profile.ptime_samples, profile.bitrate_bps
    if profile.codec == "pcm" and not pcm:
        ptime, bitrate = STAND_IN_PTIME_SAMPLES, STAND_IN_BITRATE_BPS
    payload_bytes = -(-bitrate * ptime // (8 * 48_000))
    headers_bps = 16 * 8 * 48_000 / ptime
    budget_bps = bitrate * (1 + profile.red_depth) * 1.05 + headers_bps
    return Room(ptime, payload_bytes, budget_bps, profile.red_depth)


def _pcm_way(audio: AudioSender, pcm: PcmFormat) -> Callable[[bytes, int], None]:
    send = audio.send

    def way(payload: bytes, timestamp: int) -> None:
        send(payload, timestamp, pcm)

    return way


def _send_nothing(_payload: bytes, _timestamp: int) -> None:
    """An observer is not heard."""
