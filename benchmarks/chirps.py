"""What a program says of its own delay, held against each chirp that was heard from outside."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

__all__ = ["ledger_off_ms"]

Floats = NDArray[np.float64]

STATUS_COVERS_S = 0.5  # a status averages the packets of the last half second (client/native/hearing.py)
AFTER_XRUN_S, BEFORE_XRUN_S = 1.5, 0.5


def ledger_off_ms(
    heard_s: Floats, delays_ms: Floats, said: Sequence[tuple[float, float]], xruns_s: Sequence[float]
) -> Floats:
    """Ledger minus outside, chirp by chirp.

    Parameters
    ----------
    heard_s, delays_ms : NDArray[float64]
        ``(chirps,)`` each: when a chirp was heard, and how late.
    said : Sequence[tuple[float, float]]
        When a status was told, on the same clock, and the delay in ms it told of.
    xruns_s : Sequence[float]
        When JACK was late. Chirps near one are left out: the graph stood still within them.

    Returns
    -------
    NDArray[float64]
        ``(those that count,)``.

    Raises
    ------
    ValueError
        ``heard_s`` and ``delays_ms`` differ in length.
    """
    if len(heard_s) != len(delays_ms):
        raise ValueError(f"{len(heard_s)} times of {len(delays_ms)} chirps")
    if len(said) < 2:
        return np.zeros(0)
    told = np.array(said, dtype=np.float64)
    middle_s = told[:, 0] - STATUS_COVERS_S / 2
    counts = (heard_s >= middle_s[0]) & (heard_s <= middle_s[-1])
    for at_s in xruns_s:
        counts &= (heard_s < at_s - BEFORE_XRUN_S) | (heard_s > at_s + AFTER_XRUN_S)
    return np.asarray(np.interp(heard_s[counts], middle_s, told[:, 1]) - delays_ms[counts])
