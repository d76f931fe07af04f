"""When people and places are taken: by the timetable, by other lessons, in any municipality."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from server.db.tables import invite, lesson, lesson_host, membership
from server.db.timetable_tables import occurrence as occurrences
from server.db.timetable_tables import occurrence_pupil as pupils
from server.timetable.conflicts import Engagement

# Nothing lasts longer: what began earlier than this before a time is over by then.
LONGEST_S = 24 * 3600.0


@dataclass(frozen=True)
class Taken:
    """An engagement; ``lesson`` or ``occurrence`` says what it is for, ``municipality`` whose that is."""

    engagement: Engagement
    municipality: str
    occurrence: str | None
    lesson: str | None


async def same_people(connection: AsyncConnection, ids: Iterable[str]) -> dict[str, str]:
    """One key for everybody somebody is: a teacher of two municipalities is two people and one account."""
    wanted = sorted(set(ids))
    query = select(membership.c.person_id, membership.c.account_id)
    found = {
        str(row.person_id): str(row.account_id)
        for row in await connection.execute(query.where(membership.c.person_id.in_(wanted)))
    }
    keys = {one: found.get(one, one) for one in wanted}
    others = query.where(membership.c.account_id.in_(sorted(set(found.values()))))
    return keys | {str(row.person_id): str(row.account_id) for row in await connection.execute(others)}


async def taken(
    connection: AsyncConnection,
    keys: Mapping[str, str],
    places: Sequence[str],
    *,
    from_s: float,
    to_s: float,
    but: Sequence[str],
) -> list[Taken]:
    """What of these people and places overlaps ``[from_s, to_s)``, without the occurrences ``but``.

    ``keys`` is from `same_people`; each engagement's subject is one of its values, or a place.
    """
    people = sorted(keys)
    spans = [
        occurrences.c.begins_s > from_s - LONGEST_S,
        occurrences.c.begins_s < to_s,
        occurrences.c.ends_s > from_s,
        occurrences.c.cancelled_s.is_(None),
        or_(lesson.c.id.is_(None), lesson.c.revoked_s.is_(None)),
    ]
    columns = (
        occurrences.c.id,
        occurrences.c.municipality_id,
        occurrences.c.begins_s,
        occurrences.c.ends_s,
        occurrences.c.lesson_id,
    )
    base = select(*columns).outerjoin(lesson, lesson.c.id == occurrences.c.lesson_id).where(*spans)
    of_teachers = base.add_columns(occurrences.c.teacher_id.label("subject")).where(
        occurrences.c.teacher_id.in_(people)
    )
    of_pupils = (
        base.add_columns(pupils.c.person_id.label("subject"))
        .join(pupils, pupils.c.occurrence_id == occurrences.c.id)
        .where(pupils.c.person_id.in_(people))
    )
    of_places = base.add_columns(occurrences.c.place_id.label("subject")).where(
        occurrences.c.place_id.in_(places)
    )
    of_hosts = (
        base.add_columns(lesson_host.c.person_id.label("subject"))
        .join(lesson_host, lesson_host.c.lesson_id == occurrences.c.lesson_id)
        .where(lesson_host.c.person_id.in_(people))
    )
    found = []
    left_out = set(but)
    for query in (of_teachers, of_pupils, of_hosts, of_places):
        for row in await connection.execute(query):
            if row.id not in left_out:
                subject = keys.get(row.subject, row.subject)
                engagement = Engagement(row.begins_s, row.ends_s, subject, row.id)
                found.append(Taken(engagement, row.municipality_id, row.id, row.lesson_id))
    return found + await _other_lessons(connection, keys, from_s=from_s, to_s=to_s)


async def _other_lessons(
    connection: AsyncConnection, keys: Mapping[str, str], *, from_s: float, to_s: float
) -> list[Taken]:
    """Lessons that were planned without the timetable."""
    ends_s = lesson.c.begins_s + func.coalesce(lesson.c.minutes, 0) * 60
    columns = (lesson.c.id, lesson.c.municipality_id, lesson.c.begins_s, ends_s.label("ends_s"))
    then = (
        occurrences.c.id.is_(None),
        lesson.c.revoked_s.is_(None),
        lesson.c.begins_s > from_s - LONGEST_S,
        lesson.c.begins_s < to_s,
        ends_s > from_s,
    )
    invited = (
        select(*columns, invite.c.person_id)
        .join(invite, invite.c.lesson_id == lesson.c.id)
        .outerjoin(occurrences, occurrences.c.lesson_id == lesson.c.id)
        .where(*then, invite.c.person_id.in_(sorted(keys)), invite.c.revoked_s.is_(None))
    )
    beside = (
        select(*columns, lesson_host.c.person_id)
        .join(lesson_host, lesson_host.c.lesson_id == lesson.c.id)
        .outerjoin(occurrences, occurrences.c.lesson_id == lesson.c.id)
        .where(*then, lesson_host.c.person_id.in_(sorted(keys)))
    )
    return [
        Taken(
            Engagement(row.begins_s, row.ends_s, keys[row.person_id], row.id),
            row.municipality_id,
            None,
            row.id,
        )
        for query in (invited, beside)
        for row in await connection.execute(query)
    ]
