"""What really happened to the packets of a measurement: linklab's own record of them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.paths.linklab import ENTRY
from server.measuring.packets import HEAD_BYTES, MAGIC, Kind

Floats = NDArray[np.float64]
_IP_AND_UDP_BYTES = 28
_SEQUENCE_AT = _IP_AND_UDP_BYTES + HEAD_BYTES


@dataclass(frozen=True)
class Truth:
    """One direction of one run.

    Attributes
    ----------
    delay_ms : NDArray[float64]
        ``(packets that came,)``.
    loss_pct : float
    late_p95_ms : float
        How late the link itself was in letting packets go: a starved machine.
    """

    delay_ms: Floats
    loss_pct: float
    late_p95_ms: float

    @property
    def variation_p95_ms(self) -> float:
        """As the bench defines it."""
        return float(np.percentile(self.delay_ms - self.delay_ms.min(), 95))

    @property
    def one_way_p50_ms(self) -> float:
        """The true one-way delay."""
        return float(np.median(self.delay_ms))


def read(file: Path) -> dict[tuple[int, int], Truth]:
    """What each run met, by ``(run, way)``; way 0 leads from school to town.

    Raises
    ------
    OSError
        There is no such record.
    """
    entries = np.fromfile(file, dtype=ENTRY)
    head = entries["head"]
    magic = np.frombuffer(MAGIC, np.uint8)
    ours = (head[:, _IP_AND_UDP_BYTES : _IP_AND_UDP_BYTES + 4] == magic).all(axis=1)
    ours &= head[:, _IP_AND_UDP_BYTES + 4] == Kind.PROBE
    entries, head = entries[ours], head[ours]
    runs = head[:, _IP_AND_UDP_BYTES + 5]
    found = {}
    for run in np.unique(runs):
        for way in (0, 1):
            those = entries[(runs == run) & (entries["way"] == way)]
            if not len(those):
                continue
            found[int(run), way] = of_entries(those)
    return found


def of_entries(entries: NDArray[np.void]) -> Truth:
    """The truth of one run's packets one way, ``(packets,)`` of `ENTRY`, one at least."""
    there = entries["went_ns"] >= 0
    delay = (entries["went_ns"] - entries["came_ns"])[there] * 1e-6
    late = (entries["went_ns"] - entries["due_ns"])[there] * 1e-6
    return Truth(
        delay.astype(np.float64),
        100.0 * (1.0 - float(there.mean())),
        float(np.percentile(late, 95)) if len(late) else 0.0,
    )
