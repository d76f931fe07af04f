"""How long nobody was heard, and how long two were, from how strong their tones were."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

LOUD = 0.1
"""A third of what is played; a torn tone is heard some way beside its pitch."""
STEP_S = 0.005
WINDOW_S = 0.02


@dataclass(frozen=True)
class Tone:
    """One tone at one ear.

    Parameters
    ----------
    time_s : NDArray[float64]
        ``(windows,)``, the middle of each window of 20 ms.
    level : NDArray[float64]
        ``(windows,)``, amplitude.
    """

    time_s: Floats
    level: Floats

    def loud(self, times_s: Floats) -> NDArray[np.bool_]:
        """Whether it was heard at those times; where nothing was taken down, it was not."""
        if not len(self.time_s):
            return np.zeros(len(times_s), bool)
        after = np.searchsorted(self.time_s, times_s).clip(1, max(1, len(self.time_s) - 1))
        before = after - 1
        after = np.minimum(after, len(self.time_s) - 1)
        nearer = np.where(times_s - self.time_s[before] <= self.time_s[after] - times_s, before, after)
        near = np.abs(self.time_s[nearer] - times_s) <= WINDOW_S
        return np.asarray(near & (self.level[nearer] > LOUD), bool)


@dataclass(frozen=True)
class Gaps:
    """The longest silence and the longest time with both, ms."""

    none_ms: float
    both_ms: float


def gaps(one: Tone, other: Tone, start_s: float, end_s: float) -> Gaps:
    """What was heard of two tones between two times; whoever hears one of them hears the person."""
    times_s = np.arange(start_s, end_s, STEP_S)
    a, b = one.loud(times_s), other.loud(times_s)
    return Gaps(_longest_ms(~a & ~b), _longest_ms(a & b))


def _longest_ms(true: NDArray[np.bool_]) -> float:
    edges = np.flatnonzero(np.diff(np.concatenate([[0], true.astype(int), [0]])))
    return float((edges[1::2] - edges[::2]).max(initial=0)) * STEP_S * 1e3
