"""What one direction did to the packets of one run. Pure."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Way:
    """Packets of one direction.

    Parameters
    ----------
    sent_ms : NDArray[float64]
        ``(packets,)``, by the sender's clock; of a lost packet perhaps NaN.
    got_ms : NDArray[float64]
        ``(packets,)``, by the receiver's clock, the first time it came; NaN: lost.
    order : NDArray[int64]
        Sequence numbers as they came, the first time each.
    doubled : int
        How often one came again.
    """

    sent_ms: Floats
    got_ms: Floats
    order: Ints
    doubled: int = 0

    @property
    def there(self) -> NDArray[np.bool_]:
        """Which came."""
        return np.isfinite(self.got_ms) & np.isfinite(self.sent_ms)

    @property
    def transit_ms(self) -> Floats:
        """``(packets,)``, arrival by one clock less sending by the other; NaN: lost."""
        return np.asarray(self.got_ms - self.sent_ms)

    @property
    def loss_pct(self) -> float:
        """Share that never came (RFC 7680)."""
        return float(100.0 * (1.0 - self.there.mean())) if len(self.got_ms) else 100.0

    @property
    def bursts(self) -> list[int]:
        """How many went missing in a row, each time."""
        lost = np.concatenate([[0], (~self.there).astype(np.int8), [0]])
        edges = np.flatnonzero(np.diff(lost))
        return [int(length) for length in edges[1::2] - edges[::2]]

    @property
    def reordered_pct(self) -> float:
        """Share of those that came after one sent later (RFC 4737, 4.2)."""
        if not len(self.order):
            return 0.0
        newest = np.maximum.accumulate(self.order)
        return float(100.0 * np.mean(self.order < newest))


def gather(
    count: int, sent_ns: dict[int, int] | Ints, came: list[tuple[int, int]], base_ns: tuple[int, int]
) -> Way:
    """Put a direction together.

    Parameters
    ----------
    count : int
        Packets that were to be sent.
    sent_ns : dict or NDArray[int64]
        When each was sent, by its sender's clock.
    came : list of (sequence, time)
        As they came, by the receiver's clock, ns.
    base_ns : tuple of int
        Taken off the sender's and the receiver's times, so that floats hold them.
    """
    sent, got = np.full(count, np.nan), np.full(count, np.nan)
    known = sent_ns.items() if isinstance(sent_ns, dict) else enumerate(sent_ns.tolist())
    for sequence, at_ns in known:
        if 0 <= sequence < count:
            sent[sequence] = (at_ns - base_ns[0]) * 1e-6
    order, doubled = [], 0
    for sequence, at_ns in came:
        if not 0 <= sequence < count:
            continue
        if np.isfinite(got[sequence]):
            doubled += 1
            continue
        got[sequence] = (at_ns - base_ns[1]) * 1e-6
        order.append(sequence)
    return Way(sent, got, np.array(order, np.int64), doubled)


def variation_ms(way: Way, skew: float) -> Floats:
    """``(packets,)``, how much later each came than the luckiest, clocks' rates taken off; NaN: lost.

    RFC 3393 with the selection of RFC 5481, 4.2 (PDV).

    Parameters
    ----------
    skew : float
        How much faster the receiver's clock runs than the sender's.
    """
    transit = way.transit_ms - skew * way.sent_ms
    return np.asarray(transit - np.nanmin(transit)) if way.there.any() else transit


def steps_ms(variation: Floats) -> Floats:
    """Between packets sent one after the other: RFC 3393 with the selection of RFC 5481, 4.1 (IPDV)."""
    steps = np.abs(np.diff(variation))
    return np.asarray(steps[np.isfinite(steps)])


def percentile(values: Floats, at: float) -> float | None:
    """Of what is finite; None of nothing."""
    there = values[np.isfinite(values)]
    return float(np.percentile(there, at)) if len(there) else None
