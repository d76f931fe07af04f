"""How a lesson goes at this end, added up until the server is told: what a failed lesson came of.

A page does the same (client/web/src/core/lesson-course.ts).
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import fmean, median_high
from typing import Literal, TypedDict

__all__ = ["Course", "CourseTold", "Look"]

Lost = Literal["absent"]
Seconds = Literal["together_s", "apart_s", "bad_s", "away_s", "slow_s"]

_SECONDS: tuple[Seconds, ...] = ("together_s", "apart_s", "bad_s", "away_s", "slow_s")
#: From here on the quality line says that the network is poor.
_BAD_PCT = 5.0
#: A machine that slept was in no lesson meanwhile.
_MOST_S = 10.0
#: What the API takes at once.
_MOST_TOLD_S = 4 * 3600
_MOST_LATE_MS = 10_000.0


@dataclass(frozen=True, slots=True)
class Look:
    """What a look finds.

    Attributes
    ----------
    both : bool
        Let in, and so is somebody else who is there; False where the person's own page tells of that.
    connected : bool
        Sound or picture has a way between us.
    away : bool
        The server cannot be reached.
    slow : bool
        This machine cannot keep up.
    relayed : bool
        By the relay, though nobody's address is to be hidden.
    late_ms, missing_pct : float or None
        How late the other is heard, how much of their sound was missing; None while nobody knows.
    microphone : str or None
        Why the sound device cannot be had.
    """

    both: bool = False
    connected: bool = False
    away: bool = False
    slow: bool = False
    relayed: bool = False
    late_ms: float | None = None
    missing_pct: float | None = None
    microphone: Lost | None = None


class CourseTold(TypedDict):
    """As the API takes it: of the time since the server was told last."""

    together_s: int
    apart_s: int
    bad_s: int
    away_s: int
    slow_s: int
    late_ms: float | None
    missing_pct: float | None
    relayed: bool
    microphone: Lost | None


class Course:
    """Adds up what is seen.

    Notes
    -----
    Thread-safe: no. Realtime-safe: no.
    """

    def __init__(self) -> None:
        self._sums: dict[Seconds, float] = dict.fromkeys(_SECONDS, 0.0)
        self._late_ms: list[float] = []
        self._missing_pct: list[float] = []
        self._relayed = False
        self._microphone: Lost | None = None
        self._seen_s: float | None = None
        self._left: CourseTold | None = None

    def feed(self, look: Look, *, now_s: float) -> None:
        """Take in a look, about once a second."""
        passed_s = 0.0 if self._seen_s is None else min(_MOST_S, now_s - self._seen_s)
        self._seen_s = now_s
        seen: dict[Seconds, bool] = {
            "together_s": look.both and look.connected,
            # Without the server nobody knows whether the other one is still there.
            "apart_s": look.both and not look.connected and not look.away,
            "bad_s": look.connected and (look.missing_pct or 0.0) >= _BAD_PCT,
            "away_s": look.away,
            "slow_s": look.slow,
        }
        for name, holds in seen.items():
            self._sums[name] += passed_s * holds
        if look.late_ms is not None:
            self._late_ms.append(look.late_ms)
        if look.missing_pct is not None:
            self._missing_pct.append(look.missing_pct)
        self._relayed |= look.relayed
        self._microphone = look.microphone

    def take(self) -> CourseTold:
        """Return what there is to tell, in whole seconds; the fractions are told with what follows."""
        told = CourseTold(
            together_s=int(self._sums["together_s"]),
            apart_s=int(self._sums["apart_s"]),
            bad_s=int(self._sums["bad_s"]),
            away_s=int(self._sums["away_s"]),
            slow_s=int(self._sums["slow_s"]),
            late_ms=None
            if not self._late_ms
            else min(_MOST_LATE_MS, max(0.0, round(median_high(self._late_ms)))),
            missing_pct=round(fmean(self._missing_pct), 2) if self._missing_pct else None,
            relayed=self._relayed,
            microphone=self._microphone,
        )
        for name in _SECONDS:
            self._sums[name] -= told[name]
        self._late_ms, self._missing_pct, self._relayed = [], [], False
        left, self._left = self._left, None
        return told if left is None else _together(left, told)

    def give_back(self, told: CourseTold) -> None:
        """It did not arrive: it is told with what follows."""
        self._left = told if self._left is None else _together(told, self._left)


def _together(one: CourseTold, other: CourseTold) -> CourseTold:
    """Both as one: seconds added, of the rest the worse; of the device what was so at last."""

    def seconds(name: Seconds) -> int:
        return min(_MOST_TOLD_S, one[name] + other[name])

    return CourseTold(
        together_s=seconds("together_s"),
        apart_s=seconds("apart_s"),
        bad_s=seconds("bad_s"),
        away_s=seconds("away_s"),
        slow_s=seconds("slow_s"),
        late_ms=_worse(one["late_ms"], other["late_ms"]),
        missing_pct=_worse(one["missing_pct"], other["missing_pct"]),
        relayed=one["relayed"] or other["relayed"],
        microphone=other["microphone"],
    )


def _worse(*figures: float | None) -> float | None:
    return max((one for one in figures if one is not None), default=None)
