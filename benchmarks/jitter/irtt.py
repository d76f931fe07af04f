"""Traces that `irtt` measured: ``irtt client -i 2.5ms -d 10m -o path.json.gz HOST``."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from dsp.path.trace import SAMPLE_RATE_HZ, Trace, from_transit

Floats = NDArray[np.float64]
Way = Literal["send", "receive"]
MOST_NS = 10**18  # clocks that stand further apart are none


def read(path: Path, way: Way = "receive") -> Trace:
    """Read a file, gzipped or not.

    Parameters
    ----------
    way : {"send", "receive"}
        From client to server, or back.

    Raises
    ------
    ValueError
        It is no irtt result, or has no one-way delays (the message says which file and what is missing).
    """
    raw = path.read_bytes()
    try:
        document = json.loads(gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else raw)
        return parse(document, way)
    except (OSError, EOFError, UnicodeDecodeError, ValueError) as error:
        raise ValueError(f"{path}: {error}") from error


def parse(document: Any, way: Way) -> Trace:
    """Make a trace of a result that was read.

    The packets' interval becomes how much sound is in each. The ends' clocks differ by an offset and a
    slope that mean nothing here: the line under the least delays of the first and the last third is taken
    off.
    """
    trips = document.get("round_trips") if isinstance(document, dict) else None
    if not isinstance(trips, list) or not trips:
        raise ValueError("no round_trips: not what irtt writes with -o")
    interval_ns = _interval_ns(document)
    count = 1 + max(_number(trip, "seqno") for trip in trips)
    if count > 100 * len(trips):
        raise ValueError(f"{len(trips)} round trips numbered up to {count - 1}")
    delay_ns = np.full(count, np.nan)
    for trip in trips:
        delay = trip.get("delay")
        value = delay.get(way) if isinstance(delay, dict) else None
        if isinstance(value, int | float) and abs(value) < MOST_NS:
            delay_ns[_number(trip, "seqno")] = value
    if not np.isfinite(delay_ns).any():
        raise ValueError(f"no one-way delay ({way}): the server must send both timestamps")
    samples = delay_ns * 1e-9 * SAMPLE_RATE_HZ
    return from_transit(_level(samples), max(1, round(interval_ns * 1e-9 * SAMPLE_RATE_HZ)))


def _interval_ns(document: dict[str, Any]) -> float:
    try:
        interval = document["config"]["params"]["interval"]
    except (KeyError, TypeError) as error:
        raise ValueError("no config.params.interval") from error
    if not isinstance(interval, int | float) or not 0 < interval < 1e9:
        raise ValueError(f"an interval of {interval} ns")
    return float(interval)


def _number(trip: Any, key: str) -> int:
    value = trip.get(key) if isinstance(trip, dict) else None
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise ValueError(f"a round trip with {key} {value!r}")
    return value


def _level(samples: Floats) -> Floats:
    """Take the clocks' slope off, where there is enough to see it by."""
    third = len(samples) // 3
    first, last = samples[:third], samples[-third:] if third else samples[:0]
    if not (np.isfinite(first).any() and np.isfinite(last).any()):
        return samples
    begin, end = int(np.nanargmin(first)), len(samples) - third + int(np.nanargmin(last))
    slope = (samples[end] - samples[begin]) / (end - begin)
    return np.asarray(samples - slope * np.arange(len(samples)))
