"""What was measured of a lesson's place: its network, in the hours of the lesson."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from server.db.place_tables import readiness
from server.db.timetable_tables import occurrence, place
from server.readiness import watch_repository
from server.readiness.judging import Limits
from server.readiness.repository import BLOCKED
from server.readiness.worse import HOUR_S

PROFILE = "balanced"
"""What most lessons use; its figures are those a municipality's limit stands for."""


@dataclass(frozen=True)
class Measured:
    """The worst of a lesson's hours: how late one way, how much lost, and from where on it is too much."""

    place: str
    late_ms: float
    lost_pct: float
    limits: Limits


async def measured_at_places(
    connection: AsyncConnection, municipality_id: str, lesson_ids: Sequence[str]
) -> dict[str, Measured]:
    """Of these lessons those in whose hours their place was over the municipality's limits."""
    query = (
        select(
            occurrence.c.lesson_id,
            place.c.name,
            readiness.c.word,
            readiness.c.worth_ms,
            readiness.c.lost_out_pct,
            readiness.c.lost_in_pct,
        )
        .select_from(
            occurrence.join(place, place.c.id == occurrence.c.place_id).join(
                readiness, readiness.c.place_id == occurrence.c.place_id
            )
        )
        .where(
            occurrence.c.lesson_id.in_(lesson_ids),
            occurrence.c.municipality_id == municipality_id,
            readiness.c.profile == PROFILE,
            readiness.c.hour_s > occurrence.c.begins_s - HOUR_S,
            readiness.c.hour_s < occurrence.c.ends_s,
        )
    )
    rows = (await connection.execute(query)).all()
    if not rows:
        return {}
    limits = await watch_repository.limits(connection, municipality_id)
    worst: dict[str, tuple[str, float, float]] = {}
    for lesson_id, name, word, worth_ms, *lost in rows:
        _, late_before, lost_before = worst.get(lesson_id, (name, 0.0, 0.0))
        # What never came was not late; that all of it was lost is said.
        late_ms = 0.0 if word == BLOCKED else worth_ms
        worst[lesson_id] = name, max(late_before, late_ms), max(lost_before, *lost)
    return {
        lesson_id: Measured(name, late_ms, lost_pct, limits)
        for lesson_id, (name, late_ms, lost_pct) in worst.items()
        if late_ms > limits.balanced_ms or lost_pct > limits.lost_pct
    }
