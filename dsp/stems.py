"""Recordings of several clocks on one lesson time: a fit through their stamps, and reading along it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dsp.resampler import AHEAD, BEHIND, Resampler

__all__ = ["BLOCK_FRAMES", "StemClock", "StemReader"]

RATE_HZ = 48_000
KNOT_S = 20.0
REACH_S = 300.0  # a sound card's rate hardly changes in that time, and stamps err by tens of microseconds
BLOCK_FRAMES = 4096


class StemClock:
    """Which sample of a recording belongs to which lesson time.

    Stamps err by microseconds to milliseconds, each for itself; a sound card's rate is steady for minutes.
    So a line is fitted through the stamps about each of a row of knots, the nearer the heavier (local linear
    regression, Cleveland 1979), and what lies between knots is read off the line between them.

    Parameters
    ----------
    points : array
        ``(n, 2)`` or wider: sample index, lesson time in s. Further columns are left aside.

    Raises
    ------
    ValueError
        No stamps, or numbers that are none.
    """

    def __init__(self, points: NDArray[np.float64]) -> None:
        stamps = np.asarray(points, np.float64)
        if stamps.ndim != 2 or stamps.shape[1] < 2 or len(stamps) == 0:
            raise ValueError(f"stamps of shape {stamps.shape}: expected (n, 2), n 1 or more")
        if not np.isfinite(stamps[:, :2]).all():
            raise ValueError("a stamp is no number")
        stamps = stamps[np.argsort(stamps[:, 0], kind="stable")]
        self._origin_s = float(stamps[0, 1])
        own_s, lesson_s = stamps[:, 0] / RATE_HZ, stamps[:, 1] - self._origin_s
        count = 2 + int((own_s[-1] - own_s[0]) / KNOT_S)
        self._knots_s = np.linspace(own_s[0], own_s[-1] + 1e-3, count)
        fitted = [_line(own_s, lesson_s, knot_s) for knot_s in self._knots_s]
        self._at_s = np.array([value for value, _ in fitted])
        self._first_rate, self._last_rate = fitted[0][1], fitted[-1][1]
        if (np.diff(self._at_s) <= 0).any():
            raise ValueError("lesson time goes back between stamps")

    def lesson_s(self, sample: float) -> float:
        """Lesson time of a sample; beyond the first and last stamp at the rate there."""
        own_s = sample / RATE_HZ
        if own_s < self._knots_s[0]:
            return float(self._origin_s + self._at_s[0] + (own_s - self._knots_s[0]) * self._first_rate)
        if own_s > self._knots_s[-1]:
            return float(self._origin_s + self._at_s[-1] + (own_s - self._knots_s[-1]) * self._last_rate)
        return self._origin_s + float(np.interp(own_s, self._knots_s, self._at_s))

    def sample(self, lesson_s: float) -> float:
        """The place in the recording of a lesson time; between samples, below 0 before it began."""
        since_s = lesson_s - self._origin_s
        if since_s < self._at_s[0]:
            own_s = self._knots_s[0] + (since_s - self._at_s[0]) / self._first_rate
        elif since_s > self._at_s[-1]:
            own_s = self._knots_s[-1] + (since_s - self._at_s[-1]) / self._last_rate
        else:
            own_s = np.interp(since_s, self._at_s, self._knots_s)
        return float(own_s) * RATE_HZ


def _line(own_s: NDArray[np.float64], lesson_s: NDArray[np.float64], knot_s: float) -> tuple[float, float]:
    """Value and slope at a knot of the line through what is near it."""
    away = own_s - knot_s
    weights = np.clip(1.0 - np.abs(away) / REACH_S, 0.0, None)
    if np.count_nonzero(weights) < 2:  # a hole in the stamps: from whatever is nearest
        weights = 1.0 / (1.0 + np.abs(away))
    total = weights.sum()
    x, y = (weights @ away) / total, (weights @ lesson_s) / total
    spread = weights @ (away - x) ** 2
    # Less than a second of stamps says nothing of a rate.
    slope = 1.0 if spread / total < 0.1 else float(weights @ ((away - x) * (lesson_s - y)) / spread)
    slope = min(max(slope, 1.0 - 1e-3), 1.0 + 1e-3)
    return float(y - slope * x), slope


class StemReader:
    """Give a recording's samples at whole multiples of 1/48000 s of lesson time.

    Parameters
    ----------
    clock : StemClock
    channels : int
    begin_s : float
        Lesson time of the first sample that is given.

    Notes
    -----
    Realtime-safe: no. Feed it the recording from its start with `push`; `ready` gives what that is enough
    for; after `end` silence follows. Whatever lies before the recording's start is silence.
    """

    def __init__(self, clock: StemClock, *, channels: int, begin_s: float) -> None:
        self._clock, self._channels, self._begin_s = clock, channels, begin_s
        pad = np.zeros((BEHIND + 1, channels), np.float32)
        self._held, self._at = pad, -len(pad)  # samples held, and the index of the first of them
        self._given = 0
        self._ended = False

    def push(self, block: NDArray[np.float32]) -> None:
        """The next samples ``(frames, channels)``."""
        self._held = np.concatenate([self._held, block])

    def end(self) -> None:
        """There are no more."""
        if not self._ended:
            self.push(np.zeros((AHEAD + BEHIND + 2, self._channels), np.float32))
            self._ended = True

    def ready(self) -> NDArray[np.float32] | None:
        """The next `BLOCK_FRAMES` samples ``(frames, channels)``; None: it needs more."""
        begin, end = (
            self._clock.sample(self._begin_s + (self._given + n) / RATE_HZ) for n in (0, BLOCK_FRAMES)
        )
        last = self._at + len(self._held) - AHEAD - 2
        if end > last and not self._ended:
            return None
        out = np.zeros((BLOCK_FRAMES, self._channels), np.float32)
        ratio = (end - begin) / BLOCK_FRAMES
        # Only what lies within the recording: the rest stays silence.
        first = 0 if begin >= -1.0 else min(BLOCK_FRAMES, int(np.ceil((-1.0 - begin) / ratio)))
        count = min(BLOCK_FRAMES, max(0, int((last - begin) / ratio) + 1)) - first
        if count > 0:
            place = begin + first * ratio - self._at
            source = np.ascontiguousarray(self._held.T)
            Resampler(source).read(place, ratio, out[first : first + count], width=self._channels)
        self._given += BLOCK_FRAMES
        drop = min(len(self._held), max(0, int(end) - BEHIND - 2 - self._at))
        self._held, self._at = self._held[drop:], self._at + drop
        return out
