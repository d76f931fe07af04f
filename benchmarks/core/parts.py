"""Where the time of a pull goes, by part of the core."""

from __future__ import annotations

import cProfile
import pstats
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

PARTS = {
    "decode": ("opus.py", "libopus.py"),
    "resample": ("resampler.py",),
    "conceal": ("concealment.py",),
    "splice": ("splice.py",),
    "target": ("target.py", "climb.py", "transits.py"),
    "clocks": ("drift.py", "rate.py"),
    "order": ("intake.py", "waiting.py", "packets.py"),
    "line": ("line.py", "playout.py"),
    "books": ("ledger.py", "stats.py"),
    "frame": ("jitter_buffer.py",),
}
_Key = tuple[str, int, str]
_Row = tuple[int, int, float, float, dict[_Key, tuple[int, int, float, float]]]


def shares(work: Callable[[], object]) -> dict[str, float]:
    """Share of each part in percent, of all that the core does while ``work`` runs.

    A part is charged with what its files do themselves and with the library calls they make at first hand.
    A profiler makes Python look dearer beside numpy than it is: read the order, not the digits.
    """
    profiler = cProfile.Profile()
    profiler.runcall(work)
    rows = cast(dict[_Key, _Row], cast(Any, pstats.Stats(profiler)).stats)
    spent = dict.fromkeys(PARTS, 0.0)
    for key, (_, _, own_s, _, callers) in rows.items():
        part = _part(key[0])
        if part is not None:
            spent[part] += own_s
            continue
        for caller, (_, _, there_s, _) in callers.items():
            caller_part = _part(caller[0])
            if caller_part is not None:
                spent[caller_part] += there_s
    total = sum(spent.values()) or 1.0
    return {part: 100.0 * one / total for part, one in spent.items()}


def _part(file: str) -> str | None:
    path = Path(file)
    if path.parent.name not in ("dsp", "rtc"):
        return None
    return next((part for part, names in PARTS.items() if path.name in names), None)
