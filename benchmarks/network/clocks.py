"""Two clocks seen through a network: how their rates and readings differ, and how wrong that can be. Pure.

A packet's transit by two clocks is its delay and how far the clocks stand apart. Delays are never negative,
so the least transits bound the clocks from both sides; where between the two they are nobody can see, since
a round trip can divide in any way into there and back. The middle is taken, and half the least round trip is
the bound (RFC 5905, 8, with the minimum filter of its section 10; J. Bolot 1993 for the asymmetry).
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

MOST_SKEW = 200e-6
"""Two crystals of 100 ppm."""
AGREES = 8e-6
"""How near the two directions' slopes must be to be the clocks' rather than the path's."""


@dataclass(frozen=True)
class Relation:
    """How the far clock stands to the near one.

    Attributes
    ----------
    skew : float
        How much faster the far one runs; 0 where that could not be told from the path's own changes.
    known : bool
        Whether it could.
    offset_ms : float
        Far minus near at ``at_ms``.
    bound_ms : float
        How far a one-way delay by this offset can be off.
    at_ms : float
        The near clock's time for which the offset is.
    """

    skew: float
    known: bool
    offset_ms: float
    bound_ms: float
    at_ms: float

    def far_minus_near(self, near_ms: Floats) -> Floats:
        """The clocks' difference at these times of the near one."""
        return np.asarray(self.offset_ms + self.skew * (near_ms - self.at_ms))


def floor_slope(at: Floats, transit: Floats) -> float:
    """Slope of the line under all points that lies nearest to them (S. Moon, P. Skelly, D. Towsley 1999).

    Parameters
    ----------
    at, transit : NDArray[float64]
        ``(points,)``, same unit, ``at`` ascending.

    That is the edge of the lower convex hull above the middle of the times.
    """
    hull: list[tuple[float, float]] = []
    for x, y in zip(at.tolist(), transit.tolist(), strict=True):
        while len(hull) > 1:
            (x0, y0), (x1, y1) = hull[-2:]
            if (y1 - y0) * (x - x0) < (y - y0) * (x1 - x0):
                break
            hull.pop()
        if hull and x == hull[-1][0]:
            continue
        hull.append((x, y))
    middle = float(at.mean())
    for (x0, y0), (x1, y1) in itertools.pairwise(hull):
        if x0 <= middle <= x1:
            return (y1 - y0) / (x1 - x0)
    return 0.0


def relate(up_sent: Floats, up_transit: Floats, down_sent: Floats, down_transit: Floats) -> Relation:
    """Relate the clocks from packets both ways, all in ms.

    Parameters
    ----------
    up_sent, up_transit
        ``(packets,)``: when each left by the near clock, and its arrival by the far one less that.
    down_sent, down_transit
        When each left by the *far* clock, and its arrival by the near one less that.

    Raises
    ------
    ValueError
        No packet came one of the ways.
    """
    if not len(up_transit) or not len(down_transit):
        raise ValueError("packets one way alone say nothing of the clocks")
    begin = float(min(up_sent.min(), (down_sent + down_transit).min()))
    end = float(max(up_sent.max(), (down_sent + down_transit).max()))
    middle, half = (begin + end) / 2, (end - begin) / 2
    # The far clock's times, moved to the near one's, well enough for a slope.
    down_at = down_sent + float(np.median(down_transit))
    slopes = floor_slope(up_sent, up_transit), -floor_slope(down_at, down_transit)
    skew = (slopes[0] + slopes[1]) / 2
    known = abs(slopes[0] - slopes[1]) <= AGREES and abs(skew) <= MOST_SKEW
    if not known:
        skew = 0.0
    unsure = (AGREES / 2 if known else MOST_SKEW) * half
    least_up = float((up_transit - skew * (up_sent - middle)).min())
    least_down = float((down_transit + skew * (down_at - middle)).min())
    bound = max(0.0, (least_up + least_down) / 2)
    return Relation(skew, known, (least_up - least_down) / 2, bound + unsure, middle)
