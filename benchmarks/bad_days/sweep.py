"""A sound that says when it was played: its pitch climbs evenly, so what is heard has a time of its own."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.metrics import Clock

Floats = NDArray[np.float64]

RATE_HZ = 48_000
SECONDS = 20.0
LOW_HZ, HIGH_HZ = 400.0, 4400.0
LEVEL = 0.3
WINDOW = 1920
_STEP = 480
_SLOPE_HZ_PER_S = (HIGH_HZ - LOW_HZ) / SECONDS
_QUIET = 0.01
_PURE = 0.7
_FFT = 16_384
_TURNS_S = 0.3
BACK_FOR_S = 0.5
FRESH_S = 0.5
"""Heard later than this after it was played, it is stale: no path of these benches is so long."""


def make() -> NDArray[np.float32]:
    """The sound, ``(frames, 1)``; it may be played in a loop."""
    time_s = np.arange(int(SECONDS * RATE_HZ)) / RATE_HZ
    phase = 2 * np.pi * (LOW_HZ * time_s + 0.5 * _SLOPE_HZ_PER_S * time_s**2)
    return np.asarray(LEVEL * np.sin(phase), np.float32)[:, None]


@dataclass(frozen=True)
class Heard:
    """What was heard, window by window.

    Parameters
    ----------
    time_s : NDArray[float64]
        ``(windows,)``, when each sounded (its middle).
    delay_s : NDArray[float64]
        ``(windows,)``, how long after it was played; NaN where nothing clear was heard.
    unreadable : NDArray[bool]
        ``(windows,)``, where the sweep begins anew.
    """

    time_s: Floats
    delay_s: Floats
    unreadable: NDArray[np.bool_]

    def back_after(self, end_s: float) -> float:
        """From ``end_s`` until fresh sound that stays for half a second, s; infinite if it never comes."""
        fresh = (self.delay_s > -0.05) & (self.delay_s < FRESH_S)
        many = round(BACK_FOR_S * RATE_HZ / _STEP)
        later = np.flatnonzero(self.time_s >= end_s)
        for first in later[: len(later) - many + 1]:
            if fresh[first] and (fresh | self.unreadable)[first : first + many].mean() >= 0.95:
                return float(self.time_s[first] - end_s)
        return float("inf")

    def stale_s(self, start_s: float, end_s: float) -> float:
        """How much of what was heard between two times was stale, s."""
        within = (self.time_s >= start_s) & (self.time_s < end_s)
        return float(np.count_nonzero(self.delay_s[within] >= FRESH_S) * _STEP / RATE_HZ)

    def silent_s(self, start_s: float, end_s: float) -> float:
        """How much of the time between two nothing clear and fresh was heard, s.

        Windows that hold both ends of the sweep cannot be read and count as heard.
        """
        within = (self.time_s >= start_s) & (self.time_s < end_s) & ~self.unreadable
        fresh = (self.delay_s > -0.05) & (self.delay_s < FRESH_S)
        return float(np.count_nonzero(within & ~fresh) * _STEP / RATE_HZ)


def listen(heard: Floats, ear: Clock, mouth: Clock) -> Heard:
    """Read the times out of a recording.

    Parameters
    ----------
    heard : NDArray[float64]
        ``(frames,)``.
    ear, mouth : Clock
        When the recording's samples sounded, and when the sweep's were captured; both on one axis.
    """
    window = np.hanning(WINDOW)
    starts = np.arange(0, len(heard) - WINDOW, _STEP)
    places = np.full(len(starts), np.nan)  # s into the sweep
    for index, start in enumerate(starts):
        part = heard[start : start + WINDOW]
        if np.sqrt(np.mean(part**2)) >= _QUIET:
            places[index] = _place_s(part * window)
    time_s = ear.time_of((starts + WINDOW / 2.0).astype(np.float64))
    said = mouth.index_of(time_s) / RATE_HZ
    delay_s = (said - places + 1.0) % SECONDS - 1.0
    near_end = (places < 0.1) | (places > SECONDS - 0.1)  # both ends of the sweep in one window
    turning = np.abs((said + SECONDS / 2) % SECONDS - SECONDS / 2) < _TURNS_S
    return Heard(time_s, np.where(near_end, np.nan, delay_s), turning)


def _place_s(part: Floats) -> float:
    """Where in the sweep a window under a Hann window is, s; NaN where it is not one pitch."""
    power = np.abs(np.fft.rfft(part, _FFT)) ** 2
    top = int(power.argmax())
    beside = 4 * _FFT // WINDOW
    if power[max(0, top - beside) : top + beside + 1].sum() < _PURE * power.sum():
        return float("nan")
    return (top * RATE_HZ / _FFT - LOW_HZ) / _SLOPE_HZ_PER_S
