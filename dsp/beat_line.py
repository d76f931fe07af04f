"""Which beat is when, in lesson time: reckoned from an anchor, alike at every end."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

__all__ = ["BeatLine", "Click", "ClickKind", "clicks"]

ClickKind = Literal["strong", "plain", "between", "silent", "count"]
_KINDS: tuple[ClickKind, ...] = ("silent", "plain", "strong")


@dataclass(frozen=True, slots=True)
class Click:
    """One click: when, in lesson time; of which beat of the bar, from 0; and how it sounds."""

    at_s: float
    beat: int
    kind: ClickKind


@dataclass(frozen=True, slots=True)
class BeatLine:
    """From ``at_s`` on, when beat ``beat`` sounds; in ``over_beats`` from there it goes to ``to_bpm``.

    Parameters
    ----------
    at_s : float
        Lesson time.
    beat : int
        Those below 0 count in.
    bpm, to_bpm : float
        Beats a minute; the tempo changes by as much with every beat.
    over_beats : int
        0: it stays.

    Raises
    ------
    ValueError
        A tempo that is not positive, or less than no beats.

    Notes
    -----
    Pure. The page keeps the same law (core/beat-line.ts).
    """

    at_s: float
    beat: int
    bpm: float
    to_bpm: float
    over_beats: int = 0

    def __post_init__(self) -> None:
        if not (self.bpm > 0 and self.to_bpm > 0 and self.over_beats >= 0):
            raise ValueError(f"a tempo from {self.bpm} to {self.to_bpm} a minute in {self.over_beats} beats")

    def time_of(self, beat: float) -> float:
        """When a beat, or a part of one, sounds."""
        ahead = beat - self.beat
        if not self._goes or ahead <= 0:
            return self.at_s + 60.0 * ahead / self.bpm
        steps = min(ahead, float(self.over_beats))
        ramp_s = 60.0 / self._per_beat * math.log1p(self._per_beat * steps / self.bpm)
        return self.at_s + ramp_s + 60.0 * (ahead - steps) / self.to_bpm

    def beat_at(self, lesson_s: float) -> float:
        """Which beat, and how much of it, has come at a time."""
        ahead_s = lesson_s - self.at_s
        if not self._goes or ahead_s <= 0:
            return self.beat + ahead_s * self.bpm / 60.0
        ramp_s = 60.0 / self._per_beat * math.log1p(self._per_beat * self.over_beats / self.bpm)
        if ahead_s < ramp_s:
            return self.beat + self.bpm / self._per_beat * math.expm1(self._per_beat * ahead_s / 60.0)
        return self.beat + self.over_beats + (ahead_s - ramp_s) * self.to_bpm / 60.0

    @property
    def _goes(self) -> bool:
        return self.over_beats > 0 and self.to_bpm != self.bpm

    @property
    def _per_beat(self) -> float:
        return (self.to_bpm - self.bpm) / self.over_beats


def clicks(
    line: BeatLine, accents: Sequence[int], subdivision: int, from_s: float, until_s: float
) -> list[Click]:
    """Every click from one lesson time until before another.

    Parameters
    ----------
    accents : Sequence[int]
        One per beat of the bar: 0 silent, 1 plain, 2 strong.
    subdivision : int
        Clicks to a beat, 1-4.
    """
    found: list[Click] = []
    begin = line.beat_at(max(from_s, line.at_s)) * subdivision
    part = max(line.beat * subdivision, math.ceil(begin - 1e-6))
    while (at_s := line.time_of(part / subdivision)) < until_s:
        index, rest = divmod(part, subdivision)
        beat = index % len(accents)
        kind: ClickKind = "between" if rest else "count" if index < 0 else _KINDS[accents[beat]]
        found.append(Click(at_s, beat, kind))
        part += 1
    return found
