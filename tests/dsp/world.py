"""A world in miniature: a sender with a clock of its own, a seeded link, a sound card one turns by hand."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from dsp import AudioPacket, JitterBuffer, JitterStats, Ledger, TargetDelay

RATE_HZ = 48_000
Sound = Callable[[NDArray[np.int64]], NDArray[np.float64]]


def tone(media: NDArray[np.int64]) -> NDArray[np.float64]:
    """Two partials of a violin's open A."""
    at = media / RATE_HZ
    return np.asarray(0.3 * np.sin(2 * np.pi * 440.0 * at) + 0.1 * np.sin(2 * np.pi * 880.0 * at + 0.5))


def silence(media: NDArray[np.int64]) -> NDArray[np.float64]:
    """Nothing at all."""
    return np.zeros(len(media))


@dataclass
class Link:
    """One-way delay and loss by the millisecond of sending; in order unless told otherwise."""

    delay_s: NDArray[np.float64]
    loss: NDArray[np.float64]
    seed: int = 1
    in_order: bool = True

    def __post_init__(self) -> None:
        self._rng = np.random.default_rng(self.seed)
        self._last_s = -1.0

    @classmethod
    def steady(cls, delay_s: float = 0.005, loss: float = 0.0, seed: int = 1) -> Link:
        return cls(np.array([delay_s]), np.array([loss]), seed)

    @classmethod
    def jitter(cls, delay_s: float, jitter_s: float, seed: int = 1, *, in_order: bool = True) -> Link:
        spread = np.abs(np.random.default_rng(seed).normal(0.0, jitter_s, 4096))
        return cls(delay_s + spread, np.zeros(1), seed, in_order)

    @classmethod
    def weather(cls, delay_us: NDArray[np.int64], loss_per_mille: NDArray[np.int64], seed: int = 1) -> Link:
        return cls(delay_us / 1e6, loss_per_mille / 1e3, seed)

    def arrival(self, sent_s: float) -> float | None:
        ms = int(sent_s * 1e3)
        if self._rng.random() < self.loss[ms % len(self.loss)]:
            return None
        arrival_s = sent_s + float(self.delay_s[ms % len(self.delay_s)])
        if self.in_order:
            arrival_s = max(arrival_s, self._last_s)
            self._last_s = arrival_s
        return arrival_s


def pack(media: int, frames: int) -> bytes:
    return media.to_bytes(8, "big", signed=True) + frames.to_bytes(2, "big")


@dataclass
class FakeCodec:
    """A payload says which samples of an endless sound it holds."""

    sound: Sound = tone
    channels: int = 1
    decoded: list[int] = field(default_factory=list)

    def __call__(self, payload: bytes | None, frames: int) -> NDArray[np.float32]:
        if payload is None:
            return np.zeros((frames, self.channels), np.float32)
        if len(payload) != 10:
            raise ValueError(f"a payload of {len(payload)} bytes, expected 10")
        media = int.from_bytes(payload[:8], "big", signed=True)
        count = int.from_bytes(payload[8:], "big")
        self.decoded.append(media)
        at = media + np.arange(count, dtype=np.int64)
        return np.repeat(self.sound(at).astype(np.float32)[:, None], self.channels, axis=1)

    def duration_samples(self, payload: bytes) -> int:
        if len(payload) != 10:
            raise ValueError(f"a payload of {len(payload)} bytes, expected 10")
        return int.from_bytes(payload[8:], "big")


@dataclass
class Seen:
    """What a stretch of time looked like."""

    stats: JitterStats
    heard: NDArray[np.float32]
    media_offset_samples: float  # pulled samples minus media time at the cursor: the law keeps it

    @property
    def playout_delay_samples(self) -> int:
        return round(self.media_offset_samples)


class World:
    """Two ends and a link; time goes on only in ``run``."""

    def __init__(
        self,
        *,
        link: Link | None = None,
        drift_ppm: float = 0.0,
        ptime_samples: int = 120,
        block_frames: int = 64,
        channels: int = 1,
        sound: Sound = tone,
        weight_ms: float = 4.0,
        callback_jitter_s: float = 0.0,
        first_timestamp: int = 1_000_000,
        first_sequence: int = 100,
        knows_duration: bool = True,
        seed: int = 7,
    ) -> None:
        self.link = link if link is not None else Link.steady()
        self.ptime_samples = ptime_samples
        self.block_frames = block_frames
        self.callback_jitter_s = callback_jitter_s
        self.rate_hz = RATE_HZ * (1.0 + drift_ppm * 1e-6)
        self.codec = FakeCodec(sound, channels)
        self.ledger = Ledger()
        self.target = TargetDelay(weight_ms)
        self.buffer = JitterBuffer(
            self.codec,
            channels=channels,
            target=self.target,
            ledger=self.ledger,
            duration=self.codec.duration_samples if knows_duration else None,
        )
        self.now_s = 0.0
        self.sending = True
        self._rng = np.random.default_rng(seed)
        self._media = 0  # the sender's next sample
        self._timestamp_shift = first_timestamp
        self._sequence = first_sequence
        self._flying: list[tuple[float, int, AudioPacket]] = []
        self._order = 0
        self._blocks = 0
        self._to_lose = 0
        self._to_double = 0
        self._to_delay_s: list[float] = []
        self.sent: list[tuple[float, float | None]] = []

    def lose_next_packet(self, count: int = 1) -> None:
        self._to_lose += count

    def double_next_packet(self) -> None:
        self._to_double += 1

    def delay_next_packet(self, by_s: float) -> None:
        """Let it come ``by_s`` later than the link would, past those behind it."""
        self._to_delay_s.append(by_s)

    def restart_sender(self, *, timestamp: int, sequence: int) -> None:
        self._timestamp_shift = timestamp - self._media
        self._sequence = sequence

    def inject(self, packet: AudioPacket, at_s: float | None = None) -> None:
        self._fly(self.now_s if at_s is None else at_s, packet)

    def _fly(self, arrival_s: float, packet: AudioPacket) -> None:
        self._order += 1
        heapq.heappush(self._flying, (arrival_s, self._order, packet))

    def _send_until(self, now_s: float) -> None:
        while (sent_s := (self._media + self.ptime_samples) / self.rate_hz) <= now_s:
            packet = AudioPacket(
                self._sequence & 0xFFFF,
                (self._media + self._timestamp_shift) & 0xFFFFFFFF,
                pack(self._media, self.ptime_samples),
            )
            self._media += self.ptime_samples
            self._sequence += 1
            if not self.sending:
                continue
            if self._to_lose:
                self._to_lose -= 1
                self.sent.append((sent_s, None))
                continue
            arrival_s = self.link.arrival(sent_s)
            self.sent.append((sent_s, arrival_s))
            if arrival_s is None:
                continue
            if self._to_delay_s:
                arrival_s += self._to_delay_s.pop(0)
            self._fly(arrival_s, packet)
            if self._to_double:
                self._to_double -= 1
                self._fly(arrival_s + 0.001, packet)

    def run(self, *, seconds: float) -> Seen:
        """Let time go on and say what was heard."""
        end_s = self.now_s + seconds
        heard: list[NDArray[np.float32]] = []
        while (turn_s := self._blocks * self.block_frames / RATE_HZ) < end_s:
            late_s = self.callback_jitter_s * float(self._rng.random()) if self.callback_jitter_s else 0.0
            self.now_s = turn_s + late_s
            self._send_until(self.now_s)
            while self._flying and self._flying[0][0] <= self.now_s:
                arrival_s, _, packet = heapq.heappop(self._flying)
                self.buffer.push(packet, arrival_s=arrival_s)
            heard.append(self.buffer.pull(self.block_frames, now_s=self.now_s))
            self._blocks += 1
        stats = self.buffer.stats()
        pulled = self._blocks * self.block_frames
        rows = self.ledger.play_map()
        media = float(rows[-1, 1] + rows[-1, 2] * self.block_frames) if len(rows) else 0.0
        return Seen(stats, np.concatenate(heard) if heard else np.zeros((0, 1), np.float32), pulled - media)
