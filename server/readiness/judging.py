"""What there is to warn of at a place, by its last weeks. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from server.readiness.repository import BLOCKED
from server.readiness.worse import DAY_S, HOUR_S, compare

OVER_HOURS = 3
"""So many hours of the last day must be over a limit: an afternoon is worth a letter, a hiccup is not."""
TOGETHER_MS = 30.0
FOLLOW_MS = 60.0
"""As late as that one can still play together, or follow (dsp/advice.py)."""


class Kind(StrEnum):
    """What a warning is of."""

    LATE = "late"  # over the municipality's limit
    LOST = "lost"  # loses more than the municipality's limit
    WORSE = "worse"  # than in the weeks before
    BLOCKED = "blocked"  # no sound gets through
    SILENT = "silent"  # its program is not heard of any more


@dataclass(frozen=True)
class Limits:
    """From where on a municipality wants to be warned.

    ``duet_ms`` and ``balanced_ms`` are what a profile is worth, one way; ``lost_pct`` of the packets either
    way. The defaults are the profiles' own verdicts: a duet is for playing together, `balanced` to follow.
    Three days of silence are a weekend on which a school's machines are off, and a bit.
    """

    duet_ms: float = TOGETHER_MS
    balanced_ms: float = FOLLOW_MS
    lost_pct: float = 2.0
    silent_h: int = 72

    def of(self, profile: str) -> float | None:
        """How late a profile may be; None: it is not watched."""
        return {"duet": self.duet_ms, "balanced": self.balanced_ms}.get(profile)


@dataclass(frozen=True)
class Found:
    """Something to warn of: a figure, and what it was held against."""

    kind: Kind
    profile: str
    value: float
    usual: float


def judge(
    hours: Sequence[Mapping[str, Any]], heard_s: float | None, limits: Limits, now_s: float
) -> list[Found]:
    """Everything there is to warn of.

    Parameters
    ----------
    hours : Sequence[Mapping[str, Any]]
        Rows of `readiness` of the last five weeks.
    heard_s : float or None
        When the place's program was last heard of; None: there is none that could fall silent.
    """
    found = []
    watched = [row for row in hours if limits.of(row["profile"]) is not None]
    found += _blocked(watched, now_s)
    through = [row for row in watched if row["word"] != BLOCKED]
    for profile in sorted({row["profile"] for row in through}):
        of_it = [row for row in through if row["profile"] == profile]
        found += _of_profile(of_it, limits.of(profile) or 0.0, limits, now_s)
    if heard_s is not None and now_s - heard_s > limits.silent_h * HOUR_S:
        found.append(Found(Kind.SILENT, "", round((now_s - heard_s) / HOUR_S), float(limits.silent_h)))
    return found


def _blocked(rows: Sequence[Mapping[str, Any]], now_s: float) -> list[Found]:
    """One such hour is enough: whoever meets it has no lesson. Over when a later hour lets sound through."""
    today = [row for row in rows if row["hour_s"] > now_s - DAY_S]
    newest_s = max((row["hour_s"] for row in today), default=0)
    if not any(row["word"] == BLOCKED for row in today if row["hour_s"] == newest_s):
        return []
    hours = {row["hour_s"] for row in today if row["word"] == BLOCKED}
    return [Found(Kind.BLOCKED, "", float(len(hours)), 0.0)]


def _of_profile(rows: list[Mapping[str, Any]], limit_ms: float, limits: Limits, now_s: float) -> list[Found]:
    profile = str(rows[0]["profile"])
    today = [row for row in rows if row["hour_s"] > now_s - DAY_S]
    found = []
    late = _over([float(row["worth_ms"]) for row in today], limit_ms)
    if late is not None:
        found.append(Found(Kind.LATE, profile, late, limit_ms))
    lost = _over([max(row["lost_out_pct"], row["lost_in_pct"]) for row in today], limits.lost_pct)
    if lost is not None:
        found.append(Found(Kind.LOST, profile, lost, limits.lost_pct))
    worse = compare({int(row["hour_s"]): float(row["worth_ms"]) for row in rows}, now_s)
    if worse is not None and worse.is_so:
        found.append(Found(Kind.WORSE, profile, worse.now_ms, worse.before_ms))
    return found


def _over(values: Sequence[float], limit: float) -> float | None:
    """The worst, if enough hours are over it."""
    over = [value for value in values if value > limit]
    return max(over) if len(over) >= OVER_HOURS else None
