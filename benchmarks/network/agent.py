"""``bench network --every 30min``: measures a place again and again, and is in nobody's way.

What is due is decided by `due`, which is pure: light by day, thorough once a night, never beyond the month's
data, and never while a lesson goes on, of which the server knows.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, Protocol

from benchmarks.network.measure import Amount
from benchmarks.network.record import NetworkFound
from dsp.path.found import ProfileFound

LIGHT = Amount(seconds=5.0, load_s=0.0, load_bytes=0, profiles=("duet", "balanced"))
THOROUGH = Amount()
NIGHT_HOURS = range(1, 5)
LEAST_EVERY_S = 300.0
_EVERY = re.compile(r"(\d+)\s*(s|min|h)")
_UNITS_S = {"s": 1.0, "min": 60.0, "h": 3600.0}


def seconds_of(text: str) -> float:
    """Read ``30min``, ``2h``.

    Raises
    ------
    ValueError
        It is no such time, or less than five minutes (the message gives it).
    """
    found = _EVERY.fullmatch(text.strip())
    every_s = float(found[1]) * _UNITS_S[found[2]] if found else 0.0
    if every_s < LEAST_EVERY_S:
        raise ValueError(f"--every {text!r}: give a time such as 30min or 2h, five minutes at least")
    return every_s


@dataclass(frozen=True)
class Used:
    """What was used so far: bytes of a month, and when it was last thorough (ISO)."""

    month: str = ""
    bytes: int = 0
    thorough_on: str = ""

    def in_month(self, today: date) -> Used:
        """The same, beginning anew with a new month."""
        month = today.isoformat()[:7]
        return self if month == self.month else replace(self, month=month, bytes=0)


def due(now: datetime, used: Used, monthly_bytes: int) -> Amount | None:
    """What to measure now; None: the month's data is used up.

    Parameters
    ----------
    now : datetime
        Local time: nights are where the place is.
    """
    left = monthly_bytes - used.in_month(now.date()).bytes
    thorough = now.hour in NIGHT_HOURS and used.thorough_on != now.date().isoformat()
    # A night's thorough look may not eat what the days still need.
    if thorough and THOROUGH.most_bytes <= left / 2:
        return THOROUGH
    return LIGHT if LIGHT.most_bytes <= left else None


def spent(used: Used, amount: Amount, size: int, now: datetime) -> Used:
    """After a measurement of so many bytes."""
    today = now.date()
    after = used.in_month(today)
    thorough_on = today.isoformat() if amount == THOROUGH else after.thorough_on
    return replace(after, bytes=after.bytes + size, thorough_on=thorough_on)


class Place(Protocol):
    """The server, as far as a place's program speaks with it."""

    def may_measure(self) -> bool: ...

    def post(self, path: str, body: dict[str, object]) -> Any: ...


def report(place: Place, found: NetworkFound) -> int:
    """Tell the server; of how many profiles.

    Where neither UDP nor a relay gets through, an hour without sound is told, so that nobody takes it for one
    that was not measured. Where only a relay by TCP does, sound may pass, and nobody knows how well: nothing
    is told.
    """
    profiles = [told for told in map(_told, found.profiles) if told is not None]
    if profiles:
        place.post("/api/readiness", {"profiles": profiles})
    elif found.reach.verdict == "nothing":
        place.post("/api/readiness", {"blocked": list(LIGHT.profiles)})
    return len(profiles)


def _told(one: ProfileFound) -> dict[str, object] | None:
    if one.worth_ms is None or one.word is None or one.up is None or one.down is None:
        return None
    return {
        "profile": one.profile,
        "word": one.word,
        "worth_ms": min(60_000.0, round(one.worth_ms, 2)),
        "variation_out_ms": round(one.up.variation_p95 or 0.0, 3),
        "variation_in_ms": round(one.down.variation_p95 or 0.0, 3),
        "lost_out_pct": round(one.up.loss, 3),
        "lost_in_pct": round(one.down.loss, 3),
    }


def step(
    place: Place,
    now: datetime,
    used: Used,
    monthly_bytes: int,
    measure: Callable[[Amount], NetworkFound],
) -> tuple[Used, str]:
    """Measure once if it is time for that; what was used then, and a sentence.

    Parameters
    ----------
    measure : Callable[[Amount], NetworkFound]
    """
    amount = due(now, used, monthly_bytes)
    if amount is None:
        return used, "The month's data is used up; nothing is measured until the next."
    if not place.may_measure():
        return used, "A lesson goes on or is about to; nothing was measured."
    found = measure(amount)
    told = report(place, found)
    after = spent(used, amount, found.bytes, now)
    if not told:
        if found.reach.verdict == "nothing":
            return after, "No sound gets through: neither UDP nor a relay. That is reported."
        return after, "Nothing could be measured: UDP does not get through."
    worst = max(found.profiles, key=lambda one: one.worth_ms or 0.0)
    return after, f"Measured and reported: {worst.profile} {worst.worth_ms:.0f} ms, {worst.word}."


def load(file: Path) -> Used:
    """What was used, from disk; nothing where there is no such file."""
    try:
        return Used(**json.loads(file.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return Used()


def save(used: Used, file: Path) -> None:
    """Remember what was used."""
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_suffix(".draft")
    draft.write_text(json.dumps(asdict(used)), encoding="utf-8")
    draft.replace(file)
