"""Going up after packets that come later than is waited for: as far as it pays, as long as it lasts."""

from __future__ import annotations

import math

from dsp.profiles import SAMPLE_RATE_HZ
from dsp.transits import BIN_SAMPLES

SOON_S = 0.0074  # late this long at least: three packets of 2.5 ms
FLAT_PACKETS, FEW_PACKETS = (
    3,
    2,
)  # so many late alike: the path has changed; two say enough where each is long
LONG_SAMPLES = 480  # 10 ms: one packet more would cost as much again as there is to spare
LEVEL_SAMPLES = 24  # packets this near the highest so far do not fall
LASTS_S = 1.0
REACH = 800.0  # ms per s and unit of weight; see `Climb`


class Climb:
    """One stretch of packets that all came too late, and how far it is worth going up for them.

    A queue that fills slowly makes every packet late for a while. How far to go up for it is a matter of
    hire or buy (Karlin et al., 1988): going up by ``h`` ms costs at most ``h^2 / 4`` ms x s until it is
    gone at 2 ms/s, staying costs ``100 x weight`` a second. Half of the way down is taken as paid for by
    what else comes late meanwhile, so after being late for ``T`` s the climb may go ``sqrt(800 x weight x
    T)`` ms above the base. Packets that come late by the same amount are a longer path: it is taken at
    once. Packets that come ever less late are a spike that passes: nothing goes up for it.

    Attributes
    ----------
    weight_ms : float
        Milliseconds of delay that one percent of concealed sound is worth.
    late_s : float
        For how long packets have been late; 0: they are in time.

    Notes
    -----
    Realtime-safe: yes. Thread-safe: no. Transits are in samples, of a packet's end, drift taken off.
    """

    def __init__(self, weight_ms: float = 10.0) -> None:
        self.weight_ms = weight_ms
        self.end()

    def end(self) -> None:
        """Packets are in time again."""
        self.late_s = 0.0
        self._since_s = 0.0
        self._packets = 0
        self._top = -math.inf
        self._bottom = math.inf

    @property
    def lasts(self) -> bool:
        """Whether packets have been late for so long that this is where the path is now."""
        return self.late_s >= LASTS_S

    def level(
        self, transit: float, frames: int, now_s: float, *, base: float, level: float, playing: float
    ) -> float:
        """Take in a late packet and say which transit is to be waited for from now on.

        Parameters
        ----------
        transit, frames, now_s
            The packet, as `TargetDelay.observe` has it; ``transit > base``.
        base, level : float
            What is waited for when nothing is late, and now.
        playing : float
            Where the playout may be still, from an earlier climb.
        """
        if not self._packets:  # the sound that is missing until its first packet came counts as well
            self._since_s = now_s - max(float(frames), transit - playing) / SAMPLE_RATE_HZ
        self._packets += 1
        self.late_s = now_s - self._since_s
        self._top = max(self._top, transit)
        self._bottom = min(self._bottom, transit)
        enough = 1 if frames >= LONG_SAMPLES and transit - playing >= LONG_SAMPLES else FEW_PACKETS
        falls = transit < self._top - LEVEL_SAMPLES
        if transit <= level or falls or self._packets < enough or self.late_s < SOON_S:
            return level
        reach_ms = math.sqrt(REACH * self.weight_ms * self.late_s)
        if self._flat(frames) or transit - base <= reach_ms * (SAMPLE_RATE_HZ / 1000):
            return transit + BIN_SAMPLES
        return level

    def _flat(self, frames: int) -> bool:
        enough = FEW_PACKETS if frames >= LONG_SAMPLES else FLAT_PACKETS
        return self._packets >= enough and self._top - self._bottom <= 2 * BIN_SAMPLES
