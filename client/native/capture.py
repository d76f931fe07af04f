"""From the microphone's blocks to packets, in the audio thread: gather a packet's worth, encode, hand on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from client.native.devices.base import AudioBlock
from client.native.slow_meter import SlowMeter
from dsp.meters import Meter
from dsp.pcm import PcmFormat
from dsp.profiles import Profile
from rtc.opus import OpusEncoder

__all__ = ["Anchor", "Capture", "Coder", "Encoder", "Send", "make_coder", "make_pcm_coder"]

Send = Callable[[bytes, int], None]
"""``(payload, RTP timestamp)``; callable from the audio thread."""
_TIMESTAMP_MASK = 0xFFFFFFFF
STAND_IN_PTIME_SAMPLES = 120
STAND_IN_BITRATE_BPS = 256_000
_MEAN = np.full((2, 1), 0.5, np.float32)


class Encoder(Protocol):
    def encode(self, block: AudioBlock) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Coder:
    """An encoder with the room to gather its packets in; swapped whole when the profile changes.

    Attributes
    ----------
    frame : AudioBlock
        ``(ptime_samples, channels)``, filled from the front.
    lookahead_s : float
        How much older what a decoder gives for a timestamp is than the sample sent at it.
    """

    profile: Profile
    encoder: Encoder
    frame: AudioBlock
    lookahead_s: float


@dataclass(frozen=True, slots=True)
class Anchor:
    """What a decoder gives for RTP timestamp ``timestamp`` was captured at monotonic time ``at_s``."""

    timestamp: int
    at_s: float


def make_coder(profile: Profile) -> Coder:
    """Build the Opus coder of a profile, for far ends of every kind. Realtime-safe: no.

    A profile of another codec is played with the shortest, richest Opus.
    """
    ptime, bitrate, complexity = profile.ptime_samples, profile.bitrate_bps, profile.complexity
    if profile.codec != "opus":
        ptime, bitrate, complexity = STAND_IN_PTIME_SAMPLES, STAND_IN_BITRATE_BPS, 5
    encoder = OpusEncoder(
        channels=profile.channels, ptime_samples=ptime, bitrate_bps=bitrate, complexity=complexity
    )
    return Coder(
        profile, encoder, np.zeros((ptime, profile.channels), np.float32), encoder.lookahead_samples / 48_000
    )


def make_pcm_coder(profile: Profile) -> Coder:
    """Build the coder of a profile whose codec is PCM, for far ends that take it. Realtime-safe: no."""
    frame = np.zeros((profile.ptime_samples, profile.channels), np.float32)
    return Coder(profile, PcmFormat.of(profile), frame, 0.0)


class Capture:
    """Gathers, encodes and sends; the sound card's blocks set its pace.

    Parameters
    ----------
    coder : Coder
        From `make_coder`; `use` swaps it while running.

    Notes
    -----
    Realtime-safe: ``feed`` yes, ``use`` no. Thread-safe: one feeder; ``use`` and ``muted`` from anywhere.
    """

    def __init__(self, coder: Coder) -> None:
        self._coder = self._next = coder
        self._filled = 0
        self._expected = 0
        self.muted = False
        self._independent = False
        self._level = SlowMeter(2)
        self.packets = 0
        self.anchor: Anchor | None = None

    @property
    def meter(self) -> Meter:
        return self._level.meter

    @property
    def profile(self) -> Profile:
        return self._next.profile

    @property
    def lookahead_s(self) -> float:
        """Of the coder at work."""
        return self._coder.lookahead_s

    @property
    def independent(self) -> bool:
        """Whether each packet leans on none before it, as far as the codec leaves a choice."""
        return self._independent

    @independent.setter
    def independent(self, independent: bool) -> None:
        self._independent = independent
        if isinstance(self._next.encoder, OpusEncoder):
            self._next.encoder.set_independent(independent)

    def use(self, coder: Coder) -> None:
        """Encode with another coder from the next packet on."""
        self._next = coder
        self.independent = self._independent

    def feed(self, block: AudioBlock, sample: int, capture_s: float, senders: Sequence[Send]) -> None:
        """Take one block of the microphone.

        Parameters
        ----------
        block : AudioBlock
            ``(frames, 1 or 2)``.
        sample, capture_s : int, float
            Index and monotonic time of its first sample.
        senders : Sequence[Send]
            Where packets go.
        """
        if self._next is not self._coder or sample != self._expected:
            # A new profile, or the device skipped: what was gathered has no sequel.
            self._coder, self._filled = self._next, 0
        self._expected = sample + len(block)
        coder = self._coder
        self.anchor = Anchor(sample & _TIMESTAMP_MASK, capture_s - coder.lookahead_s)
        frame, done = coder.frame, 0
        while done < len(block):
            take = min(len(frame) - self._filled, len(block) - done)
            _remix(block[done : done + take], frame[self._filled : self._filled + take])
            self._filled += take
            done += take
            if self._filled == len(frame):
                self._send(frame, sample + done - len(frame), senders)
                self._filled = 0

    def _send(self, frame: AudioBlock, sample: int, senders: Sequence[Send]) -> None:
        self._level.feed(frame)
        if self.muted:
            frame.fill(0.0)
        payload = self._coder.encoder.encode(frame)
        self.packets += 1
        for send in senders:
            send(payload, sample & _TIMESTAMP_MASK)


def _remix(block: AudioBlock, out: AudioBlock) -> None:
    """Copy into ``out`` ``(frames, 1 or 2)``: stereo becomes its mean, mono the same twice."""
    if block.shape[1] == 2 and out.shape[1] == 1:
        np.dot(block, _MEAN, out=out)
    else:
        out[:] = block
