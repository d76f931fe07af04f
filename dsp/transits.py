"""What packets' transits have been of late, and the wait that would have cost least."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from dsp.profiles import SAMPLE_RATE_HZ

BIN_SAMPLES = 12  # 0.25 ms
BINS = 2000
ZERO_BIN = 400  # where the path's first packet is entered
_SMALL = 1e-4  # a share of the memory that is as good as nothing


class Transits:
    """A histogram of relative transit that forgets.

    Parameters
    ----------
    memory_s : float
        What was seen so long ago weighs 1/e.

    Notes ----- Realtime-safe: yes. Thread-safe: no. Transits are in samples, entered at the upper edge of a
    bin of 0.25 ms; the histogram spans 500 ms and moves along when a path leaves it.
    """

    def __init__(self, memory_s: float) -> None:
        self._memory_s = memory_s
        self._mass = np.zeros(BINS)
        self.clear()

    def clear(self) -> None:
        """Forget everything."""
        self._mass.fill(0.0)
        self._origin: float | None = None
        self._share = 1.0

    def add(self, transit: float, frames: int) -> None:
        """Enter a packet of ``frames`` samples."""
        if self._origin is None:
            self._origin = transit - ZERO_BIN * BIN_SAMPLES
        place = math.ceil((transit - self._origin) / BIN_SAMPLES)
        if not 0 <= place < BINS:
            place = self._recentre(transit)
        self._mass[place] += self._share * frames

    def forget(self, period_s: float) -> None:
        """Let time pass: what comes now weighs more than what was."""
        self._share *= math.exp(period_s / self._memory_s)
        if self._share > 1e9:
            self._mass /= self._share
            self._share = 1.0

    def forget_above(self, transit: float, share: float) -> None:
        """Drop all that is above ``transit`` where that is more than ``share`` of everything, and not all."""
        above = self._bin(transit) + 1
        whole, dropped = self._mass.sum(), self._mass[above:].sum()
        if share * whole < dropped < whole:
            self._mass[above:] = 0.0

    def move(self, transit: float, kept: float) -> None:
        """Keep a share of what was, and put as much again at ``transit``: the path is there now."""
        self._mass *= kept
        self._mass[self._bin(transit)] += self._mass.sum()

    def best(self, weight_ms: float, frames: int, now_at: float) -> tuple[float, float, float, float]:
        """Weigh every wait.

        Parameters
        ----------
        weight_ms : float
            Milliseconds of delay that one percent of concealed sound is worth.
        frames : int
            How long packets are.
        now_at : float
            The transit that is waited for now.

        Returns
        -------
        least, best : float
            Transits: the path's least, and the one whose waiting costs least.
        cost_ms, now_cost_ms : float
            What waiting for the best, and for ``now_at``, costs; infinite where that is above all that was
            seen.
        """
        assert self._origin is not None
        seen = np.flatnonzero(self._mass > self._mass.sum() * _SMALL)
        first, last = int(seen[0]), int(seen[-1])
        cost = _costs(self._mass[first : last + 1], frames, weight_ms)
        best = int(cost.argmin())
        place = self._bin(now_at) - first
        now_cost = math.inf if place > last - first else float(cost[max(0, place)])
        least = self._origin + first * BIN_SAMPLES
        return least, least + best * BIN_SAMPLES, float(cost[best]), now_cost

    def _bin(self, transit: float) -> int:
        assert self._origin is not None
        return min(BINS - 1, max(0, math.ceil((transit - self._origin) / BIN_SAMPLES)))

    def _recentre(self, transit: float) -> int:
        """Move the histogram so that ``transit`` lies inside; what falls off its ends is forgotten."""
        assert self._origin is not None
        shift = math.ceil((transit - self._origin) / BIN_SAMPLES) - ZERO_BIN
        self._origin += shift * BIN_SAMPLES
        moved = np.zeros(BINS)
        if abs(shift) < BINS:
            kept = self._mass[max(0, shift) : BINS + min(0, shift)]
            moved[max(0, -shift) : max(0, -shift) + len(kept)] = kept
        self._mass[:] = moved
        return ZERO_BIN


def _costs(mass: NDArray[np.float64], frames: int, weight_ms: float) -> NDArray[np.float64]:
    """Cost in ms of waiting for each bin, from the first on.

    A packet that comes ``x`` samples late loses its first ``x`` samples, the whole of it at most.
    """
    width = max(1, round(frames / BIN_SAMPLES))
    share = mass / mass.sum()
    late = 1.0 - np.cumsum(share)
    summed = np.concatenate((np.zeros(1), np.cumsum(np.maximum(late, 0.0)), np.zeros(width)))
    summed[len(mass) + 1 :] = summed[len(mass)]
    lost = (summed[width : width + len(mass)] - summed[: len(mass)]) / width
    wait_ms = np.arange(len(mass)) * (BIN_SAMPLES * 1000 / SAMPLE_RATE_HZ)
    return np.asarray(wait_ms + weight_ms * 100.0 * lost)
