"""Two clocks, weather between them, and the whole jitter buffer, in virtual time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.drift.clocks import Clock
from benchmarks.paths.simulate import travel
from benchmarks.paths.weather import Weather
from dsp import SAMPLE_RATE_HZ, AudioPacket, JitterBuffer, JitterStats, Ledger, TargetDelay

Floats = NDArray[np.float64]
PTIME = 120
BLOCK = 960
LOOK_S = 1.0
_NOTE_HZ = 440.0


class NailedTarget(TargetDelay):
    """A target that never moves: whatever is inserted or removed then is the clocks' doing.

    Parameters
    ----------
    wait_samples : float
        Above the transit of the first packet.
    """

    def __init__(self, wait_samples: float) -> None:
        self._wait_samples = wait_samples
        self._first: float | None = None
        super().__init__(4.0)

    @property
    def wanted_transit(self) -> float:
        """The first packet's transit and the wait."""
        return (self._first or 0.0) + self._wait_samples

    @property
    def least_transit(self) -> float:
        """The first packet's."""
        return self._first or 0.0

    def observe(self, transit: float, ptime_samples: int, now_s: float) -> None:
        """Look at the first packet alone."""
        if self._first is None:
            self._first = transit


class Tone:
    """A decoder whose every packet is the next stretch of one steady note."""

    def __init__(self) -> None:
        at = np.arange(SAMPLE_RATE_HZ + PTIME) / SAMPLE_RATE_HZ
        self._sound = (0.3 * np.sin(2 * np.pi * _NOTE_HZ * at)).astype(np.float32)[:, None]

    def __call__(self, payload: bytes | None, frames: int) -> NDArray[np.float32]:
        """``(frames, 1)``; a payload is its packet's number."""
        first = int.from_bytes(payload or b"", "big") * PTIME % SAMPLE_RATE_HZ
        return self._sound[first : first + frames]


@dataclass(frozen=True)
class Trace:
    """What was seen, once a second (``(looks,)`` each) and at the end.

    Attributes
    ----------
    at_s : NDArray[float64]
        True time.
    estimated_ppm, true_ppm : NDArray[float64]
        Of the sender's clock against the card's.
    delay_ms : NDArray[float64]
        True time from a sample's sending to its play.
    worst_cents : NDArray[float64]
        Furthest that any block since the last look was off in pitch.
    moved_samples : NDArray[float64]
        Inserted and removed until then.
    sounding : NDArray[bool]
        Whether the block then was anything but silence.
    stats : JitterStats
        At the end.
    """

    at_s: Floats
    estimated_ppm: Floats
    true_ppm: Floats
    delay_ms: Floats
    worst_cents: Floats
    moved_samples: Floats
    sounding: NDArray[np.bool_]
    stats: JitterStats


def play(
    sender: Clock,
    card: Clock,
    weather: Weather,
    *,
    seconds: float,
    seed: int,
    target: TargetDelay | None = None,
    first_timestamp: int = 0,
    restart_s: float | None = None,
    callback_jitter_s: float = 0.0,
    look_s: float = LOOK_S,
) -> Trace:
    """Send a note from one clock to the other for ``seconds``.

    Parameters
    ----------
    first_timestamp : int
        Of the first packet, 32 bits.
    restart_s : float, optional
        When the sender begins anew with other numbers.
    callback_jitter_s : float
        How late the card's callbacks may be.
    """
    count = int(seconds * SAMPLE_RATE_HZ / PTIME)
    sent_s = sender.time_of(np.arange(1, count + 1, dtype=np.float64) * float(PTIME))
    arrivals = travel(sent_s, weather, seed=seed)
    there = np.flatnonzero(~np.isnan(arrivals))
    shift = np.full(count, first_timestamp)
    if restart_s is not None:
        shift[sent_s >= restart_s] += 2**31 - 12_345
    blocks = np.arange(int((seconds - 1.0) * SAMPLE_RATE_HZ / BLOCK), dtype=np.float64)
    exact_s = card.time_of(np.asarray(blocks * float(BLOCK), np.float64))
    late = np.random.default_rng(seed).random(len(blocks)) * callback_jitter_s
    looks = _Looks(sender, card, first_timestamp)
    ledger = Ledger(512)
    buffer = JitterBuffer(Tone(), channels=1, target=target, ledger=ledger, duration=lambda payload: PTIME)
    waiting = zip(arrivals[there].tolist(), there.tolist(), shift[there].tolist(), strict=True)
    arrival_s, number, shifted = next(waiting)
    out = np.empty((BLOCK, 1), np.float32)
    next_look_s = look_s
    for now_s in (exact_s + late).tolist():
        while arrival_s <= now_s:
            wire = AudioPacket(
                number & 0xFFFF, (number * PTIME + shifted) & 0xFFFFFFFF, number.to_bytes(4, "big")
            )
            buffer.push(wire, arrival_s=arrival_s)
            arrival_s, number, shifted = next(waiting, (np.inf, 0, 0))
        buffer.pull(BLOCK, now_s=now_s, out=out)
        if now_s >= next_look_s:
            next_look_s += look_s
            looks.take(now_s, buffer.stats(), ledger, bool(np.abs(out[-16:]).max() > 0.01))
    return looks.trace(buffer.stats())


class _Looks:
    """Gathers what a trace is made of."""

    def __init__(self, sender: Clock, card: Clock, first_timestamp: int) -> None:
        self._sender, self._card, self._first = sender, card, first_timestamp
        self._rows: list[tuple[float, float, float, float, float, float, bool]] = []
        self._seen = -1.0

    def take(self, now_s: float, stats: JitterStats, ledger: Ledger, sounding: bool) -> None:
        rows = ledger.play_map()
        rows = rows[rows[:, 0] > self._seen]
        if not len(rows):
            return
        self._seen = float(rows[-1, 0])
        played_s = self._card.time_of(rows[:, 0])
        true = self._sender.rate_at(played_s) / self._card.rate_at(played_s)
        cents = np.abs(1200 * np.log2(rows[:, 2] / true)).max()
        media_s = self._sender.time_of(rows[-1:, 1] - self._first)
        delay_ms = float(played_s[-1] - media_s[0]) * 1e3
        moved = stats.inserted_samples + stats.removed_samples
        ppm = float(true[-1] - 1) * 1e6
        self._rows.append((now_s, stats.drift_ppm, ppm, delay_ms, float(cents), moved, sounding))

    def trace(self, stats: JitterStats) -> Trace:
        at_s, estimated, true, delay, cents, moved, sounding = (
            np.array(one) for one in zip(*self._rows, strict=True)
        )
        return Trace(at_s, estimated, true, delay, cents, moved, sounding.astype(bool), stats)
