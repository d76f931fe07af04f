"""Between what a clock's offset can be at most and at least: the lines that no packet contradicts."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

__all__ = ["MOST_SKEW", "Corridor", "corridor"]

MOST_SKEW = 250e-6  # two crystals of 100 ppm, and something for a clock that is being disciplined
# What a slope must gain, in seconds times the change, before it is believed instead of the last one:
PATIENCE_S = 0.6  # ways out and back are not seen at the same moments
PATIENCE = 0.05  # of the time that was seen

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Corridor:
    """The lines that are left, seen from one moment.

    Attributes
    ----------
    offset_s : float
        Middle of the widest free strip at that moment: right where both ways are equally long.
    skew : float
        Its slope, seconds per second.
    low_s, high_s : float
        No line that is left passes below or above at that moment; the truth is one of them.
    skew_low, skew_high : float
        The slopes that are left.
    half_s : float
        Half as wide as the strip: what lies outside of it changes nothing.
    """

    offset_s: float
    skew: float
    low_s: float
    high_s: float
    skew_low: float
    skew_high: float
    half_s: float

    @property
    def bound_s(self) -> float:
        """How far the truth can be from the middle."""
        return max(self.high_s - self.offset_s, self.offset_s - self.low_s)


def corridor(uppers: Iterable[Point], lowers: Iterable[Point], *, prior: float) -> Corridor | None:
    """Find the lines below every upper and above every lower point.

    A packet that goes out says that the other clock is ahead by no more than it seems (an upper point), one
    that comes in by no less (a lower point). Lines between the two hulls are what both clocks allow; of those
    the one with most room on both sides is chosen, which trusts the quickest packets of each way.

    Parameters
    ----------
    uppers, lowers : iterable of (at_s, offset_s)
        Time before now (negative) and the offset said, in any order; at least one of each.
    prior : float
        The slope believed so far; another one must be better, not only as good.

    Returns
    -------
    Corridor or None
        At time 0; None when no line of at most `MOST_SKEW` fits between.

    Notes
    -----
    Moon, Skelly and Towsley, "Estimation and removal of clock skew from network delay measurements" (INFOCOM
    1999), make it a linear program; Zhang, Liu and Xia, "Clock synchronization algorithms for network
    measurements" (INFOCOM 2002), show that only the hulls matter. Pure; realtime-safe: no.
    """
    above = _hull(sorted(uppers), 1.0)
    below = _hull(sorted(lowers), -1.0)
    prior = min(MOST_SKEW, max(-MOST_SKEW, prior))
    span_s = max(above[-1][0], below[-1][0]) - min(above[0][0], below[0][0])
    slopes = sorted({-MOST_SKEW, MOST_SKEW, prior, *_slopes(above), *_slopes(below)})
    roofs = [min(value - slope * at for at, value in above) for slope in slopes]
    floors = [max(value - slope * at for at, value in below) for slope in slopes]
    widths = [roof - floor for roof, floor in zip(roofs, floors, strict=True)]
    if max(widths) < 0.0:
        return None
    free = [k for k, width in enumerate(widths) if width >= 0.0]
    merits = [widths[k] - (PATIENCE_S + PATIENCE * span_s) * abs(slopes[k] - prior) for k in free]
    best = free[merits.index(max(merits))]
    first, last = free[0], free[-1]
    low, high = _edge(slopes, widths, first, first - 1), _edge(slopes, widths, last, last + 1)
    highs = [roofs[k] for k in free] + [min(v - slope * at for at, v in above) for slope in (low, high)]
    lows = [floors[k] for k in free] + [max(v - slope * at for at, v in below) for slope in (low, high)]
    return Corridor(
        (roofs[best] + floors[best]) / 2, slopes[best], min(lows), max(highs), low, high, widths[best] / 2
    )


def _hull(points: Sequence[Point], side: float) -> list[Point]:
    """The lower (side 1) or upper (side -1) hull, left to right (Andrew's monotone chain)."""
    hull: list[Point] = []
    for point in points:
        while len(hull) > 1 and _turn(hull[-2], hull[-1], point) * side <= 0.0:
            hull.pop()
        hull.append(point)
    return hull


def _turn(one: Point, two: Point, three: Point) -> float:
    return (two[0] - one[0]) * (three[1] - one[1]) - (two[1] - one[1]) * (three[0] - one[0])


def _slopes(hull: Sequence[Point]) -> list[float]:
    """Where another corner of a hull begins to bind."""
    slopes = [(b[1] - a[1]) / (b[0] - a[0]) for a, b in itertools.pairwise(hull) if b[0] > a[0]]
    return [slope for slope in slopes if -MOST_SKEW < slope < MOST_SKEW]


def _edge(slopes: Sequence[float], widths: Sequence[float], inside: int, outside: int) -> float:
    """Where the strip closes; between two corners its width is a straight line."""
    if not 0 <= outside < len(slopes) or widths[inside] <= 0.0:
        return slopes[inside]
    share = widths[inside] / (widths[inside] - widths[outside])
    return slopes[inside] + share * (slopes[outside] - slopes[inside])
