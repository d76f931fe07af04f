"""What the packets of one direction met: the one thing that every law is handed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

SAMPLE_RATE_HZ = 48_000
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Trace:
    """Packets of equal length, sent without a pause.

    Parameters
    ----------
    transit : NDArray[float64]
        ``(packets,)``, samples from the end of a packet's capture to its arrival, above the least of all;
        NaN: lost.
    ptime_samples : int
        How much sound is in a packet.

    Raises
    ------
    ValueError
        No packet arrived, or the packets are shorter than a sample.
    """

    transit: Floats
    ptime_samples: int

    def __post_init__(self) -> None:
        if self.ptime_samples < 1:
            raise ValueError(f"packets of {self.ptime_samples} samples")
        if not np.isfinite(self.transit).any():
            raise ValueError("a trace without a packet that arrived")

    def __len__(self) -> int:
        return len(self.transit)

    @property
    def seconds(self) -> float:
        """How much sound was sent."""
        return len(self) * self.ptime_samples / SAMPLE_RATE_HZ

    @property
    def arrival(self) -> Floats:
        """``(packets,)``, samples after the first sample's capture; NaN: lost."""
        return np.asarray(self.transit + (np.arange(len(self)) + 1.0) * self.ptime_samples)

    def order(self) -> NDArray[np.intp]:
        """Indices of the packets that arrived, as they did."""
        there = np.flatnonzero(np.isfinite(self.transit))
        return there[np.argsort(self.arrival[there], kind="stable")]


def from_transit(transit: Floats, ptime_samples: int) -> Trace:
    """Count a transit known up to a constant from its least."""
    if not np.isfinite(transit).any():
        raise ValueError("a trace without a packet that arrived")
    return Trace(np.asarray(transit - np.nanmin(transit)), ptime_samples)
