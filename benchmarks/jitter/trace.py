"""Packets sent through named weather."""

from __future__ import annotations

import numpy as np

from benchmarks.paths.simulate import travel
from benchmarks.paths.weather import forecast
from dsp.path.trace import SAMPLE_RATE_HZ, Trace, from_transit


def through(weather: str, *, seed: int, seconds: float, ptime_samples: int) -> Trace:
    """Send packets through named weather.

    Raises
    ------
    ValueError
        No such weather, or no time for a packet.
    """
    count = int(seconds * SAMPLE_RATE_HZ / ptime_samples)
    if count < 1:
        raise ValueError(f"{seconds} s of packets of {ptime_samples} samples")
    sent_s = (np.arange(count) + 1.0) * ptime_samples / SAMPLE_RATE_HZ
    due_s = travel(sent_s, forecast(weather, seed, seconds + 1.0), seed=seed)
    return from_transit((due_s - sent_s) * SAMPLE_RATE_HZ, ptime_samples)
