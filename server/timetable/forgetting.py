"""What retention and erasure delete of a timetable: groups of long ago, and what nobody is left in."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, exists, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from server.db.tables import lesson
from server.db.timetable_tables import occurrence, occurrence_pupil, series


async def old_groups(connection: AsyncConnection, municipality_id: str, due_s: float) -> list[str]:
    """Occurrences without a lesson room that ended by then."""
    query = select(occurrence.c.id).where(
        occurrence.c.municipality_id == municipality_id,
        occurrence.c.lesson_id.is_(None),
        occurrence.c.ends_s <= due_s,
    )
    return list((await connection.execute(query)).scalars())


async def people_of_groups(connection: AsyncConnection, ids: Sequence[str]) -> list[str]:
    """Who taught and learned in these."""
    teachers = select(occurrence.c.teacher_id).where(occurrence.c.id.in_(ids))
    learners = select(occurrence_pupil.c.person_id).where(occurrence_pupil.c.occurrence_id.in_(ids))
    found = [(await connection.execute(query)).scalars() for query in (teachers, learners)]
    return sorted({str(one) for every in found for one in every})


async def forget_timetable(
    connection: AsyncConnection, municipality_id: str | None, groups: Sequence[str]
) -> None:
    """Delete these, and the municipality's series of which no time is left."""
    await connection.execute(delete(occurrence).where(occurrence.c.id.in_(groups)))
    left = exists(select(occurrence.c.id).where(occurrence.c.series_id == series.c.id))
    mine = series.c.municipality_id == municipality_id
    await connection.execute(delete(series).where(mine, ~left))


async def drop_own(connection: AsyncConnection, municipality_id: str, person_id: str, now_s: float) -> None:
    """Take out what is to come and is a pupil's alone, before they go: it would keep its teacher busy."""
    other = occurrence_pupil.alias()
    shared = exists(
        select(other.c.person_id).where(
            other.c.occurrence_id == occurrence.c.id, other.c.person_id != person_id
        )
    )
    query = (
        select(occurrence.c.id, occurrence.c.lesson_id)
        .join(occurrence_pupil, occurrence_pupil.c.occurrence_id == occurrence.c.id)
        .where(occurrence_pupil.c.person_id == person_id, occurrence.c.begins_s > now_s, ~shared)
    )
    rows = (await connection.execute(query)).all()
    closed = lesson.c.id.in_([row.lesson_id for row in rows if row.lesson_id is not None])
    await connection.execute(update(lesson).where(closed).values(revoked_s=now_s))
    await forget_timetable(connection, municipality_id, [row.id for row in rows])
