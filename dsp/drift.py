"""How two clocks stand to each other, seen through events of the one that come late by the other."""

from __future__ import annotations

from dataclasses import dataclass, field

from dsp.profiles import SAMPLE_RATE_HZ

BLOCK_S = 0.5
FIRST_SLOPE_PPM = 60.0  # how far a crystal may be off before anything is known
WANDER_VARIANCE = 4e-6  # (samples/s)^2 per s: 1 ppm in 10 minutes
GATE_SAMPLES = 24.0
STEP_BLOCKS = 3  # so many blocks in a row elsewhere: the path has changed


@dataclass(slots=True)
class ClockLine:
    """Follow the least lateness of a stream of samples and its slope.

    Each event says: sample ``n`` was seen at local time ``t``. Its lateness ``48000 t - n`` is never less
    than some least one, which leans as the clocks drift apart. The least of each half second is fed to a
    Kalman filter of offset and slope; a least that moves away for good (another path, a card that
    stumbled) moves the offset and leaves the slope alone.

    Notes
    -----
    Realtime-safe: yes. Thread-safe: no. Units: samples at 48 kHz and seconds.
    """

    slope: float = 0.0  # samples per second
    _at_s: float = 0.0
    _base: float = 0.0
    _variance: float = 1e4
    _slope_variance: float = (FIRST_SLOPE_PPM * SAMPLE_RATE_HZ * 1e-6) ** 2
    _shared: float = 0.0
    _noise: float = 4.0
    _block_end_s: float = -1.0
    _least: float = 0.0
    _least_at_s: float = 0.0
    _blocks: int = 0
    _away: list[float] = field(default_factory=list)

    @property
    def settled(self) -> bool:
        """Whether the slope means something yet (a few blocks have passed)."""
        return self._blocks >= 4

    @property
    def drift_ppm(self) -> float:
        """How much faster the observed stream runs than the local clock."""
        return -self.slope / SAMPLE_RATE_HZ * 1e6

    def base(self, now_s: float) -> float:
        """Give the least lateness expected at ``now_s``, in samples."""
        return self._base + self.slope * (now_s - self._at_s)

    def observe(self, lateness: float, now_s: float) -> None:
        """Take in one event's ``lateness`` in samples."""
        if self._block_end_s < 0.0:
            self._base, self._at_s = lateness, now_s
            self._block_end_s = now_s + BLOCK_S
            self._least, self._least_at_s = lateness, now_s
            return
        if lateness < self._least:
            self._least, self._least_at_s = lateness, now_s
            if self._blocks == 0:  # nothing filtered yet: the least so far is all there is
                self._base, self._at_s = lateness, now_s
        if now_s >= self._block_end_s:
            self._take(self._least, self._least_at_s)
            self._block_end_s = now_s + BLOCK_S
            self._least, self._least_at_s = lateness, now_s

    def _take(self, least: float, at_s: float) -> None:
        self._predict(max(0.0, at_s - self._at_s))
        off = least - self._base
        spread = self._variance + self._noise
        self._blocks += 1
        if self._blocks > 1 and off * off > max(GATE_SAMPLES**2, 16.0 * spread):
            self._away.append(least)
            if off < 0.0 or len(self._away) >= STEP_BLOCKS:
                self._base = min(self._away)
                self._variance, self._shared = 100.0, 0.0
                self._away.clear()
            return
        self._away.clear()
        gain, slope_gain = self._variance / spread, self._shared / spread
        self._base += gain * off
        self.slope += slope_gain * off
        self._slope_variance -= slope_gain * self._shared
        self._shared *= 1.0 - gain
        self._variance *= 1.0 - gain
        left = (1.0 - gain) * off
        self._noise = max(0.05, self._noise + 0.1 * (left * left - self._noise))

    def _predict(self, step_s: float) -> None:
        self._base += self.slope * step_s
        self._at_s += step_s
        self._variance += step_s * (2.0 * self._shared + step_s * self._slope_variance) + 0.01 * step_s
        self._shared += step_s * self._slope_variance
        self._slope_variance += WANDER_VARIANCE * step_s
