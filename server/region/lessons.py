"""The region's lessons, week by week: who was in them, what became of them, and what the ledger says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime, time, timedelta
from random import Random
from typing import Any

from server.agreements.standing import counting
from server.delivered.booking import Cause, Delivered, Outcome, entries_of
from server.delivered.months import month_of
from server.ledger.entries import Entry
from server.lessons.planning import LEEWAY_S
from server.region.plan import FIRST_HOUR, FREE_WEEKS, SLOT_MIN, ZONE, Place, Region, new_id, years

Row = dict[str, Any]
_OUTCOMES = (Outcome.HELD, Outcome.PUPIL_ABSENT, Outcome.TEACHER_ABSENT, Outcome.TECHNICAL_FAILURE)
_OFTEN = (92, 5, 2, 1)


@dataclass
class Week:
    """Rows of one week, by table."""

    lessons: list[Row] = field(default_factory=list)
    invites: list[Row] = field(default_factory=list)
    deliveries: list[Row] = field(default_factory=list)
    attendances: list[Row] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)


def weeks(region: Region, dice: Random, now_s: float) -> Iterator[Week]:
    """Hold every lesson up to ``now_s``, and plan those after it."""
    first_years = [first for first, _ in years(region)]
    monday = region.first_day - timedelta(days=region.first_day.weekday())
    while monday <= region.last_day:
        if monday.isocalendar().week not in FREE_WEEKS:
            made = Week()
            for place in region.places:
                day = monday + timedelta(days=place.weekday)
                if first_years[place.from_year] <= day <= region.last_day:
                    _lesson(made, dice, place, day, now_s)
            yield made
        monday += timedelta(days=7)


def _lesson(week: Week, dice: Random, place: Place, day: Any, now_s: float) -> None:
    minutes = FIRST_HOUR * 60 + place.slot * SLOT_MIN
    begins_s = datetime.combine(day, time(minutes // 60, minutes % 60), ZONE).timestamp()
    lesson_id = new_id(dice)
    planned_s = begins_s - 14 * 24 * 3600.0
    expires_s = float(int(begins_s + place.minutes * 60 + LEEWAY_S))
    week.lessons.append(
        {
            "id": lesson_id,
            "municipality_id": place.pupil.town,
            "begins_s": begins_s,
            "minutes": place.minutes,
            "teacher": place.teacher.name,
            "instrument": place.subject,
            "created_s": planned_s,
            "expires_s": expires_s,
        }
    )
    participants = {}
    for role, one in (("teacher", place.teacher), ("pupil", place.pupil)):
        participants[role] = new_id(dice)
        week.invites.append(
            {
                "id": new_id(dice),
                "lesson_id": lesson_id,
                "participant": participants[role],
                "person_id": one.id,
                "role": role,
                "name": one.name,
                "created_s": planned_s,
                "expires_s": expires_s,
            }
        )
    if place.deal is not None:
        _deliver(week, dice, place, day, lesson_id, participants, begins_s, now_s)


def _deliver(  # noqa: PLR0917 - parts of one lesson
    week: Week,
    dice: Random,
    place: Place,
    day: Any,
    lesson_id: str,
    participants: dict[str, str],
    begins_s: float,
    now_s: float,
) -> None:
    deal, home = place.deal, place.teacher.home
    assert deal is not None and home is not None
    row: Row = {
        "lesson_id": lesson_id,
        "agreement_id": deal.id,
        "giver": home.town,
        "teacher_id": place.teacher.id,
        "outcome": None,
        "minutes": None,
        "cause": None,
        "confirmed_s": None,
    }
    week.deliveries.append(row)
    if begins_s > now_s - 24 * 3600.0:  # what was today is still to be confirmed
        return
    (outcome,) = dice.choices(_OUTCOMES, _OFTEN)
    version = counting(deal.versions, day)
    assert version is not None
    row |= {"outcome": outcome.value, "minutes": place.minutes, "confirmed_s": begins_s + 3600.0}
    if outcome is Outcome.TECHNICAL_FAILURE:
        row["cause"] = dice.choice(list(Cause)).value
    if outcome is Outcome.HELD:
        week.attendances += [
            {"lesson_id": lesson_id, "participant": one, "at_s": begins_s} for one in participants.values()
        ]
    found = Delivered(
        agreement_id=deal.id,
        lesson_id=lesson_id,
        giver=home.town,
        taker=place.pupil.town,
        day=day.isoformat(),
        month=month_of(day),
        outcome=outcome,
        minutes=place.minutes,
    )
    week.entries += entries_of(found, version, at_s=begins_s + 3600.0)


def rows_of(entries: list[Entry], first: int) -> list[Row]:
    """Number entries from ``first`` on, as they stand in the ledger."""
    return [asdict(one) | {"n": first + at, "kind": one.kind.value} for at, one in enumerate(entries)]
