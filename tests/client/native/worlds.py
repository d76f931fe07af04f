"""Worlds without time, threads or sockets: clocks turned by hand, and two engines on a seeded link."""

from __future__ import annotations

import heapq
import itertools
import random
import threading

import numpy as np

from client.native.capture import Send
from client.native.devices.base import AudioBlock, BlockTimes
from client.native.devices.sources import Source
from client.native.devices.virtual import VirtualDevice
from client.native.engine import Engine
from client.native.playback import FarEnd
from dsp.jitter_buffer import JitterBuffer
from dsp.ledger import Ledger
from dsp.packets import AudioPacket
from dsp.profiles import profile
from rtc.opus import OpusDecoder, duration_samples


class HandClock:
    """Jumps to every deadline, late by what a seeded scheduler would be."""

    def __init__(self, *, start_s: float = 100.0, late_s: float = 0.0, seed: int = 1) -> None:
        self._now_s, self._late_s = start_s, late_s
        self._random = random.Random(seed)
        self.stall_at_s: float | None = None
        self.stall_s = 0.0

    def now_s(self) -> float:
        return self._now_s

    def wait_until(self, deadline_s: float, stop: threading.Event) -> None:
        self._now_s = max(self._now_s, deadline_s + self._random.random() * self._late_s)
        if self.stall_at_s is not None and self._now_s >= self.stall_at_s:
            self._now_s += self.stall_s
            self.stall_at_s = None


class End:
    """One engine on a device clock of its own, driven by hand; no thread, no socket."""

    def __init__(
        self,
        source: Source,
        *,
        profile_name: str = "duet",
        drift_ppm: float = 0.0,
        start_s: float = 50.0,
        block_frames: int = 64,
    ) -> None:
        device = VirtualDevice(source, block_frames=block_frames, drift_ppm=drift_ppm)
        self.engine = Engine(device, profile(profile_name))
        self.ledger = Ledger()
        self.buffer = JitterBuffer(
            OpusDecoder(channels=2), channels=2, ledger=self.ledger, duration=duration_samples
        )
        self.far = FarEnd(self.buffer, 2)
        self.heard: list[AudioBlock] = []
        self._source, self._frames, self._start_s = source, block_frames, start_s
        self._period_s = block_frames / (48_000 * (1 + drift_ppm * 1e-6))
        self._block = 0
        self._times = BlockTimes()
        self._microphone = np.zeros((block_frames, source.channels), np.float32)
        self._played = np.zeros((block_frames, 2), np.float32)

    @property
    def next_s(self) -> float:
        return self._start_s + (self._block + 1) * self._period_s

    def step(self) -> None:
        """One callback."""
        times = self._times
        times.sample = self._block * self._frames
        times.capture_s = self._start_s + self._block * self._period_s
        times.now_s = self.next_s
        times.play_s = self.next_s + self._period_s
        self._source.read_into(self._microphone)
        self.engine.process(self._microphone, self._played, times)
        self.heard.append(self._played.copy())
        self._block += 1

    def stumble(self, blocks: int) -> None:
        """The card leaves so many callbacks out; what was to be played then never sounds."""
        self._block += blocks
        self._source.skip(blocks * self._frames)
        self.heard.append(np.zeros((blocks * self._frames, 2), np.float32))

    def sound(self) -> AudioBlock:
        """Everything played so far."""
        return np.concatenate(self.heard)


class Duo:
    """Two ends joined by a link of seeded delay and loss."""

    def __init__(
        self, one: End, other: End, *, delay_s: float = 0.005, jitter_s: float = 0.0, loss: float = 0.0
    ) -> None:
        self.ends = (one, other)
        self._flying: list[tuple[float, int, End, AudioPacket]] = []
        self._random = random.Random(7)
        self._delay_s, self._jitter_s, self._loss = delay_s, jitter_s, loss
        for near, far in ((one, other), (other, one)):
            near.engine.connect(near.far, self._sender(near, far))

    def _sender(self, near: End, far: End) -> Send:
        sequence = itertools.count(65_000)

        def send(payload: bytes, timestamp: int) -> None:
            number = next(sequence)
            if self._random.random() >= self._loss:
                arrival_s = near.next_s + self._delay_s + self._random.random() * self._jitter_s
                packet = AudioPacket(number & 0xFFFF, timestamp, payload)
                heapq.heappush(self._flying, (arrival_s, number, far, packet))

        return send

    def run(self, *, seconds: float) -> None:
        until_s = min(end.next_s for end in self.ends) + seconds
        while (end := min(self.ends, key=lambda one: one.next_s)).next_s < until_s:
            while self._flying and self._flying[0][0] <= end.next_s:
                arrival_s, _, far, packet = heapq.heappop(self._flying)
                far.buffer.push(packet, arrival_s=arrival_s)
            end.step()


def music(seconds: float, *, seed: int = 3) -> AudioBlock:
    """Sound that correlates with itself at one place only: seeded noise below 6 kHz, ``(frames, 1)``."""
    noise = np.random.default_rng(seed).standard_normal(int(seconds * 48_000))
    spectrum = np.fft.rfft(noise)
    spectrum[int(len(spectrum) / 4) :] = 0
    sound = np.fft.irfft(spectrum, len(noise))
    return np.asarray(0.3 * sound / np.abs(sound).max(), np.float32)[:, None]


def find(piece: AudioBlock, whole: AudioBlock) -> tuple[float, int]:
    """Where in ``whole`` the first channel of ``piece`` fits best, and how well (normalised correlation)."""
    one, all_of = piece[:, 0].astype(np.float64), whole[:, 0].astype(np.float64)
    size = 1 << (len(all_of) + len(one)).bit_length()
    crossed = np.fft.irfft(np.fft.rfft(all_of, size) * np.conj(np.fft.rfft(one, size)), size)
    energy = np.concatenate([[0.0], np.cumsum(all_of**2)])
    places = len(all_of) - len(one) + 1
    norms = np.sqrt((energy[len(one) :] - energy[:places]) * (one @ one)) + 1e-9
    scores = crossed[:places] / norms
    best = int(np.argmax(scores))
    return float(scores[best]), best


def best_match(heard: AudioBlock, played: AudioBlock, *, at: int, frames: int) -> tuple[float, int]:
    """Correlation of ``heard[at:at+frames]`` with ``played`` where it fits best, and how late that is."""
    score, place = find(heard[at : at + frames], played[: at + frames])
    return score, at - place
