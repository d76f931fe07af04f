"""How late we hear a far end: the ledger's packets against the lesson clock, nothing guessed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dsp.ledger import CaptureAnchor, Ledger, LedgerSum

__all__ = ["DelaySummary", "Hearing"]

_BIN_MS = 0.05
_BINS = 20_000  # up to a second; more is counted in the last


@dataclass(frozen=True, slots=True)
class DelaySummary:
    """Mouth-to-ear of all packets heard so far, in ms."""

    p50_ms: float | None
    p95_ms: float | None
    packets: int


class Hearing:
    """Follows one ledger: the latest sum for the eye, and the distribution for the report.

    Notes
    -----
    Realtime-safe: no. Thread-safe: no (the ledger is read safely while it is written).
    """

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._seen = 0
        self._counts = np.zeros(_BINS, np.int64)
        self.latest: LedgerSum | None = None

    def update(self, anchor: CaptureAnchor | None, *, output_latency_s: float) -> None:
        """Take in what has been played since the last time; nothing is known without an anchor."""
        new, self._seen = self._ledger.packets - self._seen, self._ledger.packets
        if anchor is None or new <= 0:
            return
        self.latest = self._ledger.components(anchor, output_latency_s=output_latency_s)
        entries = self._ledger.entries(new)
        if not entries:
            return
        behind = np.array([entry.capture_samples for entry in entries], np.float64) - anchor.timestamp
        behind -= np.round(behind[-1] / 2**32) * 2**32
        heard_s = np.array([entry.play_s for entry in entries]) + output_latency_s
        delay_ms = (heard_s - anchor.captured_at_s - behind / 48_000) * 1e3
        bins = np.clip(delay_ms / _BIN_MS, 0, _BINS - 1).astype(np.int64)
        np.add.at(self._counts, bins, 1)

    def summary(self) -> DelaySummary:
        total = int(self._counts.sum())
        if total == 0:
            return DelaySummary(None, None, 0)
        up_to = np.cumsum(self._counts)
        p50, p95 = (
            round(float(np.searchsorted(up_to, share * total) + 0.5) * _BIN_MS, 2) for share in (0.5, 0.95)
        )
        return DelaySummary(p50, p95, total)
