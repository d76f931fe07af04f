"""The audio engine: what happens in the sound card's callback, and nothing else.

Microphone block -> gather -> encode -> send, then every far end's pull -> mix -> card. There is no event
loop, queue or executor between the card and the socket.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from client.native.capture import Anchor, Send
from client.native.clicks import Clicks
from client.native.devices.base import AudioBlock, AudioDevice, BlockTimes, DeviceStats
from client.native.lanes import Lanes, Route
from client.native.playback import FarEnd, Playback
from client.native.track_voice import TrackVoice
from dsp.meters import Meter
from dsp.profiles import Profile

__all__ = ["Engine", "EngineStats", "Recorder"]

_BIN_S = 10e-6
_BINS = 1000


class Recorder(Protocol):
    """What the engine needs of a recorder (`client.native.wav.WavRecorder` is one)."""

    def feed(self, block: AudioBlock) -> None:
        """Take a block. Realtime-safe."""

    def silence(self, frames: int) -> None:
        """Take note of skipped frames. Realtime-safe."""


@dataclass(frozen=True, slots=True)
class EngineStats:
    """Counts since start, and how long callbacks took.

    Attributes
    ----------
    overruns : int
        Callbacks that took longer than their block lasts.
    faults : int
        Callbacks that failed inside and gave silence instead; each is a bug.
    callback_p50_ms, callback_p999_ms : float
    """

    callbacks: int
    overruns: int
    faults: int
    packets_sent: int
    callback_p50_ms: float
    callback_p999_ms: float
    device: DeviceStats


class Engine:
    """Joins one sound device to any number of far ends.

    Parameters
    ----------
    device : AudioDevice
        Not started yet.
    profile : Profile
        What to encode with; `set_profile` changes it live.
    recorder : Recorder or None
        Gets every block that is played.

    Notes
    -----
    Realtime-safe: ``process`` yes; nothing else. Thread-safe: yes; the audio thread reads tuples that the
    others replace whole.
    """

    def __init__(self, device: AudioDevice, profile: Profile, *, recorder: Recorder | None = None) -> None:
        self.device = device
        self._capture = Lanes(profile)
        self._playback = Playback(device.output_channels)
        self.clicks = Clicks()
        self.track = TrackVoice(device.output_channels)
        self._recorder = recorder
        self._far_ends: tuple[FarEnd, ...] = ()
        self._expected = 0
        self._output_latency_s = device.output_latency_s
        self._callbacks = self._overruns = self._faults = 0
        self._durations = [0] * _BINS
        self.last_fault: Exception | None = None
        self.silent = False  # what is heard is withheld; all else goes on

    def start(self) -> None:
        """Start the device. Raises `DeviceError`."""
        self.device.start(self.process)

    def stop(self) -> None:
        self.device.stop()

    def connect(self, far: FarEnd, way: Send | Route) -> Callable[[], None]:
        """Play a far end and send to it, from the next block on; call what is returned to end that."""
        route = way if isinstance(way, Route) else Route(way)
        self._far_ends = (*self._far_ends, far)
        self._capture.add(route)

        def disconnect() -> None:
            self._far_ends = tuple(one for one in self._far_ends if one is not far)
            self._capture.remove(route)

        return disconnect

    def redirect(self, route: Route, pcm: Send | None) -> None:
        """Send this way in PCM, or no longer; what is heard from there goes on undisturbed."""
        self._capture.redirect(route, pcm)

    @property
    def independent(self) -> bool:
        """Whether Opus packets are made to lean on none before them."""
        return self._capture.independent

    def expect_loss(self, route: Route, lossy: bool) -> None:
        """Say whether packets are lost on that way: they are encoded accordingly."""
        self._capture.expect_loss(route, lossy)

    @property
    def profile(self) -> Profile:
        return self._capture.profile

    def set_profile(self, profile: Profile) -> None:
        """Encode with another profile from the next packet on; far ends read it from the packets."""
        if profile != self._capture.profile:
            self._capture.use(profile)

    @property
    def muted(self) -> bool:
        return self._capture.muted

    @muted.setter
    def muted(self, muted: bool) -> None:
        self._capture.muted = muted

    @property
    def anchor(self) -> Anchor | None:
        """What stands at which RTP timestamp, as of the last block."""
        return self._capture.anchor

    def anchor_of(self, route: Route) -> Anchor | None:
        """The same for the packets that go one way: codecs look ahead by different amounts."""
        return self._capture.anchor_of(route)

    def lookahead_of(self, route: Route) -> float:
        """How much older than its RTP time says is what a decoder there gives, s."""
        return self._capture.lookahead_of(route)

    @property
    def output_latency_s(self) -> float:
        """From a block's call until it sounds, as the device last said."""
        return self._output_latency_s

    @property
    def capture_lag_s(self) -> float:
        """How long before it is sent a packet's first sample was captured, about."""
        ptime_s = self._capture.profile.ptime_samples / self.device.samplerate
        return self.device.input_latency_s + ptime_s

    @property
    def microphone(self) -> Meter:
        return self._capture.meter

    @property
    def output(self) -> Meter:
        return self._playback.meter

    def process(self, heard: AudioBlock, played: AudioBlock, times: BlockTimes) -> None:
        """The callback: takes ``heard`` ``(frames, in)``, fills ``played`` ``(frames, out)``."""
        started_s = time.perf_counter()
        try:
            if self._callbacks and times.sample > self._expected:
                self._playback.skip(self._far_ends, times.sample - self._expected)
            self._capture.feed(heard, times.sample, times.capture_s)
            self._playback.fill(played, self._far_ends, now_s=times.now_s, play_s=times.play_s)
            self.track.mix(played, self._far_ends, times)
            self.clicks.mix(played, play_s=times.play_s)
            if self.silent:
                played.fill(0.0)
            if self._recorder is not None:
                if times.sample != self._expected:
                    self._recorder.silence(times.sample - self._expected)
                self._recorder.feed(played)
            self._expected = times.sample + len(played)
            self._output_latency_s = times.play_s - times.now_s
        except Exception as error:  # an exception that left would end the sound for good
            self._faults += 1
            self.last_fault = error
            played.fill(0.0)
        taken_s = time.perf_counter() - started_s
        self._callbacks += 1
        self._durations[min(int(taken_s / _BIN_S), _BINS - 1)] += 1
        if taken_s * self.device.samplerate > len(played):
            self._overruns += 1

    def stats(self) -> EngineStats:
        return EngineStats(
            callbacks=self._callbacks,
            overruns=self._overruns,
            faults=self._faults,
            packets_sent=self._capture.packets,
            callback_p50_ms=_quantile_ms(self._durations, 0.5),
            callback_p999_ms=_quantile_ms(self._durations, 0.999),
            device=self.device.stats(),
        )


def _quantile_ms(bins: list[int], share: float) -> float:
    counts = bins.copy()
    left = share * sum(counts)
    for index, count in enumerate(counts):
        left -= count
        if left <= 0:
            return round((index + 1) * _BIN_S * 1e3, 3)
    return round(len(counts) * _BIN_S * 1e3, 3)
