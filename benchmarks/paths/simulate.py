"""Packets through weather in virtual time, faster than any clock."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from benchmarks.paths.queueing import Link
from benchmarks.paths.weather import Weather


def travel(sent_s: NDArray[np.float64], weather: Weather, *, seed: int) -> NDArray[np.float64]:
    """When each packet arrives.

    Parameters
    ----------
    sent_s : NDArray[float64]
        ``(packets,)``, seconds after the weather's start, ascending.
    weather : Weather
    seed : int
        Decides which packets a loss falls on.

    Returns
    -------
    NDArray[float64]
        ``(packets,)``, ascending but for NaN where a packet is lost.

    Raises
    ------
    ValueError
        The packets are not in the order they were sent.
    """
    if len(sent_s) > 1 and float(np.diff(sent_s).min()) < 0:
        raise ValueError("packets out of the order they were sent in")
    link = Link(weather, seed)
    due = (link.take(at) for at in sent_s.tolist())
    return np.array([np.nan if at is None else at for at in due], dtype=np.float64)
