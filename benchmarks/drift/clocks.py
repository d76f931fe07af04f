"""A sample clock that is off, and wanders as its crystal warms and cools."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dsp import SAMPLE_RATE_HZ

Floats = NDArray[np.float64]
_STEP_S = 1.0


@dataclass(frozen=True)
class Clock:
    """How many samples a crystal has counted at each second of true time.

    Parameters
    ----------
    at_s : NDArray[float64]
        ``(seconds,)``, ascending.
    samples : NDArray[float64]
        ``(seconds,)``, counted until then.
    """

    at_s: Floats
    samples: Floats

    @classmethod
    def wandering(cls, ppm: float, *, seconds: float, wander_ppm: float, period_s: float, seed: int) -> Clock:
        """Make a clock that is ``ppm`` off and moves by ``wander_ppm``, up or down, in each ``period_s``.

        Raises
        ------
        ValueError
            ``seconds`` or ``period_s`` is not positive.
        """
        if seconds <= 0 or period_s <= 0:
            raise ValueError(f"a clock for {seconds} s that wanders in {period_s} s")
        at_s = np.arange(0.0, seconds + 2 * _STEP_S, _STEP_S)
        turns = np.random.default_rng(seed).choice([-1.0, 1.0], int(at_s[-1] / period_s) + 1)
        corners = wander_ppm * np.concatenate(([0.0], np.cumsum(turns)))
        which = (at_s / period_s).astype(int)
        along = (1.0 - np.cos(np.pi * (at_s / period_s - which))) / 2
        rate = 1.0 + (ppm + corners[which] + (corners[which + 1] - corners[which]) * along) * 1e-6
        counted = np.concatenate(([0.0], np.cumsum((rate[1:] + rate[:-1]) / 2 * _STEP_S)))
        return cls(at_s, counted * SAMPLE_RATE_HZ)

    def time_of(self, samples: Floats) -> Floats:
        """When it has counted so many."""
        return np.interp(samples, self.samples, self.at_s)

    def rate_at(self, at_s: Floats) -> Floats:
        """How fast it runs, 1 being right."""
        rates = np.diff(self.samples) / np.diff(self.at_s) / SAMPLE_RATE_HZ
        return np.asarray(np.interp(at_s, (self.at_s[1:] + self.at_s[:-1]) / 2, rates))
