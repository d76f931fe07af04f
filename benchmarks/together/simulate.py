"""A pupil who plays exactly on a track, and what the teacher hears of both, in virtual time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.drift.clocks import Clock
from benchmarks.paths.queueing import Link
from benchmarks.paths.weather import Weather, forecast
from benchmarks.together.material import MOST_OFF, apart_samples, bursts
from dsp import SAMPLE_RATE_HZ, AudioPacket, JitterBuffer, JitterStats
from dsp.track_line import TrackFollower, TrackLine, TrackSound
from rtc.opus import OpusDecoder, OpusEncoder, duration_samples

Floats = NDArray[np.float64]
Samples = NDArray[np.float32]

PTIME, BLOCK = 240, 480
BEAT_S = 0.25
TRACK_S = 30.0
STARTS_S = 0.7
SETTLED_S = 3.0
WANDER_PPM, WANDER_S = 1.0, 600.0
ROUND_TRIP_S = 6.283e-3  # the pupil's sound card: no whole number of samples
_SPARE_S = 5.0
_CHUNK_FRAMES = 20 * SAMPLE_RATE_HZ
_MARGIN_FRAMES = MOST_OFF + SAMPLE_RATE_HZ // 100


@dataclass(frozen=True)
class Heard:
    """What a teacher heard, burst by burst.

    Attributes
    ----------
    at_s : NDArray[float64]
        ``(bursts,)``, on the teacher's card.
    off_samples : NDArray[float64]
        ``(bursts,)``, how much later than on the track the pupil's was; NaN where it was lost on the way.
    jumps : int
        How often the track went over to another place.
    stats : JitterStats
    """

    at_s: Floats
    off_samples: Floats
    jumps: int
    stats: JitterStats

    @property
    def heard(self) -> Floats:
        """Those that were heard, ``(heard,)``."""
        return self.off_samples[~np.isnan(self.off_samples)]

    def within(self, samples: float) -> float:
        """The share of those heard that lies within so many samples of the track, %."""
        return float(100.0 * np.mean(np.abs(self.heard) <= samples)) if len(self.heard) else float("nan")


def harder(weather: Weather, *, loss: float, longer_s: float) -> Weather:
    """A weather that loses at least that share, and takes so much longer."""
    return Weather(
        weather.delay_us + round(longer_s * 1e6),
        np.maximum(weather.loss_per_mille, round(loss * 1000)),
    )


class _Pupil:
    """An end that plays the track and sends a sound that lies on it, packet by packet.

    Parameters
    ----------
    sound : TrackSound
    """

    def __init__(self, sound: TrackSound, clock: Clock, begins: int) -> None:
        self._sound, self._clock, self._begins = sound, clock, begins
        self._encoder = OpusEncoder(channels=1, ptime_samples=PTIME, bitrate_bps=160_000, complexity=0)
        self._block = np.zeros((PTIME, 1), np.float32)
        self.line = TrackLine.heard(
            sample=begins,
            place_samples=0.0,
            round_trip_s=ROUND_TRIP_S,
            lookahead_s=self._encoder.lookahead_samples / SAMPLE_RATE_HZ,
        )

    def packets(self, link: Link, seconds: float) -> Iterator[tuple[float, AudioPacket]]:
        """Every packet that arrives, and when."""
        count = int(seconds * SAMPLE_RATE_HZ / PTIME)
        full_s = self._clock.time_of(np.arange(1, count + 1, dtype=np.float64) * float(PTIME))
        for number, sent_s in enumerate(full_s.tolist()):
            # What is played on the beat is captured a round trip after the card was given the beat.
            place = number * PTIME - self._begins - ROUND_TRIP_S * SAMPLE_RATE_HZ
            self._sound.read(place, 1.0, self._block)
            payload = self._encoder.encode(self._block)
            arrival_s = link.take(sent_s)
            if arrival_s is not None:
                yield arrival_s, AudioPacket(number & 0xFFFF, (number * PTIME) & 0xFFFFFFFF, payload)


def play_along(
    weather: str,
    seed: int,
    *,
    seconds: float,
    ppm: float = 100.0,
    loss: float = 0.10,
    asymmetry_s: float = 5e-3,
) -> Heard:
    """Let a pupil play to a track for so long.

    Parameters
    ----------
    weather : str
        Of the way to the teacher, made worse by ``loss`` (a share, at least) and ``asymmetry_s``.
    ppm : float
        The pupil's card is that much fast, the teacher's as much slow.
    """
    lasts = seconds + _SPARE_S
    cards = [
        Clock.wandering(sign * ppm, seconds=lasts, wander_ppm=WANDER_PPM, period_s=WANDER_S, seed=seed + way)
        for way, sign in enumerate((1.0, -1.0))
    ]
    way = harder(forecast(weather, seed, seconds), loss=loss, longer_s=asymmetry_s)
    track, middles = bursts(TRACK_S, seed)
    loop = (0, len(track))
    begins = int(STARTS_S * SAMPLE_RATE_HZ) + 17
    pupil = _Pupil(TrackSound(track, loop=loop), cards[0], begins)
    teacher = _Teacher(TrackSound(track, loop=loop), cards[1], pupil.line, Link(way, seed + 77))
    return teacher.listen(pupil.packets(Link(way, seed), seconds), seconds, middles)


class _Teacher:
    """An end that hears the pupil, and its own copy of the track beside."""

    def __init__(self, sound: TrackSound, card: Clock, line: TrackLine, beats: Link) -> None:
        self._sound, self._card, self._told = sound, card, line
        self._beats = beats
        self.buffer = JitterBuffer(OpusDecoder(channels=1), channels=1, duration=duration_samples)
        self.follower = TrackFollower(1)

    def _hears_of_it_s(self) -> float:
        """When the first beat with the line in it is here: each may be lost."""
        said_s = 0.0
        while (come_s := self._beats.take(said_s)) is None:
            said_s += BEAT_S
        return come_s

    def listen(
        self, packets: Iterator[tuple[float, AudioPacket]], seconds: float, middles: NDArray[np.int64]
    ) -> Heard:
        known_s = self._hears_of_it_s()
        blocks = int((seconds - 1.0) * SAMPLE_RATE_HZ / BLOCK)
        due_s = self._card.time_of(np.arange(blocks, dtype=np.float64) * float(BLOCK)).tolist()
        judge = _Judge(middles)
        arrival_s, packet = next(packets)
        sound, track = np.zeros((BLOCK, 1), np.float32), np.zeros((BLOCK, 1), np.float32)
        for now_s in due_s:
            while arrival_s <= now_s:
                self.buffer.push(packet, arrival_s=arrival_s)
                arrival_s, packet = next(packets, (np.inf, packet))
            self.buffer.pull(BLOCK, now_s=now_s, out=sound)
            pieces = self.buffer.pieces if now_s >= known_s else []
            self.follower.fill(self._sound, self._told, pieces, track)
            judge.take(sound, track)
        return judge.heard(self.follower.jumps, self.buffer.stats())


class _Judge:
    """Looks at both sounds side by side, some seconds at a time."""

    def __init__(self, middles: NDArray[np.int64]) -> None:
        gaps = np.diff(middles)
        self._least_gap = int(gaps.min())
        self._rows: list[tuple[float, float]] = []
        self._sound: list[Samples] = []
        self._track: list[Samples] = []
        self._frames, self._begin, self._next = 0, 0, 0

    def take(self, sound: Samples, track: Samples) -> None:
        self._sound.append(sound[:, 0].copy())
        self._track.append(track[:, 0].copy())
        self._frames += len(sound)
        if self._frames >= _CHUNK_FRAMES:
            self._look()

    def _look(self) -> None:
        sound, track = np.concatenate(self._sound), np.concatenate(self._track)
        for at in _middles(track):
            if at >= _MARGIN_FRAMES and at < len(track) - _MARGIN_FRAMES and self._begin + at >= self._next:
                off = apart_samples(track, sound, at)
                self._next = self._begin + at + self._least_gap // 2
                if self._begin + at >= SETTLED_S * SAMPLE_RATE_HZ:
                    at_s = (self._begin + at) / SAMPLE_RATE_HZ
                    self._rows.append((at_s, float("nan") if off is None else off))
        keep = 3 * _MARGIN_FRAMES
        self._begin += len(sound) - keep
        self._sound, self._track, self._frames = [sound[-keep:]], [track[-keep:]], keep

    def heard(self, jumps: int, stats: JitterStats) -> Heard:
        if self._frames > 3 * _MARGIN_FRAMES:
            self._look()
        at_s, off = np.array(self._rows, dtype=np.float64).reshape(-1, 2).T
        return Heard(at_s, off, jumps, stats)


def _middles(track: Samples) -> list[int]:
    """Where its bursts are, about: runs of sound between silences of 50 ms."""
    loud = np.flatnonzero(np.abs(track) > 0.02)
    if not len(loud):
        return []
    ends = np.flatnonzero(np.diff(loud) > SAMPLE_RATE_HZ // 20)
    first, last = loud[np.concatenate(([0], ends + 1))], loud[np.concatenate((ends, [len(loud) - 1]))]
    return [int((a + b) // 2) for a, b in zip(first, last, strict=True)]
