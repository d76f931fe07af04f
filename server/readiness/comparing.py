"""Places side by side: the same profile over the same weeks, with spread and number. Pure."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from typing import Any

from server.readiness.repository import BLOCKED
from server.readiness.schemas import PlaceFigures


def figures(place_id: str, name: str, rows: Sequence[Mapping[str, Any]]) -> PlaceFigures:
    """One place's hours of one profile in a line.

    Parameters
    ----------
    rows : Sequence[Mapping[str, Any]]
        Of `readiness`; an hour is one value, however often it was measured.
    """
    through = [row for row in rows if row["word"] != BLOCKED]
    worth = sorted(float(row["worth_ms"]) for row in through)
    blocked = len(rows) - len(through)
    if not worth:
        return PlaceFigures(id=place_id, name=name, hours=len(rows), blocked=blocked)
    low, middle, high = (quantile(worth, at) for at in (0.05, 0.5, 0.95))
    variation = sorted(max(row["variation_out_ms"], row["variation_in_ms"]) for row in through)
    return PlaceFigures(
        id=place_id,
        name=name,
        hours=len(rows),
        blocked=blocked,
        p05_ms=low,
        p50_ms=middle,
        p95_ms=high,
        worst_ms=worth[-1],
        variation_ms=quantile(variation, 0.5),
        lost_pct=statistics.fmean(max(row["lost_out_pct"], row["lost_in_pct"]) for row in through),
        together_pct=100.0 * sum(row["word"] == "together" for row in through) / len(rows),
    )


def quantile(ordered: Sequence[float], share: float) -> float:
    """Of sorted values, between neighbours linearly (R. J. Hyndman and Y. Fan 1996, definition 7)."""
    at = share * (len(ordered) - 1)
    below = int(at)
    above = min(below + 1, len(ordered) - 1)
    return float(ordered[below] + (at - below) * (ordered[above] - ordered[below]))
