"""A lesson's sound through the core, as fast as it goes: packets over weather in, blocks out."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from benchmarks.material import duet
from benchmarks.model_helper import ModelHelper
from benchmarks.paths.simulate import travel
from benchmarks.paths.weather import forecast
from dsp import SAMPLE_RATE_HZ, AudioPacket, Decode, JitterBuffer, JitterStats, Ledger, TargetDelay
from dsp.intake import Intake
from dsp.rate import RateControl
from dsp.waiting import WaitingRoom
from rtc import OpusDecoder, OpusEncoder

PTIME = 120
BITRATE_BPS = 128_000
_MUSIC_S = 10.0
_WEATHER_S = 300.0


@dataclass
class Cost:
    """What a stretch of lesson cost.

    Attributes
    ----------
    seconds : float
        Of lesson.
    wall_s : float
        What it took, sending and weather not included.
    push_ns, pull_ns, train_ns : list[int]
        Each call, where asked for; ``train_ns`` is each model made beside.
    stats : JitterStats
    """

    seconds: float
    wall_s: float
    stats: JitterStats
    push_ns: list[int] = field(default_factory=list)
    pull_ns: list[int] = field(default_factory=list)
    train_ns: list[int] = field(default_factory=list)


def payloads(seed: int) -> list[bytes]:
    """Ten seconds of a violin as Opus packets of 2.5 ms; they are sent over and over."""
    encoder = OpusEncoder(channels=1, ptime_samples=PTIME, bitrate_bps=BITRATE_BPS, complexity=1)
    sound = duet(seed, _MUSIC_S).violin
    return [encoder.encode(sound[at : at + PTIME]) for at in range(0, len(sound) - PTIME + 1, PTIME)]


def opus() -> Decode:
    """The decoder that a lesson uses."""
    return OpusDecoder(channels=1)


def prepared() -> Decode:
    """A decoder that costs nothing: always the same stretch of a steady tone."""
    at = np.arange(PTIME) / SAMPLE_RATE_HZ
    block = (0.3 * np.sin(2 * np.pi * 1200.0 * at)).astype(np.float32)[:, None]  # 3 whole periods

    def decode(payload: bytes | None, frames: int) -> NDArray[np.float32]:
        return block

    return decode


def run(
    decode: Decode,
    packets: list[bytes],
    weather: str,
    *,
    seconds: float,
    block: int,
    seed: int,
    drift_ppm: float = 30.0,
    timed: bool = False,
    helper: ModelHelper | None = None,
    each_s: Callable[[float], None] | None = None,
) -> Cost:
    """Play ``seconds`` of lesson in blocks of ``block`` frames; ``each_s`` is called every 60 s of it.

    With a ``helper`` concealment's models are made between the pulls, as a native end has them made by a
    process beside it; without, the pulls make them.
    """
    rate_hz = SAMPLE_RATE_HZ * (1 + drift_ppm * 1e-6)
    sent_s = np.arange(1, int(seconds * rate_hz / PTIME) + 1, dtype=np.float64) * float(PTIME / rate_hz)
    arrivals = travel(
        np.asarray(sent_s, np.float64), forecast(weather, seed, min(seconds, _WEATHER_S)), seed=seed
    )
    there = np.flatnonzero(~np.isnan(arrivals))
    waiting = zip(arrivals[there].tolist(), there.tolist(), strict=True)
    arrival_s, number = next(waiting)
    buffer = JitterBuffer(decode, channels=1, ledger=Ledger(), duration=lambda payload: PTIME, trainer=helper)
    out = np.empty((block, 1), np.float32)
    push_ns: list[int] = []
    pull_ns: list[int] = []
    train_ns: list[int] = []
    clock, step_s, minute = time.perf_counter_ns, block / SAMPLE_RATE_HZ, 60.0
    began = clock()
    for turn in range(int(seconds / step_s)):
        now_s = turn * step_s
        while arrival_s <= now_s:
            payload = packets[number % len(packets)]
            wire = AudioPacket(number & 0xFFFF, (number * PTIME) & 0xFFFFFFFF, payload)
            if timed:
                before = clock()
                buffer.push(wire, arrival_s=arrival_s)
                push_ns.append(clock() - before)
            else:
                buffer.push(wire, arrival_s=arrival_s)
            arrival_s, number = next(waiting, (np.inf, 0))
        if helper is not None:
            helper.now, before = turn * block, clock()
            if helper.work():
                train_ns.append(clock() - before)
        if timed:
            before = clock()
            buffer.pull(block, now_s=now_s, out=out)
            pull_ns.append(clock() - before)
        else:
            buffer.pull(block, now_s=now_s, out=out)
        if each_s is not None and now_s >= minute:
            each_s(minute)
            minute += 60.0
    return Cost(seconds, (clock() - began) * 1e-9, buffer.stats(), push_ns, pull_ns, train_ns)


def decide(weather: str, *, seconds: float, block: int, seed: int, drift_ppm: float = 30.0) -> float:
    """Time a lesson's decisions alone, in s: order, wait, two clocks and their ratio; not a sample."""
    rate_hz = SAMPLE_RATE_HZ * (1 + drift_ppm * 1e-6)
    sent_s = np.arange(1, int(seconds * rate_hz / PTIME) + 1, dtype=np.float64) * float(PTIME / rate_hz)
    arrivals = travel(
        np.asarray(sent_s, np.float64), forecast(weather, seed, min(seconds, _WEATHER_S)), seed=seed
    )
    there = np.flatnonzero(~np.isnan(arrivals))
    waiting = WaitingRoom()
    intake, target, rate = Intake(waiting, lambda payload: PTIME), TargetDelay(), RateControl()
    pulled, lean, step_s = 0, 0.0, block / SAMPLE_RATE_HZ
    began = time.perf_counter()
    for arrival_s, number in zip(arrivals[there].tolist(), there.tolist(), strict=True):
        while (now_s := pulled / SAMPLE_RATE_HZ) < arrival_s:
            rate.card.observe(now_s * SAMPLE_RATE_HZ - pulled, now_s)
            lean += rate.sender.slope * step_s
            rate.ratio(0.0)
            head = round(pulled - target.wanted_transit - lean)
            waiting.drop_through(head)
            pulled += block
        wire = AudioPacket(number & 0xFFFF, (number * PTIME) & 0xFFFFFFFF, b"x")
        _, placed = intake.place(wire, arrival_s, target.wanted_transit + lean)
        if placed is not None:
            transit = arrival_s * SAMPLE_RATE_HZ - placed.timestamp - placed.frames
            rate.sender.observe(transit, arrival_s)
            target.observe(transit - lean, placed.frames, arrival_s)
    return time.perf_counter() - began
