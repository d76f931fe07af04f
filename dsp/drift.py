"""How two clocks stand to each other, seen through events of the one that come late by the other."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace

from dsp.profiles import SAMPLE_RATE_HZ

BLOCK_S = 0.5
FIRST_SLOPE_PPM = 60.0  # how far a crystal may be off before anything is known
MOST_SLOPE_PPM = 250.0  # nothing that is sold as a sound card is further off
WANDER_VARIANCE = 2e-6  # (samples/s)^2 per s: 0.7 ppm in 10 minutes, as a random walk
PATH_VARIANCE = 2e-4  # samples^2 per s: what a path's least delay wanders by itself
GATE = 4.0  # standard deviations
GATE_SAMPLES = 4.0  # 0.08 ms
SETTLED_BLOCKS = 3
STEP_BLOCKS = 3  # so many blocks in a row above: the path has changed
SUSPECT = 2.5  # standard deviations: perhaps a small step; two filters go on, with and without it
SURE = 16.0  # twice the logarithm of how much likelier the step has become
DOUBT_BLOCKS = 12
LEAST_NOISE = 0.05  # samples^2
FIRST_NOISE = 4.0
FIRST_NOISE_BLOCKS = 0.5  # how much the first guess weighs
NOISE_MEMORY_BLOCKS = 40.0
_PPM = SAMPLE_RATE_HZ * 1e-6


@dataclass(slots=True)
class _Filter:
    """A Kalman filter of offset and slope; variances in samples and seconds."""

    at_s: float
    base: float
    slope: float = 0.0
    variance: float = FIRST_NOISE
    shared: float = 0.0
    slope_variance: float = (FIRST_SLOPE_PPM * _PPM) ** 2

    def predict(self, step_s: float) -> None:
        """Let ``step_s`` pass."""
        self.base += self.slope * step_s
        self.at_s += step_s
        self.variance += step_s * (2.0 * self.shared + step_s * self.slope_variance + PATH_VARIANCE)
        self.shared += step_s * self.slope_variance
        self.slope_variance += WANDER_VARIANCE * step_s

    def correct(self, off: float, noise: float) -> None:
        """Take in a least that lies ``off`` beyond the line."""
        spread = self.variance + noise
        gain, slope_gain = self.variance / spread, self.shared / spread
        self.base += gain * off
        most = MOST_SLOPE_PPM * _PPM
        self.slope = min(most, max(-most, self.slope + slope_gain * off))
        self.slope_variance -= slope_gain * self.shared
        self.shared *= 1.0 - gain
        self.variance *= 1.0 - gain

    def begun_anew(self, base: float, noise: float) -> _Filter:
        """Give a filter whose offset knows nothing of the time before and whose slope knows it all."""
        return replace(self, base=base, variance=noise, shared=0.0)


@dataclass(slots=True)
class ClockLine:
    """Follow the least lateness of a stream of samples and its slope.

    Each event says: sample ``n`` was seen at local time ``t``. Its lateness ``48000 t - n`` is never less
    than some least one, which leans as the clocks drift apart. Of each half second the event that came
    least late *beyond the line* is fed to a Kalman filter of offset and slope; how noisy such leasts are is
    learnt from how they differ from one to the next, so that fibre is trusted within seconds and a radio
    link is not.

    A least that moves away (another path, a satellite handed over, a card that stumbled) says nothing of
    the clocks: the offset begins anew there, all that ties it to the slope is forgotten, and the slope
    stays as it was. Far below the line that is certain at once, far above it after three half seconds, as a
    queue may drain again. A step too small to be certain of is carried on beside as a second filter for six
    seconds, and taken when it has become the likelier story.

    Attributes
    ----------
    slope : float
        How fast the lateness grows, in samples per second; 0 until settled.

    Notes
    -----
    Realtime-safe: yes. Thread-safe: no. Units: samples at 48 kHz and seconds.
    The least of many delays as the path's own: V. Paxson, "On calibrating measurements of packet transit
    times", 1998. Offset and skew by a Kalman filter: A. Bletsas, "Evaluation of Kalman filtering for
    network time keeping", 2005. Two filters weighed by likelihood: A. Willsky and H. Jones, "A generalized
    likelihood ratio approach to the detection and estimation of jumps in linear systems", 1976.
    """

    slope: float = 0.0
    _filter: _Filter = field(default_factory=lambda: _Filter(0.0, 0.0))
    _stepped: _Filter | None = None  # what would be so if the path had changed a little
    _likelier: float = 0.0
    _doubt_left: int = 0
    _noise: float = FIRST_NOISE
    _noise_blocks: float = FIRST_NOISE_BLOCKS
    _last_off: float = 0.0
    _block_end_s: float = -math.inf
    _least: float = math.inf  # beyond the line
    _least_at_s: float = 0.0
    _blocks: int = 0
    _away: list[tuple[float, float]] = field(default_factory=list)

    @property
    def settled(self) -> bool:
        """Whether the slope means something yet (a few blocks have passed)."""
        return self._blocks >= SETTLED_BLOCKS

    @property
    def drift_ppm(self) -> float:
        """How much faster the observed stream runs than the local clock."""
        return -self.slope / _PPM

    @property
    def unsure_ppm(self) -> float:
        """Standard deviation of ``drift_ppm``, as far as the filter can tell."""
        return math.sqrt(max(0.0, self._filter.slope_variance)) / _PPM

    def base(self, now_s: float) -> float:
        """Give the least lateness expected at ``now_s``, in samples."""
        line = self._filter
        return line.base + line.slope * (now_s - line.at_s)

    def observe(self, lateness: float, now_s: float) -> None:
        """Take in one event's ``lateness`` in samples."""
        line = self._filter
        if now_s >= self._block_end_s:
            if self._block_end_s == -math.inf:
                line.base, line.at_s = lateness, now_s
            else:
                self._take(self._least, self._least_at_s)
                line = self._filter
                if self._blocks >= SETTLED_BLOCKS:
                    self.slope = line.slope
            self._block_end_s = now_s + BLOCK_S
            self._least = math.inf
        off = lateness - line.base - line.slope * (now_s - line.at_s)
        if off < self._least:
            self._least, self._least_at_s = off, now_s
            if off < 0.0 and not self._blocks:  # nothing filtered yet: the least so far is all there is
                line.base, line.at_s, self._least = lateness, now_s, 0.0

    def _take(self, off: float, at_s: float) -> None:
        """Close a block whose least lies ``off`` beyond the line."""
        line = self._filter
        least = line.base + line.slope * (at_s - line.at_s) + off
        line.predict(max(0.0, at_s - line.at_s))
        self._blocks += 1
        if self._blocks == 1:
            self._last_off = off
            return
        self._learn_noise(off)
        spread = line.variance + self._noise
        if off * off <= max(GATE_SAMPLES**2, GATE**2 * spread):
            self._away.clear()
            self._weigh(least, off, spread)
            return
        self._stepped = None
        self._away.append((least, at_s))
        if off < 0.0 or len(self._away) >= STEP_BLOCKS:
            self._begin_anew()

    def _learn_noise(self, off: float) -> None:
        """Learn from a difference of two leasts, of which a step spoils one alone and not for long."""
        apart = off - self._last_off
        seen = min(apart * apart / 2.0, 9.0 * self._noise)
        self._last_off = off
        self._noise_blocks = min(NOISE_MEMORY_BLOCKS, self._noise_blocks + 1.0)
        self._noise = max(LEAST_NOISE, self._noise + (seen - self._noise) / self._noise_blocks)

    def _weigh(self, least: float, off: float, spread: float) -> None:
        """Go on, with and without the small step that there may have been."""
        line, stepped = self._filter, self._stepped
        unlikely = off * off / spread + math.log(spread)
        if stepped is not None:
            stepped.predict(line.at_s - stepped.at_s)
            other = least - stepped.base
            other_spread = stepped.variance + self._noise
            self._likelier += unlikely - other * other / other_spread - math.log(other_spread)
            self._doubt_left -= 1
            stepped.correct(other, self._noise)
            if self._likelier > SURE:
                self._filter, self._stepped = stepped, None
                self._last_off = least - stepped.base
                return
            if self._doubt_left <= 0:
                self._stepped = None
        elif off * off > SUSPECT**2 * spread and self.settled:
            self._stepped = line.begun_anew(least, self._noise)
            self._likelier, self._doubt_left = 0.0, DOUBT_BLOCKS
        before = line.base
        line.correct(off, self._noise)
        self._last_off = off - (line.base - before)  # seen from the line as it stands now

    def _begin_anew(self) -> None:
        """Put the offset where the path is now."""
        line = self._filter
        leasts = [least + line.slope * (line.at_s - at_s) for least, at_s in self._away]
        if leasts[-1] < line.base:
            leasts = leasts[-1:]
        self._filter = line.begun_anew(sum(leasts) / len(leasts), self._noise / len(leasts))
        self._last_off = leasts[-1] - self._filter.base
        self._away.clear()
