"""How late we hear a far end: the ledger's packets against the lesson clock, nothing guessed."""

from __future__ import annotations

from client.native.totals import DelayHistogram
from dsp.ledger import CaptureAnchor, Ledger, LedgerSum

__all__ = ["Hearing"]

_LATEST_PACKETS = 200


class Hearing:
    """Follows one ledger: the latest sum for the eye, and every packet into the distribution.

    Notes
    -----
    Realtime-safe: no. Thread-safe: no (the ledger is read safely while it is written).
    """

    def __init__(self, ledger: Ledger, delays: DelayHistogram) -> None:
        self._ledger, self._delays = ledger, delays
        self._seen = 0
        self.latest: LedgerSum | None = None

    def update(self, anchor: CaptureAnchor | None, *, output_latency_s: float) -> None:
        """Take in what has been played since the last time; nothing is known without an anchor."""
        new, self._seen = self._ledger.packets - self._seen, self._ledger.packets
        if anchor is None or new <= 0:
            return
        self.latest = self._ledger.components(anchor, output_latency_s=output_latency_s, last=_LATEST_PACKETS)
        self._delays.add(self._ledger.delays_ms(anchor, output_latency_s=output_latency_s, last=new))
