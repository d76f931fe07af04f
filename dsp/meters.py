"""How loud a stream of blocks is, for the eye: peak and RMS that fall slowly, and a clip light."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from dsp.profiles import SAMPLE_RATE_HZ

FLOOR_DBFS = -120.0
CLIP_LEVEL = 0.999
CLIP_HOLD_S = 2.0
PEAK_HOLD_S = 0.5
PEAK_FALL_DB_PER_S = 20.0
RMS_TIME_S = 0.3  # about a VU meter's


class Meter:
    """Measure what is fed; time is counted in samples, so no clock is needed.

    Notes
    -----
    Realtime-safe: yes. Thread-safe: one feeder; the properties may be read from any thread.
    A full-scale sine reads 0 dBFS peak and -3 dBFS RMS; silence reads -120 dBFS.
    """

    def __init__(self) -> None:
        self._peak_dbfs = FLOOR_DBFS
        self._peak_held_samples = 0
        self._power = 0.0
        self._clip_left_samples = 0

    def feed(self, block: NDArray[np.float32]) -> None:
        """Take in ``block`` ``(frames, channels)``; not-a-number counts as silence."""
        frames = len(block)
        if block.size == 0:
            return
        high, low = float(block.max()), float(block.min())
        peak = max(high, -low)
        power = float(np.vdot(block, block)) / block.size
        if not (math.isfinite(peak) and math.isfinite(power)):
            peak, power = 0.0, 0.0
        self._feed_peak(_dbfs(peak), frames)
        share = 1.0 - math.exp(-frames / (RMS_TIME_S * SAMPLE_RATE_HZ))
        self._power += share * (power - self._power)
        if peak >= CLIP_LEVEL:
            self._clip_left_samples = int(CLIP_HOLD_S * SAMPLE_RATE_HZ)
        else:
            self._clip_left_samples = max(0, self._clip_left_samples - frames)

    def _feed_peak(self, peak_dbfs: float, frames: int) -> None:
        if peak_dbfs >= self._peak_dbfs:
            self._peak_dbfs, self._peak_held_samples = peak_dbfs, 0
            return
        self._peak_held_samples += frames
        falling = min(frames, self._peak_held_samples - int(PEAK_HOLD_S * SAMPLE_RATE_HZ))
        if falling > 0:
            fallen = self._peak_dbfs - falling * PEAK_FALL_DB_PER_S / SAMPLE_RATE_HZ
            self._peak_dbfs = max(peak_dbfs, fallen, FLOOR_DBFS)

    @property
    def peak_dbfs(self) -> float:
        """The highest sample: held for half a second, then falling 20 dB a second."""
        return self._peak_dbfs

    @property
    def rms_dbfs(self) -> float:
        """Power with a time constant of 0.3 s."""
        return _dbfs(math.sqrt(self._power))

    @property
    def clipped(self) -> bool:
        """Whether a sample reached full scale within the last two seconds."""
        return self._clip_left_samples > 0


def _dbfs(level: float) -> float:
    return max(FLOOR_DBFS, 20.0 * math.log10(level)) if level > 0.0 else FLOOR_DBFS
