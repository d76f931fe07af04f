"""Which packets are lost: one by one, or several in a row."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def lost_packets(count: int, *, share: float, burst: int, seed: int, spared: int) -> NDArray[np.bool_]:
    """Say of each of ``count`` packets whether it is lost; the first ``spared`` never are.

    Raises
    ------
    ValueError
        ``burst`` is less than 1.
    """
    if burst < 1:
        raise ValueError(f"a burst of {burst} packets")
    begins = np.flatnonzero(np.random.default_rng(seed).random(count) < share / burst)
    lost = np.zeros(count, np.bool_)
    for begin in begins:
        lost[begin : begin + burst] = True
    lost[:spared] = False
    return lost
