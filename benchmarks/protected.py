"""A protected stream in virtual time: real packets, a lossy path, the real jitter buffer, no clock."""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from dsp.jitter_buffer import JitterBuffer
from dsp.loss import LossWatch, PathLoss
from dsp.packets import AudioPacket
from dsp.profiles import SAMPLE_RATE_HZ
from dsp.redundancy import NONE, Protection, RedundancyPolicy, Room
from dsp.target import TargetDelay
from rtc.audio_formats import AudioFormats
from rtc.audio_inlet import AudioInlet
from rtc.audio_sender import AudioSender

Came = NDArray[np.bool_]

PTIME_SAMPLES = 120
PAYLOAD_BYTES = 40  # 128 kbit/s
BLOCK_FRAMES = 64
PATH_S = 0.010
JITTER_S = 0.0002
REPORT_S = 0.25
FORMATS = AudioFormats(111, 63)
ROOM = Room(PTIME_SAMPLES, PAYLOAD_BYTES, budget_bps=700_000.0)


def losses(packets: int, *, share: float, burst: float, seed: int) -> Came:
    """Which packets come, ``(packets,)``, on a path that is now good, now bad (Gilbert, 1960).

    Parameters
    ----------
    share : float
        Of packets lost, 0 to 1.
    burst : float
        Mean length of the runs of lost packets; ``1 / (1 - share)`` is loss by pure chance.
    """
    draws = np.random.default_rng(seed).random(packets)
    ends = 1.0 / burst
    begins = share * ends / (1.0 - share)
    came, bad = np.ones(packets, np.bool_), False
    for at, draw in enumerate(draws.tolist()):
        bad = draw >= ends if bad else draw < begins
        came[at] = not bad
    return came


def missing_pct(came: Came, protection: Protection, waits: list[int]) -> list[float]:
    """How much is missing for each wait, in packets: decisions alone, no sound."""
    known = came.copy()
    left = {0: 100.0 * float(np.mean(~came))}
    for wait in range(1, max(waits) + 1):
        if wait % protection.spacing == 0 and wait <= protection.span:
            known[:-wait] |= came[wait:]
        left[wait] = 100.0 * float(np.mean(~known))
    return [left[wait] for wait in waits]


@dataclass
class Played:
    """What became of one stream, its first seconds left out.

    Attributes
    ----------
    concealed_pct, lost_pct, recovered_pct : float
        Of what was played, and of the packets.
    delay_ms : float
        Mean playout delay.
    settled_s : float
        When the protection changed for the last time, from the start.
    chosen : Protection
        At the end.
    faults : int
        Errors of ours; each is a bug.
    """

    concealed_pct: float
    lost_pct: float
    recovered_pct: float
    delay_ms: float
    settled_s: float
    chosen: Protection
    faults: int


@dataclass
class Stream:
    """One sender, one path, one receiver.

    Parameters
    ----------
    came : NDArray[bool]
        ``(packets,)``, which packets the path lets through.
    weight_ms : float
        Of the receiver, and of the policy where one chooses.
    protection : Protection or None
        Fixed; None: the policy chooses by what the receiver reports, a report's way later.
    seed : int
        Of the path's jitter.
    """

    came: Came
    weight_ms: float
    protection: Protection | None
    seed: int
    _flying: list[tuple[float, int, bytes]] = field(default_factory=list)
    _now_s: float = 0.0
    _changed_s: float = 0.0

    def __post_init__(self) -> None:
        self._policy = RedundancyPolicy(self.weight_ms)
        self._watch = LossWatch()
        self._told: PathLoss | None = None
        self._delays = np.random.default_rng(self.seed).exponential(JITTER_S, len(self.came)) + PATH_S
        self._sender = AudioSender(1)
        self._sender.arm(lambda packet: packet, FORMATS)
        self._sender.route(self._on_its_way)
        self._sender.protection = self.protection or NONE
        self._inlet = AudioInlet(self._heard)
        self._inlet.expect(FORMATS, [1], lambda _ssrc, _reception: None)
        self._inlet.arm(lambda packet: packet, ())
        self._buffer = JitterBuffer(
            _decode, channels=1, target=TargetDelay(self.weight_ms), duration=lambda _payload: PTIME_SAMPLES
        )

    def play(self, *, skip_s: float) -> Played:
        """Let all packets pass; figures count from ``skip_s`` on."""
        blocks = len(self.came) * PTIME_SAMPLES // BLOCK_FRAMES
        out = np.empty((BLOCK_FRAMES, 1), np.float32)
        next_report_s, delays, before = REPORT_S, [], self._buffer.stats()
        for block in range(blocks):
            self._now_s = block * BLOCK_FRAMES / SAMPLE_RATE_HZ
            self._send()
            while self._flying and self._flying[0][0] <= self._now_s:
                arrival_s, _, packet = heapq.heappop(self._flying)
                self._inlet.take(packet, arrival_s)
            self._buffer.pull(BLOCK_FRAMES, now_s=self._now_s, out=out)
            if self._now_s >= next_report_s:
                next_report_s += REPORT_S
                self._report()
                if self._now_s < skip_s:
                    before = self._buffer.stats()
                else:
                    delays.append(self._buffer.stats().playout_delay_ms)
        after = self._buffer.stats()
        played = after.played_samples - before.played_samples
        expected = after.received + after.lost - before.received - before.lost
        return Played(
            concealed_pct=100.0 * (after.concealed_samples - before.concealed_samples) / played,
            lost_pct=100.0 * (after.lost - before.lost) / expected,
            recovered_pct=100.0 * (after.recovered - before.recovered) / expected,
            delay_ms=float(np.mean(delays)),
            settled_s=self._changed_s,
            chosen=self._sender.protection,
            faults=after.faults,
        )

    def _send(self) -> None:
        full = int(self._now_s * SAMPLE_RATE_HZ) // PTIME_SAMPLES
        while (number := self._sender.packets) < min(full, len(self.came)):
            payload = number.to_bytes(4, "big") + bytes(PAYLOAD_BYTES - 4)
            self._sender.send(payload, number * PTIME_SAMPLES)

    def _on_its_way(self, packet: bytes) -> None:
        number = self._sender.packets
        if self.came[number]:
            sent_s = (number + 1) * PTIME_SAMPLES / SAMPLE_RATE_HZ
            heapq.heappush(self._flying, (sent_s + float(self._delays[number]), number, packet))

    def _heard(self, packet: AudioPacket, arrival_s: float) -> None:
        if not packet.recovered:
            self._watch.add(packet.sequence)
        self._buffer.push(packet, arrival_s=arrival_s)

    def _report(self) -> None:
        told, self._told = self._told, self._watch.read(now_s=self._now_s)
        if self.protection is None:
            chosen = self._policy.update(told, ROOM, now_s=self._now_s)
            if chosen != self._sender.protection:
                self._sender.protection, self._changed_s = chosen, self._now_s


def _chord() -> NDArray[np.float32]:
    at = np.arange(SAMPLE_RATE_HZ) / SAMPLE_RATE_HZ
    sound = sum(0.1 * np.sin(2.0 * np.pi * pitch_hz * at) for pitch_hz in (220.0, 330.0, 440.0, 1100.0))
    return np.asarray(sound, np.float32)[:, None]


_CHORD = _chord()


def _decode(payload: bytes | None, frames: int) -> NDArray[np.float32]:
    if payload is None:
        return np.zeros((frames, 1), np.float32)
    at = int.from_bytes(payload[:4], "big") * PTIME_SAMPLES % SAMPLE_RATE_HZ
    return _CHORD[at : at + PTIME_SAMPLES].copy()
