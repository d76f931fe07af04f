"""Lessons under agreements in the database."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import Select, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from server.db.border_tables import agreement_teacher as teachers
from server.db.border_tables import delivery as deliveries
from server.db.tables import lesson as lessons
from server.db.tables import person as people
from server.delivered.booking import Cause, Outcome
from server.lessons.plan_repository import following

#: So many are one page.
LISTED = 100


@dataclass(frozen=True)
class Delivery:
    """A lesson under an agreement with what there is to know of it here."""

    lesson_id: str
    agreement_id: str
    giver: str
    teacher_id: str
    outcome: Outcome | None
    minutes: int | None
    cause: Cause | None
    confirmed_s: float | None


@dataclass(frozen=True)
class Lent:
    """A delivery with its lesson; ``taker`` is the municipality in which it was given."""

    delivery: Delivery
    taker: str
    teacher: str
    begins_s: float
    planned_min: int
    revoked_s: float | None

    def was_called_off(self) -> bool:
        return self.revoked_s is not None and self.revoked_s < self.begins_s


_FIELDS = [field.name for field in fields(Delivery)]


async def add(
    connection: AsyncConnection, lesson_id: str, agreement_id: str, giver: str, teacher_id: str
) -> None:
    await connection.execute(
        deliveries.insert().values(
            lesson_id=lesson_id, agreement_id=agreement_id, giver=giver, teacher_id=teacher_id
        )
    )


async def forget(connection: AsyncConnection, lesson_id: str) -> None:
    """Let a lesson be under no agreement, unless something was confirmed of it."""
    open_one = (deliveries.c.lesson_id == lesson_id) & deliveries.c.confirmed_s.is_(None)
    await connection.execute(delete(deliveries).where(open_one))


async def guest_of(connection: AsyncConnection, municipality_id: str, guest_id: str) -> dict[str, str]:
    """By which agreements somebody teaches here as a guest, and of which municipality they are then."""
    query = (
        select(teachers.c.agreement_id, people.c.municipality_id)
        .join(people, people.c.id == teachers.c.person_id)
        .where(teachers.c.guest_id == guest_id, teachers.c.municipality_id == municipality_id)
    )
    return {str(row.agreement_id): str(row.municipality_id) for row in await connection.execute(query)}


def _query() -> Select[tuple[object, ...]]:
    return select(
        *(deliveries.c[name] for name in _FIELDS),
        lessons.c.municipality_id.label("taker"),
        lessons.c.begins_s,
        lessons.c.minutes.label("planned_min"),
        lessons.c.revoked_s,
        people.c.name.label("teacher"),
    ).select_from(
        deliveries.join(lessons, lessons.c.id == deliveries.c.lesson_id).join(
            people, people.c.id == deliveries.c.teacher_id
        )
    )


async def find(connection: AsyncConnection, municipality_id: str, lesson_id: str) -> Lent | None:
    """One lesson of this municipality that is under an agreement."""
    found = await _load(
        connection,
        _query().where(deliveries.c.lesson_id == lesson_id, lessons.c.municipality_id == municipality_id),
    )
    return found[0] if found else None


async def listing(
    connection: AsyncConnection,
    municipality_id: str,
    *,
    from_s: float,
    to_s: float,
    teacher_id: str | None = None,
    after: str | None = None,
) -> list[Lent]:
    """This municipality's lessons under agreements that begin in ``[from_s, to_s)``, the earliest first.

    One more than a page; ``after`` as in `following`. What was called off before it began is left out.
    """
    query = _query().where(
        lessons.c.municipality_id == municipality_id,
        following(from_s, to_s, after),
        or_(lessons.c.revoked_s.is_(None), lessons.c.revoked_s >= lessons.c.begins_s),
    )
    if teacher_id is not None:
        query = query.where(deliveries.c.teacher_id == teacher_id)
    query = query.order_by(lessons.c.begins_s, lessons.c.id).limit(LISTED + 1)
    return await _load(connection, query)


async def _load(connection: AsyncConnection, query: Select[tuple[object, ...]]) -> list[Lent]:
    found = []
    for row in await connection.execute(query):
        cells: list[Any] = list(row)
        lesson_id, agreement_id, giver, teacher_id, outcome, minutes, cause, confirmed_s = cells[:8]
        kept = Delivery(
            lesson_id,
            agreement_id,
            giver,
            teacher_id,
            None if outcome is None else Outcome(outcome),
            minutes,
            None if cause is None else Cause(cause),
            confirmed_s,
        )
        taker, begins_s, planned_min, revoked_s, teacher = cells[8:]
        found.append(Lent(kept, taker, teacher, begins_s, planned_min, revoked_s))
    return found


async def unconfirm(connection: AsyncConnection, lesson_id: str) -> None:
    """Let nothing be said of a lesson, so that it can be confirmed anew."""
    nothing = dict.fromkeys(("outcome", "minutes", "cause", "confirmed_s"))
    await connection.execute(update(deliveries).where(deliveries.c.lesson_id == lesson_id).values(**nothing))


async def confirm(
    connection: AsyncConnection,
    lesson_id: str,
    *,
    outcome: Outcome,
    minutes: int,
    cause: Cause | None,
    now_s: float,
) -> None:
    await connection.execute(
        update(deliveries)
        .where(deliveries.c.lesson_id == lesson_id)
        .values(
            outcome=outcome.value,
            minutes=minutes,
            cause=None if cause is None else cause.value,
            confirmed_s=now_s,
        )
    )
