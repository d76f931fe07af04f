"""How fast an interface's clock runs against the system's."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from benchmarks.device.signals import Floats

SETTLE_S = 0.5
_THINNINGS = 8


@dataclass(frozen=True)
class Drift:
    """What was found.

    Parameters
    ----------
    ppm : float
        Interface minus system: positive is fast.
    halves_ppm : float
        How far the two halves of the run are apart: what the figure is worth.
    """

    ppm: float
    halves_ppm: float


def drift(called_s: Floats, frames: Floats, rate_hz: int) -> Drift | None:
    """Lay a line under the calls: late they may be, early never.

    Parameters
    ----------
    called_s : NDArray[float64]
        ``(blocks,)``, when each call came, monotonic.
    frames : NDArray[float64]
        ``(blocks,)``, how many samples had passed by then, ascending, lost ones included.
    rate_hz : int
        What the interface says its rate is.

    Returns
    -------
    Drift or None
        None: fewer than a second of calls.

    Notes
    -----
    S. B. Moon, P. Skelly, D. Towsley, *Estimation and removal of clock skew from network delay measurements*,
    IEEE INFOCOM 1999: of all lines with every point above, the one that is nearest to them; it is an edge of
    their lower convex hull.
    """
    if not len(called_s):
        return None
    use = called_s >= called_s[0] + SETTLE_S
    at, due = called_s[use] - called_s[0], frames[use] / rate_hz
    if len(at) < 8 or at[-1] - at[0] < 1.0:
        return None
    slope = _under(due, at - due)
    half = len(at) // 2
    parts = [_under(due[part], (at - due)[part]) for part in (slice(0, half), slice(half, None))]
    return Drift(-slope / (1 + slope) * 1e6, abs(parts[0] - parts[1]) * 1e6)


def _under(x: Floats, y: Floats) -> float:
    """Slope of the line under all points that comes nearest to them."""
    middle = float(np.mean(x))
    x, y = _low(x, y)
    hull: list[int] = []
    xs, ys = x.tolist(), y.tolist()
    for index in range(len(xs)):
        while len(hull) > 1:
            first, last = hull[-2], hull[-1]
            turn = (xs[last] - xs[first]) * (ys[index] - ys[first])
            if turn > (ys[last] - ys[first]) * (xs[index] - xs[first]):
                break
            hull.pop()
        hull.append(index)
    edge = next(place for place in range(1, len(hull)) if xs[hull[place]] >= middle or place == len(hull) - 1)
    first, last = hull[edge - 1], hull[edge]
    return float((ys[last] - ys[first]) / (xs[last] - xs[first]))


def _low(x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """Without most points that lie above their neighbours' chord and so cannot be on the hull."""
    for _ in range(_THINNINGS):
        chord = y[:-2] + (y[2:] - y[:-2]) * (x[1:-1] - x[:-2]) / (x[2:] - x[:-2])
        keep = np.concatenate([[True], y[1:-1] < chord, [True]])
        x, y = x[keep], y[keep]
    return x, y
