"""How long to wait: the delay whose cost, waiting and concealment together, has been least of late."""

from __future__ import annotations

import math
from collections import deque

import numpy as np
from numpy.typing import NDArray

from dsp.profiles import SAMPLE_RATE_HZ

BIN_SAMPLES = 12  # 0.25 ms
BINS = 2000
ZERO_BIN = 400  # where the path's first packet is entered
MEMORY_S = 12.0
DECIDE_S = 0.1
FIRST_WAIT_SAMPLES = 48
STEP_S = 0.0074  # late this long without falling: the path has changed (three packets of 2.5 ms)
SURE_S = 0.3  # late this long and falling by less than this share of the time: changed as well
FALLING_SHARE = 0.04
FALLEN_PERIODS = 4
FALLEN_SHARE = 0.5
CONTENT = 0.97  # another delay must cost this much less to be worth going to


class TargetDelay:
    """Weigh waiting against concealment over what was seen, forgetting slowly.

    What is entered for each packet is the relative transit of its *end*: arrival minus the media time
    after its last sample, drift taken off. The histogram of that, with a memory of 12 s, says for every
    delay what share of samples would come too late; the least of ``delay + weight x concealed %`` is
    wanted. Besides, a run of packets that come late and do not catch up means that the path is longer
    now: the old memory is nearly dropped at once.

    Parameters
    ----------
    weight_ms : float
        Milliseconds of delay that one percent of concealed sound is worth (by profile).

    Raises
    ------
    ValueError
        ``weight_ms`` is not positive (the message gives it).

    Notes
    -----
    Realtime-safe: yes. Thread-safe: no.
    """

    def __init__(self, weight_ms: float = 10.0) -> None:
        self.set_weight(weight_ms)
        self._mass = np.zeros(BINS)
        self.reset()

    def set_weight(self, weight_ms: float) -> None:
        """Change what one percent of concealed sound is worth; taken up at the next decision."""
        if not weight_ms > 0.0 or not math.isfinite(weight_ms):
            raise ValueError(f"weight_ms must be positive, not {weight_ms}")
        self._weight_ms = weight_ms

    def reset(self) -> None:
        """Forget the path."""
        self._mass.fill(0.0)
        self._origin: float | None = None
        self._share = 1.0
        self._least = 0.0
        self._wanted = 0.0
        self._next_decision_s = 0.0
        self._started_s = 0.0
        self._run: deque[tuple[float, float]] = deque(maxlen=320)
        self._highs: deque[float] = deque(maxlen=FALLEN_PERIODS)
        self._high = -math.inf

    @property
    def wanted_transit(self) -> float:
        """The relative transit of a packet's end, drift taken off, that is still to be in time."""
        return self._wanted

    @property
    def least_transit(self) -> float:
        """The path's least, likewise, among what is remembered."""
        return self._least

    @property
    def target_samples(self) -> float:
        """The wait above the path's minimum, in samples."""
        return self._wanted - self._least

    def observe(self, transit: float, ptime_samples: int, now_s: float) -> None:
        """Take in one packet.

        Parameters
        ----------
        transit : float
            Samples: 48000 x arrival minus the timestamp after the packet's end, drift taken off.
        ptime_samples : int
            How much sound is in it.
        now_s : float
            Its arrival.
        """
        if self._origin is None:
            self._origin = transit - ZERO_BIN * BIN_SAMPLES
            self._least = transit
            self._wanted = transit + FIRST_WAIT_SAMPLES
            self._started_s = now_s
            self._next_decision_s = now_s + DECIDE_S / 4
        place = math.ceil((transit - self._origin) / BIN_SAMPLES)
        if not 0 <= place < BINS:
            place = self._recentre(transit)
        self._mass[place] += self._share * ptime_samples
        self._high = max(self._high, transit)
        self._watch_for_step(transit, ptime_samples, now_s)
        if now_s >= self._next_decision_s:
            self._decide(ptime_samples, now_s)

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

    def _watch_for_step(self, transit: float, ptime_samples: int, now_s: float) -> None:
        run = self._run
        if transit <= self._wanted:
            run.clear()
            return
        run.append((transit, now_s))
        lasted_s = now_s - run[0][1] + ptime_samples / SAMPLE_RATE_HZ
        if len(run) < 3 or lasted_s < STEP_S:
            return
        late = [one for one, _ in run]
        flat = max(late) - min(late) <= 2 * BIN_SAMPLES
        if not flat and lasted_s >= SURE_S:
            half = len(late) // 2
            fallen = abs(sum(late[:half]) / half - sum(late[-half:]) / half)
            flat = fallen <= FALLING_SHARE * lasted_s * SAMPLE_RATE_HZ
        if flat:
            self._mass *= 0.1
            self._mass[min(BINS - 1, self._bin(max(late)))] += self._mass.sum()
            self._wanted = max(late) + BIN_SAMPLES
            run.clear()

    def _watch_for_fall(self) -> None:
        """Forget what is far above everything of the last 0.4 s, where that is most of the memory."""
        self._highs.append(self._high)
        self._high = -math.inf
        if len(self._highs) == FALLEN_PERIODS:
            above = self._bin(max(self._highs)) + 1
            if self._mass[above:].sum() > FALLEN_SHARE * self._mass.sum():
                self._mass[above:] = 0.0

    def _bin(self, transit: float) -> int:
        assert self._origin is not None
        return min(BINS - 1, max(0, math.ceil((transit - self._origin) / BIN_SAMPLES)))

    def _decide(self, ptime_samples: int, now_s: float) -> None:
        """Find the delay of least cost in the histogram; stay where that is hardly better."""
        assert self._origin is not None
        young = now_s - self._started_s < 2 * MEMORY_S / 10
        period_s = DECIDE_S / 4 if young else DECIDE_S
        self._next_decision_s = now_s + period_s
        self._share *= math.exp(period_s / MEMORY_S)
        if self._share > 1e9:
            self._mass /= self._share
            self._share = 1.0
        if not young:
            self._watch_for_fall()
        seen = np.flatnonzero(self._mass > self._mass.sum() * 1e-4)
        first, last = int(seen[0]), int(seen[-1])
        cost = self._costs(self._mass[first : last + 1], ptime_samples)
        best = int(cost.argmin())
        now_at = min(max(self._bin(self._wanted) - first, 0), last - first)
        self._least = self._origin + first * BIN_SAMPLES
        unit = cost[best] + 0.25
        if self._bin(self._wanted) - first > last - first or cost[now_at] > unit / CONTENT:
            self._wanted = self._origin + (first + best) * BIN_SAMPLES

    def _costs(self, mass: NDArray[np.float64], ptime_samples: int) -> NDArray[np.float64]:
        """Cost in ms of waiting for each bin, from the first on.

        A packet that comes ``x`` samples late loses its first ``x`` samples, the whole of it at most.
        """
        width = max(1, round(ptime_samples / BIN_SAMPLES))
        share = mass / mass.sum()
        late = 1.0 - np.cumsum(share)
        summed = np.concatenate((np.zeros(1), np.cumsum(np.maximum(late, 0.0)), np.zeros(width)))
        summed[len(mass) + 1 :] = summed[len(mass)]
        lost = (summed[width : width + len(mass)] - summed[: len(mass)]) / width
        wait_ms = np.arange(len(mass)) * (BIN_SAMPLES * 1000 / SAMPLE_RATE_HZ)
        return np.asarray(wait_ms + self._weight_ms * 100.0 * lost)
