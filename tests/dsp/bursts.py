"""Loss in runs (E. N. Gilbert, 1960): a path that is now good, now bad, packet by packet."""

from __future__ import annotations

import random


def gilbert(packets: int, *, loss: float, burst: float, seed: int) -> list[bool]:
    """Whether each packet comes, for a share of lost ones and a mean length of their runs."""
    rng = random.Random(seed)
    out = 1.0 / burst
    into = loss * out / (1.0 - loss)
    bad, came = False, []
    for _ in range(packets):
        bad = rng.random() >= out if bad else rng.random() < into
        came.append(not bad)
    return came
