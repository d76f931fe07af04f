"""What was heard of one far participant over all its connections, for the report at the end."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from dsp.stats import JitterStats

__all__ = ["DelayHistogram", "Totals"]

_BIN_MS = 0.05
_BINS = 20_000  # up to a second; more is counted in the last


class DelayHistogram:
    """A distribution of delays in bins of 0.05 ms: an hour takes no more room than a second."""

    def __init__(self) -> None:
        self._counts = np.zeros(_BINS, np.int64)

    def add(self, delays_ms: NDArray[np.float64]) -> None:
        bins = np.clip(delays_ms / _BIN_MS, 0, _BINS - 1).astype(np.int64)
        np.add.at(self._counts, bins, 1)

    def quantile(self, share: float) -> float | None:
        """The delay that ``share`` of all packets keep within, in ms; None before the first."""
        up_to = np.cumsum(self._counts)
        if up_to[-1] == 0:
            return None
        return round((float(np.searchsorted(up_to, share * up_to[-1])) + 0.5) * _BIN_MS, 3)


@dataclass(slots=True)
class Totals:
    """Counts of connections that have ended; the running one is added when asked."""

    delays: DelayHistogram = field(default_factory=DelayHistogram)
    connections: int = 0
    received: int = 0
    lost: int = 0
    late: int = 0
    recovered: int = 0
    underruns: int = 0
    concealed_samples: int = 0
    played_samples: int = 0
    picture_frames: int = 0

    def plus(self, stats: JitterStats, picture_frames: int) -> Totals:
        """These and one connection's; ``delays`` is shared."""
        return Totals(
            delays=self.delays,
            connections=self.connections,
            received=self.received + stats.received,
            lost=self.lost + stats.lost,
            late=self.late + stats.late,
            recovered=self.recovered + stats.recovered,
            underruns=self.underruns + stats.underruns,
            concealed_samples=self.concealed_samples + stats.concealed_samples,
            played_samples=self.played_samples + stats.played_samples,
            picture_frames=self.picture_frames + picture_frames,
        )

    @property
    def loss_pct(self) -> float:
        expected = self.received + self.lost
        return 100.0 * self.lost / expected if expected else 0.0

    @property
    def concealed_pct(self) -> float:
        return 100.0 * self.concealed_samples / self.played_samples if self.played_samples else 0.0
