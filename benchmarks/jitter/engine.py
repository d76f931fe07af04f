"""The whole jitter buffer on a trace, with sound: what decisions alone leave out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dsp import AudioPacket, JitterBuffer, TargetDelay
from dsp.path.trace import SAMPLE_RATE_HZ, Trace, from_transit

BLOCK_FRAMES = 64
Sound = Callable[[NDArray[np.int64]], NDArray[np.float64]]

STEP_MS = 30.0
STEP_UP_S, STEP_DOWN_S, STEP_END_S = 5.0, 8.0, 28.5
PER_MS = SAMPLE_RATE_HZ / 1000


@dataclass(frozen=True)
class Played:
    """What the buffer said, pull by pull: ``(pulls,)`` each."""

    at_s: NDArray[np.float64]
    delay_ms: NDArray[np.float64]
    concealed_ms: NDArray[np.float64]  # so far

    def delay_at(self, at_s: float) -> float:
        """The playout delay last said before ``at_s``."""
        return float(self.delay_ms[max(0, int(np.searchsorted(self.at_s, at_s)) - 1)])

    def concealed_between(self, from_s: float, to_s: float) -> float:
        """Milliseconds synthesised in a stretch of time."""
        first, last = np.searchsorted(self.at_s, [from_s, to_s]) - 1
        return float(self.concealed_ms[last] - self.concealed_ms[max(0, first)])


def violin(media: NDArray[np.int64]) -> NDArray[np.float64]:
    """Two partials of an open A."""
    at = media / SAMPLE_RATE_HZ
    return np.asarray(0.3 * np.sin(2 * np.pi * 440.0 * at) + 0.1 * np.sin(2 * np.pi * 880.0 * at + 0.5))


def run(trace: Trace, weight_ms: float, sound: Sound = violin) -> Played:
    """Push and pull as a sound card of 64 frames does."""
    frames = trace.ptime_samples

    def decode(payload: bytes | None, count: int) -> NDArray[np.float32]:
        if payload is None:
            return np.zeros((count, 1), np.float32)
        first = int.from_bytes(payload, "big")
        return np.asarray(sound(first + np.arange(frames, dtype=np.int64)), np.float32)[:, None]

    buffer = JitterBuffer(decode, channels=1, target=TargetDelay(weight_ms), duration=lambda _: frames)
    arrivals, order = trace.arrival.tolist(), trace.order().tolist()
    rows: list[tuple[float, float, float]] = []
    out = np.empty((BLOCK_FRAMES, 1), np.float32)
    at = 0
    for now in range(0, len(trace) * frames, BLOCK_FRAMES):
        while at < len(order) and arrivals[order[at]] <= now:
            index = order[at]
            packet = AudioPacket(
                index & 0xFFFF, index * frames & 0xFFFFFFFF, (index * frames).to_bytes(8, "big")
            )
            buffer.push(packet, arrival_s=arrivals[index] / SAMPLE_RATE_HZ)
            at += 1
        buffer.pull(BLOCK_FRAMES, now_s=now / SAMPLE_RATE_HZ, out=out)
        said = buffer.stats()
        delay = said.media_delay_ms - frames / PER_MS
        rows.append((now / SAMPLE_RATE_HZ, delay, said.concealed_samples / PER_MS))
    return Played(*np.array(rows).T)


def step(ptime_samples: int, *, seed: int, seconds: float = STEP_END_S) -> Trace:
    """Fibre whose path becomes 30 ms longer at 5 s and as short as before at 8 s."""
    count = round(seconds * SAMPLE_RATE_HZ / ptime_samples)
    sent_s = np.arange(1, count + 1) * ptime_samples / SAMPLE_RATE_HZ
    transit = np.abs(np.random.default_rng(seed).normal(0.0, 0.1 * PER_MS, count))
    transit[(sent_s >= STEP_UP_S) & (sent_s < STEP_DOWN_S)] += STEP_MS * PER_MS
    due = np.maximum.accumulate(sent_s * SAMPLE_RATE_HZ + transit)
    return from_transit(due - sent_s * SAMPLE_RATE_HZ, ptime_samples)
