"""Random interfaces, measured, held against what they are."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from benchmarks.device import clockline, expected, faults
from benchmarks.device.emulated import EmulatedInterface
from benchmarks.device.level import Level, set_up
from benchmarks.device.ports import BLOCKS, EmulatedPort, Setting
from benchmarks.device.quality import Quality, judge
from benchmarks.device.signals import LOUDEST_DBFS, programme
from benchmarks.device.truth import Fault, Truth

DRIFT_S = 60.0
LEAST_SNR_DB = 20.0
FAULTS = tuple(fault for fault in Fault if fault is not Fault.NONE)


@dataclass(frozen=True)
class Errors:
    """Measured less true."""

    rtl_samples: float
    drift_ppm: float
    thd_n_db: float
    response_db: float
    noise_db: float
    balance_db: float
    snr_db: float
    named: tuple[Fault, ...]


def draw(rng: np.random.Generator) -> tuple[Truth, Setting]:
    """An interface that could be bought, and how it is set."""
    anchors = (40.0, 200.0, 1000.0, 4000.0, 16_000.0)
    levels = rng.uniform(-2.0, 2.0, len(anchors))
    gain_db = float(rng.uniform(-8.0, 8.0))
    truth = Truth(
        rtl_ms=float(rng.uniform(3.0, 60.0)),
        drift_ppm=float(rng.uniform(-150.0, 150.0)),
        jitter_ms=float(rng.uniform(0.0, 1.0)),
        noise_dbfs=float(rng.uniform(-110.0, LOUDEST_DBFS + min(gain_db, 0.0) - LEAST_SNR_DB)),
        thd_db=float(rng.uniform(-80.0, -20.0)),
        response=tuple(zip(anchors, levels.tolist(), strict=True)),
        gain_db=gain_db,
        balance_db=float(rng.uniform(-2.0, 2.0)),
        crosstalk_db=float(rng.uniform(-100.0, -50.0)),
        buffers=0.0,
    )
    return truth, Setting(int(rng.choice([44_100, 48_000])), int(rng.choice(BLOCKS)))


def with_fault(truth: Truth, fault: Fault, rng: np.random.Generator) -> Truth:
    """The same interface with something wrong."""
    if fault is Fault.CLIPPING:
        if rng.random() < 0.5:  # the gain is far up
            return replace(truth, gain_db=float(rng.uniform(20.0, 36.0)))
        return replace(truth, clip_dbfs=float(rng.uniform(-40.0, -25.0)), noise_dbfs=-90.0)
    return replace(
        truth,
        fault=fault,
        echo_ms=float(rng.uniform(2.0, 80.0)),
        echo_db=float(rng.uniform(-30.0, -6.0)),
    )


def measure(truth: Truth, setting: Setting, seed: int, *, each_s: float = 1.0) -> tuple[Level, Quality]:
    """Level, and one take of the programme."""
    port = EmulatedPort(truth, seed)
    level = set_up(port, setting, lambda _share: None)
    played = programme(setting.rate_hz, level.out_dbfs, each_s=each_s, tail_s=0.5)
    return level, judge(played, port.take(setting, played.play, lambda _share: None))


def one(seed: int, *, each_s: float = 1.0) -> tuple[Truth, Errors]:
    """Draw an interface, measure it, and subtract."""
    truth, setting = draw(np.random.default_rng(seed))
    level, quality = measure(truth, setting, seed, each_s=each_s)
    interface = EmulatedPort(truth, seed).opened(setting)
    blocks = int(DRIFT_S * setting.rate_hz / setting.block_frames)
    found = clockline.drift(
        interface.called_s(blocks, start_s=50.0),
        np.arange(blocks, dtype=np.float64) * setting.block_frames,
        setting.rate_hz,
    )
    if (
        quality.lag_samples is None
        or quality.thd_n_db is None
        or quality.response_db is None
        or found is None
    ):
        raise ValueError(f"seed {seed}: nothing was heard of {truth}")
    errors = Errors(
        quality.lag_samples - interface.rtl_samples,
        found.ppm - truth.drift_ppm,
        quality.thd_n_db - _true_thd_n(interface, quality, level),
        float(np.abs(np.array(quality.response_db) - expected.response_db(interface)).max()),
        max(
            abs(quality.noise_dbfs - expected.noise_dbfs(interface)),
            abs(quality.noise_a_dbfs - expected.noise_dbfs(interface, weighted=True)),
        ),
        (quality.balance_db or 0.0) - truth.balance_db,
        level.in_dbfs - expected.noise_dbfs(interface),
        tuple(one.fault for one in faults.find(level, quality)),
    )
    return truth, errors


def _true_thd_n(interface: EmulatedInterface, quality: Quality, level: Level) -> float:
    """Of the channel that was the louder one."""
    channel = 1 if (quality.ways["RR"] or -999.0) > (quality.ways["LL"] or -999.0) else 0
    return expected.thd_n_db(interface, level.out_dbfs, channel=channel)


def named(seed: int, fault: Fault) -> tuple[Fault, ...]:
    """What an interface with that fault is said to have."""
    rng = np.random.default_rng(seed)
    truth, setting = draw(rng)
    level, quality = measure(with_fault(truth, fault, rng), setting, seed)
    return tuple(found.fault for found in faults.find(level, quality))
