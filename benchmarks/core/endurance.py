"""Millions of packets, lost, late, doubled and wild: does it cost the same at the end, in time and memory?"""

from __future__ import annotations

import gc
import time
from dataclasses import dataclass

import numpy as np
import psutil

from benchmarks.core.loop import PTIME, prepared
from dsp import SAMPLE_RATE_HZ, AudioPacket, JitterBuffer, JitterStats, Ledger

STRETCHES = 20
_BLOCK_PACKETS = 8
_LOST, _LATE, _DOUBLED, _WILD = 0.01, 0.02, 0.005, 0.0005
_MIB = 2**20


@dataclass(frozen=True)
class Endured:
    """What each of twenty stretches cost.

    Attributes
    ----------
    packet_us : list[float]
        Per packet, with its share of the pulls.
    rss_mib : list[float]
        At each one's end.
    stats : JitterStats
    """

    packet_us: list[float]
    rss_mib: list[float]
    stats: JitterStats


def endure(packets: int, seed: int) -> Endured:
    """Push ``packets`` packets, over every wrap of sequence and timestamp, and pull what they hold."""
    rng = np.random.default_rng(seed)
    buffer = JitterBuffer(prepared(), channels=1, ledger=Ledger(), duration=lambda payload: PTIME)
    out = np.empty((_BLOCK_PACKETS * PTIME, 1), np.float32)
    process, stretch = psutil.Process(), packets // STRETCHES // _BLOCK_PACKETS * _BLOCK_PACKETS
    cost_us: list[float] = []
    rss_mib: list[float] = []
    number = 0
    for _ in range(STRETCHES):
        dice = rng.random(stretch).tolist()
        delays = (0.02 + np.abs(rng.normal(0.0, 0.0005, stretch))).tolist()
        began = time.perf_counter()
        for k in range(stretch):
            _push(buffer, number, dice[k], delays[k])
            number += 1
            if number % _BLOCK_PACKETS == 0:
                buffer.pull(len(out), now_s=number * PTIME / SAMPLE_RATE_HZ, out=out)
        cost_us.append((time.perf_counter() - began) / stretch * 1e6)
        gc.collect()
        rss_mib.append(process.memory_info().rss / _MIB)
    return Endured(cost_us, rss_mib, buffer.stats())


def _push(buffer: JitterBuffer, number: int, dice: float, delay_s: float) -> None:
    """Send one packet, or what the dice make of it."""
    if dice < _LOST:
        return
    if dice > 1.0 - _LATE:
        delay_s += 0.01
    arrival_s = number * PTIME / SAMPLE_RATE_HZ + delay_s - 0.02
    timestamp = number * PTIME
    if dice < _LOST + _WILD:
        timestamp = timestamp * 7919 + 1
    wire = AudioPacket(number & 0xFFFF, timestamp & 0xFFFFFFFF, b"x")
    buffer.push(wire, arrival_s=arrival_s)
    if dice < _LOST + _WILD + _DOUBLED:
        buffer.push(wire, arrival_s=arrival_s + 0.0001)
