"""Lessons that come back: which days and times they fall on, and how a series goes on otherwise from a day.

An occurrence is known by its number `n`, counted from the first in steps of the series, whether it takes
place or falls on a holiday. The number stays when the series moves to another day of the week, so whatever
was changed about a single occurrence stays with it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from dateutil.rrule import WEEKLY, rrule

from server.timetable.wall import utc_s

MAX_DAYS = 400
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Part:
    """How a series goes from its ``from_n``-th occurrence on; ``day`` is that one's day."""

    from_n: int
    day: date
    at: time
    minutes: int
    teacher_id: str
    place_id: str | None = None


@dataclass(frozen=True)
class Slot:
    """When an occurrence is if nothing is changed about it."""

    n: int
    day: date
    begins_s: float
    minutes: int
    teacher_id: str
    place_id: str | None


@dataclass(frozen=True)
class Rule:
    """Every so many weeks until ``last_day``, which may be one of its days.

    Parameters
    ----------
    zone : str
        IANA name; where its clock hangs.
    every_weeks : int
        1 or more.
    last_day : date
    parts : tuple[Part, ...]
        In order of ``from_n``; the first begins with 0.

    Raises
    ------
    ValueError
        No parts, not in order, or an interval below 1.
    """

    zone: str
    every_weeks: int
    last_day: date
    parts: tuple[Part, ...]

    def __post_init__(self) -> None:
        numbers = [part.from_n for part in self.parts]
        if self.every_weeks < 1:
            raise ValueError(f"every {self.every_weeks} weeks")
        if not numbers or numbers[0] != 0 or numbers != sorted(set(numbers)):
            raise ValueError(f"parts from {numbers}")

    def slots(self, free: Callable[[date], bool] = lambda _: False) -> Iterator[Slot]:
        """Every occurrence in order, but for those on days that are ``free``."""
        for index, part in enumerate(self.parts):
            following = self.parts[index + 1].from_n if index + 1 < len(self.parts) else None
            days = rrule(
                WEEKLY,
                interval=self.every_weeks,
                dtstart=datetime.combine(part.day, part.at),
                until=datetime.combine(self.last_day, time.max),
            )
            for n, when in enumerate(days, start=part.from_n):
                if n == following:
                    break
                if not free(when.date()):
                    begins_s = utc_s(when.date(), part.at, self.zone)
                    yield Slot(n, when.date(), begins_s, part.minutes, part.teacher_id, part.place_id)

    def part_of(self, n: int) -> Part:
        """Which part an occurrence belongs to."""
        return [part for part in self.parts if part.from_n <= n][-1]

    def day_of(self, n: int) -> date:
        """The day of an occurrence, a holiday or not."""
        part = self.part_of(n)
        return part.day + timedelta(weeks=self.every_weeks * (n - part.from_n))

    def moved(self, n: int, part: Part) -> Rule:
        """The same until ``n``, and from there on as ``part`` says, whose day is within n's week.

        Raises
        ------
        ValueError
            The day is in another week: then it is another series.
        """
        usual = self.day_of(n)
        if part.from_n != n or monday(part.day) != monday(usual):
            raise ValueError(f"{part.day} is not in the week of {usual}")
        return replace(self, parts=(*(one for one in self.parts if one.from_n < n), part))

    def ended(self, n: int) -> Rule:
        """The same without ``n`` and all after it. Of what is not there any more no part is left."""
        parts = tuple(one for one in self.parts if one.from_n < n) or self.parts[:1]
        # The day before in the week of n, and never before what comes ahead of n.
        return replace(self, parts=parts, last_day=min(self.last_day, self.day_of(n) - _DAY))


def monday(day: date) -> date:
    """The first day of a day's week."""
    return day - timedelta(days=day.weekday())
