"""Whether a planned lesson is what its agreement is about: it warns whoever plans, and forbids nothing."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from server.agreements.terms import Terms
from server.db.border_tables import delivery as deliveries
from server.db.tables import lesson as lessons
from server.db.timetable_tables import term as terms_of_a_year

Warned = Literal["agreement_lapsed", "agreement_subject", "agreement_level", "agreement_hours"]


def mismatches(terms: Terms, *, subject: str, level: str, planned_min: int) -> set[Warned]:
    """What of a lesson is not as agreed.

    Parameters
    ----------
    terms : Terms
    subject, level : str
        Of the lesson. Of what was not said nothing is known, and an agreement that names none takes any.
    planned_min : int
        What the agreement's lessons of the same week, or term, would come to, this one among them.
    """
    found: set[Warned] = set()
    if not _among(subject, terms.subjects):
        found.add("agreement_subject")
    if not _among(level, terms.levels):
        found.add("agreement_level")
    if terms.minutes and planned_min > terms.minutes:
        found.add("agreement_hours")
    return found


def _among(word: str, words: tuple[str, ...]) -> bool:
    said = word.strip().casefold()
    return not said or not words or said in {one.casefold() for one in words}


async def planned_minutes(
    connection: AsyncConnection, agreement_id: str, terms: Terms, municipality_id: str, at_s: float
) -> int:
    """What an agreement's lessons come to in the week or term of a time, with preparation and travel.

    All parties' lessons count, but those called off. A term is one of the municipality's; outside of terms,
    and where no hours were agreed, it is 0.
    """
    span = await _span(connection, terms, municipality_id, at_s) if terms.minutes else None
    if span is None:
        return 0
    query = (
        select(func.count(), func.coalesce(func.sum(lessons.c.minutes), 0))
        .select_from(deliveries.join(lessons, lessons.c.id == deliveries.c.lesson_id))
        .where(
            lessons.c.begins_s >= span[0],
            lessons.c.begins_s < span[1],
            or_(lessons.c.revoked_s.is_(None), lessons.c.revoked_s >= lessons.c.begins_s),
            deliveries.c.agreement_id == agreement_id,
        )
    )
    count, minutes = (await connection.execute(query)).one()
    return int(minutes) + int(count) * (terms.preparation_min + terms.travel_min)


async def _span(
    connection: AsyncConnection, terms: Terms, municipality_id: str, at_s: float
) -> tuple[float, float] | None:
    zone = ZoneInfo(terms.zone)
    day = datetime.fromtimestamp(at_s, zone).date()
    if terms.per == "week":
        first = day - timedelta(days=day.weekday())
        last = first + timedelta(days=6)
    else:
        query = select(terms_of_a_year.c.first_day, terms_of_a_year.c.last_day).where(
            terms_of_a_year.c.municipality_id == municipality_id,
            terms_of_a_year.c.first_day <= day.isoformat(),
            terms_of_a_year.c.last_day >= day.isoformat(),
        )
        row = (await connection.execute(query.order_by(terms_of_a_year.c.first_day).limit(1))).first()
        if row is None:
            return None
        first, last = date.fromisoformat(row.first_day), date.fromisoformat(row.last_day)
    begins, ends = (datetime.combine(one, time(), zone) for one in (first, last + timedelta(days=1)))
    return begins.timestamp(), ends.timestamp()
