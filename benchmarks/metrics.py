"""What somebody at the far end would say of the sound, from two recordings.

Conventions
-----------
``played`` is what went into the microphone, ``heard`` what came out at the far end, ``(frames,)`` each at
``rate_hz``. All metrics rest on an `Alignment` of the two. Silence is neither good nor bad: only windows in
which something was played count. Shares are 0-1; ``evaluate`` gives them in percent.

Limits
------
Correlation falls with anything that moves the waveform, whether one hears it or not; damage is a coarse
stand-in for ears (level and spectrum of 20 ms), good for comparing, not for praising. Mouth-to-ear is exact
where both recordings carry true times, and no better than those times.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.alignment import Alignment, align

Floats = NDArray[np.float64]
Signal = NDArray[np.floating]

GAP_DB = 6.0
DAMAGE_DB = 6.0
DAMAGE_DISTANCE = 0.1
_GRAIN_S = 0.020
_GRAIN_QUIET = 0.01
_SURE = 0.5


@dataclass(frozen=True)
class Clock:
    """When the samples of a recording were at the converter, on the monotonic clock.

    Parameters
    ----------
    index : NDArray[float64]
        ``(anchors,)``, ascending sample indices.
    time_s : NDArray[float64]
        ``(anchors,)``, when each was captured or played.

    Raises
    ------
    ValueError
        Fewer than two anchors, or not ascending.
    """

    index: Floats
    time_s: Floats

    def __post_init__(self) -> None:
        if len(self.index) < 2 or len(self.index) != len(self.time_s):
            raise ValueError(f"a clock of {len(self.index)} indices and {len(self.time_s)} times")
        if float(np.diff(self.index).min()) <= 0 or float(np.diff(self.time_s).min()) <= 0:
            raise ValueError("a clock whose anchors do not ascend")

    @classmethod
    def steady(cls, start_s: float, rate_hz: float) -> Clock:
        """A clock that starts at sample 0 and never wavers."""
        return cls(np.array([0.0, rate_hz]), np.array([start_s, start_s + 1.0]))

    def time_of(self, index: Floats) -> Floats:
        """Times of samples; beyond the anchors the nearest two carry on."""
        return _line(index, self.index, self.time_s)

    def index_of(self, time_s: Floats) -> Floats:
        """Samples at times."""
        return _line(time_s, self.time_s, self.index)


def _line(at: Floats, x: Floats, y: Floats) -> Floats:
    segment = np.clip(np.searchsorted(x, at) - 1, 0, len(x) - 2)
    slope = (y[segment + 1] - y[segment]) / (x[segment + 1] - x[segment])
    return np.asarray(y[segment] + slope * (at - x[segment]))


def correlation(alignment: Alignment) -> float:
    """Normalised correlation of heard with played, 0-1 (-1: polarity turned), windows weighted by energy.

    NaN when nothing was played.
    """
    if not len(alignment.lag):
        return float("nan")
    return float(np.average(alignment.similarity, weights=alignment.energy))


def mouth_to_ear(alignment: Alignment, mouth: Clock, ear: Clock) -> tuple[Floats, Floats]:
    """Mouth-to-ear over time, from outside: when a sound was played into, and out of, the two sound cards.

    Parameters
    ----------
    alignment : Alignment
    mouth, ear : Clock
        Of ``played`` and ``heard``.

    Returns
    -------
    time_s, delay_ms : NDArray[float64]
        ``(windows,)`` each: capture time of the window's middle, and its mouth-to-ear. Windows that
        correlate less than 0.5 have no trustworthy lag and are left out.
    """
    sure = alignment.similarity >= _SURE
    middle = alignment.start[sure] + alignment.window / 2
    captured_s = mouth.time_of(np.asarray(middle, dtype=np.float64))
    return captured_s, 1000 * (ear.time_of(middle + alignment.lag[sure]) - captured_s)


@dataclass(frozen=True)
class Grains:
    """20 ms grains of what was played, and what became of them.

    Parameters
    ----------
    start : NDArray[int64]
        ``(grains,)``, first sample in ``played``.
    level_db : NDArray[float64]
        ``(grains,)``, heard minus played.
    distance : NDArray[float64]
        ``(grains,)``, 1 minus the cosine of the two magnitude spectra below 6 kHz, 0-1.
    """

    start: NDArray[np.int64]
    level_db: Floats
    distance: Floats

    @property
    def gap(self) -> NDArray[np.bool_]:
        """Grains more than 6 dB too quiet."""
        return np.asarray(self.level_db < -GAP_DB)

    @property
    def damaged(self) -> NDArray[np.bool_]:
        """Grains off by more than 6 dB either way, or of another spectrum."""
        return np.asarray((np.abs(self.level_db) > DAMAGE_DB) | (self.distance > DAMAGE_DISTANCE))


def grains(played: Signal, heard: Signal, alignment: Alignment, *, rate_hz: int) -> Grains:
    """Compare played with heard in grains of 20 ms, along the alignment."""
    width = round(_GRAIN_S * rate_hz)
    starts = np.arange(0, len(played) - width + 1, width)
    if not len(alignment.lag) or not len(starts):
        return Grains(np.zeros(0, dtype=np.int64), np.zeros(0), np.zeros(0))
    lags = np.interp(starts, alignment.start + alignment.window / 2, alignment.lag)
    there = np.round(starts + lags).astype(np.int64)
    covered = (there >= 0) & (there + width <= len(heard))
    starts, there = starts[covered], there[covered]
    mouth = np.stack([played[s : s + width] for s in starts]).astype(np.float64)
    ear = np.stack([heard[s : s + width] for s in there]).astype(np.float64)
    power = np.square(mouth).mean(axis=1)
    loud = power > _GRAIN_QUIET * power.max()
    level = 10 * np.log10((np.square(ear).mean(axis=1)[loud] + 1e-12) / power[loud])
    return Grains(starts[loud], level, _spectral_distance(mouth[loud], ear[loud], rate_hz))


def _spectral_distance(a: Floats, b: Floats, rate_hz: int) -> Floats:
    window = np.hanning(a.shape[1])
    bins = max(2, round(6_000 * a.shape[1] / rate_hz))
    first, second = (np.abs(np.fft.rfft(x * window))[:, :bins] for x in (a, b))
    norm = np.linalg.norm(first, axis=1) * np.linalg.norm(second, axis=1)
    return np.asarray(1 - (first * second).sum(axis=1) / np.maximum(norm, 1e-12))


def damaged_share(found: Grains) -> float:
    """Share of grains that a listener would call damaged; NaN when nothing was played."""
    return float(found.damaged.mean()) if len(found.start) else float("nan")


def gap_share(found: Grains) -> float:
    """Share of grains that are missing; NaN when nothing was played."""
    return float(found.gap.mean()) if len(found.start) else float("nan")


def evaluate(played: Signal, heard: Signal, *, rate_hz: int, mouth: Clock, ear: Clock) -> Mapping[str, float]:
    """Every metric at once.

    Returns
    -------
    Mapping[str, float]
        ``correlation``, ``mouth_to_ear_p50_ms``, ``mouth_to_ear_p95_ms``, ``damaged_pct``, ``gap_pct``; NaN
        where nothing was played.

    Raises
    ------
    ValueError
        See `benchmarks.alignment.validate`.
    """
    found = align(played, heard, rate_hz=rate_hz, zero_lag=zero_lag(mouth, ear))
    pieces = grains(played, heard, found, rate_hz=rate_hz)
    delay = mouth_to_ear(found, mouth, ear)[1]
    p50, p95 = np.percentile(delay, [50, 95]) if len(delay) else (np.nan, np.nan)
    return {
        "correlation": correlation(found),
        "mouth_to_ear_p50_ms": float(p50),
        "mouth_to_ear_p95_ms": float(p95),
        "damaged_pct": 100 * damaged_share(pieces),
        "gap_pct": 100 * gap_share(pieces),
    }


def zero_lag(mouth: Clock, ear: Clock) -> float:
    """The lag in samples that no delay at all would give, at the start of the recordings."""
    return float(ear.index_of(mouth.time_of(np.zeros(1)))[0])
