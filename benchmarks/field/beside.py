"""Ours held against each of the others that was heard through the same weather."""

from __future__ import annotations

import itertools
import statistics
from collections.abc import Sequence

import numpy as np

from benchmarks.field.outcome import Heard, case_of, starved
from benchmarks.frame import Run

__all__ = ["add_beside"]

_OURS, _ONE, _MANY = "Klangbro duet", "Jamulus", "JackTrip"


def add_beside(run: Run, heard: Sequence[Heard]) -> None:
    """Add, for each weather, how far `duet` is from Jamulus and how many JackTrip settings are before it.

    Medians of seeds. *Before* is: at most as late and at most as damaged. Where the machine starved JACK of
    either, nothing is judged; who was not heard is not held against anybody.
    """
    for _, group in itertools.groupby(heard, key=lambda one: one.weather):
        taken: dict[str, list[Heard]] = {}
        for one in group:
            taken.setdefault(one.program, []).append(one)
        if _OURS in taken:
            _add_weather(run, taken)


def _add_weather(run: Run, taken: dict[str, list[Heard]]) -> None:
    ours = taken[_OURS]
    case = case_of(ours[0])
    late_ms, damaged_pct = _middle(ours)
    if _ONE in taken:
        trusted = not (starved(ours) or starved(taken[_ONE]))
        its_ms, its_pct = _middle(taken[_ONE])
        run.figure(f"{case}.later_than_jamulus", late_ms - its_ms, "ms", n=len(ours), trusted=trusted)
        more = damaged_pct - its_pct
        run.figure(f"{case}.more_damaged_than_jamulus", more, "%", n=len(ours), trusted=trusted)
    others = [some for name, some in taken.items() if name.startswith(_MANY)]
    if others:
        before = [some for some in others if _before(_middle(some), (late_ms, damaged_pct))]
        trusted = not any(map(starved, [ours, *others]))
        run.figure(f"{case}.jacktrips_before", float(len(before)), "1", n=len(others), trusted=trusted)


def _before(one: tuple[float, float], other: tuple[float, float]) -> bool:
    return one[0] <= other[0] and one[1] <= other[1]


def _middle(taken: Sequence[Heard]) -> tuple[float, float]:
    """Delay in ms and damage in percent, not a number where it was never heard."""
    delays = [one.p50_ms for one in taken if np.isfinite(one.p50_ms)]
    damage = [one.damaged_pct for one in taken if np.isfinite(one.damaged_pct)]
    return statistics.median(delays or [np.nan]), statistics.median(damage or [np.nan])
