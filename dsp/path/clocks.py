"""Two clocks seen through a network: how their rates and readings differ, and how wrong that can be. Pure.

A packet's transit by two clocks is its delay and how far the clocks stand apart. Delays are never negative,
so the least transits bound the clocks from both sides; where between the two they are nobody can see, since
a round trip can divide in any way into there and back. The middle is taken, and half the least round trip is
the bound (RFC 5905, 8, with the minimum filter of its section 10; J. Bolot 1993 for the asymmetry).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

MOST_SKEW = 200e-6
"""Two crystals of 100 ppm."""
SURE = 4e-6
"""One standard error; a slope that is less sure is the path's own doing as likely as the clocks'."""
_CELLS = 10


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


def floor_slope(at: Floats, transit: Floats) -> tuple[float, float]:
    """Slope of the line through the least transits of ten equal times, and its standard error.

    Parameters
    ----------
    at, transit : NDArray[float64]
        ``(points,)``, same unit, ``at`` ascending.

    The least of many is near what the path takes at its best, whatever the others met (V. Paxson 1998); of
    three points or less nothing is known.
    """
    edges = np.linspace(float(at[0]), float(at[-1]), _CELLS + 1)
    cell = np.clip(np.searchsorted(edges, at, side="right") - 1, 0, _CELLS - 1)
    lowest = np.array(
        [np.flatnonzero(cell == one)[np.argmin(transit[cell == one])] for one in np.unique(cell)]
    )
    if len(lowest) < 4:
        return 0.0, np.inf
    x, y = at[lowest] - at[lowest].mean(), transit[lowest] - transit[lowest].mean()
    spread = float(x @ x)
    slope = float(x @ y) / spread
    rest = y - slope * x
    return slope, float(np.sqrt(float(rest @ rest) / (len(x) - 2) / spread))


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
    slope_up, error_up = floor_slope(up_sent, up_transit)
    slope_down, error_down = floor_slope(down_at, down_transit)
    error = float(np.hypot(error_up, error_down))
    skew = (slope_up - slope_down) / 2
    known = error <= SURE and abs(slope_up + slope_down) <= 3 * error + 1e-6 and abs(skew) <= MOST_SKEW
    if not known:
        skew = 0.0
    unsure = (3 * error / 2 + 1e-6 if known else MOST_SKEW) * half
    least_up = float((up_transit - skew * (up_sent - middle)).min())
    least_down = float((down_transit + skew * (down_at - middle)).min())
    bound = max(0.0, (least_up + least_down) / 2)
    return Relation(skew, known, (least_up - least_down) / 2, bound + unsure, middle)
