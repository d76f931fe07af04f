"""How lessons under agreements went, as pages and native ends tell: a line for each end, added up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Annotated, Literal

from pydantic import BaseModel, Field
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from server.db.border_tables import delivery as deliveries
from server.db.border_tables import lesson_course as courses
from server.lessons.schemas import In
from signaling.messages import Role

#: Pages tell every minute; one whose network was away tells of all that time at once.
MAX_TOLD_S = 4 * 3600
#: What a line comes to at most, however often somebody tells.
MAX_S = 24 * 3600
ENDS = (Role.TEACHER, Role.PUPIL)
Seconds = Annotated[int, Field(ge=0, le=MAX_TOLD_S)]
Refused = Literal["refused", "system", "absent", "busy", "insecure", "failed"]
_ADDED = ("together_s", "apart_s", "bad_s", "away_s", "slow_s")
_WORST = ("late_ms", "missing_pct")


class NewCourse(In):
    """How a lesson has gone at one end since that end told last.

    ``late_ms`` and ``missing_pct`` are the middle and the mean over that time.
    """

    together_s: Annotated[Seconds, Field(description="Connected with the other end.")] = 0
    apart_s: Annotated[Seconds, Field(description="Not connected, though both were let in.")] = 0
    bad_s: Annotated[Seconds, Field(description="5 % of the sound or more was missing.")] = 0
    away_s: Annotated[Seconds, Field(description="The server could not be reached.")] = 0
    slow_s: Annotated[Seconds, Field(description="The machine could not keep up.")] = 0
    late_ms: Annotated[float | None, Field(ge=0, le=10_000)] = None
    missing_pct: Annotated[float | None, Field(ge=0, le=100)] = None
    relayed: Annotated[bool, Field(description="By the relay, though nobody's address is to be hidden.")] = (
        False
    )
    microphone: Refused | None = None
    camera: Refused | None = None


class CourseKept(BaseModel):
    """Whether anything of this lesson is kept; of one under no agreement nothing is: tell no more."""

    kept: bool


@dataclass(frozen=True)
class Course:
    """A line: how it went at one end."""

    role: Role
    first_s: float
    last_s: float
    together_s: int
    apart_s: int
    bad_s: int
    away_s: int
    slow_s: int
    late_ms: float | None
    missing_pct: float | None
    relayed: bool
    microphone: str | None
    camera: str | None


async def note_course(
    connection: AsyncConnection, lesson_id: str, role: Role, told: NewCourse, now_s: float
) -> bool:
    """Add to an end's line; whether there is one: of a lesson under no agreement nothing is kept."""
    shared = select(deliveries.c.lesson_id).where(deliveries.c.lesson_id == lesson_id)
    if role not in ENDS or (await connection.execute(shared)).first() is None:
        return False
    new = told.model_dump()
    mine = (courses.c.lesson_id == lesson_id) & (courses.c.role == role.value)
    before = (await connection.execute(select(courses).where(mine))).mappings().first()
    if before is None:
        row = {"lesson_id": lesson_id, "role": role.value, "first_s": now_s, "last_s": now_s}
        await connection.execute(courses.insert().values(row | new))
        return True
    added = {name: min(MAX_S, before[name] + new[name]) for name in _ADDED}
    worst = {
        name: max((one for one in (before[name], new[name]) if one is not None), default=None)
        for name in _WORST
    }
    seen = {"relayed": before["relayed"] or told.relayed, "last_s": now_s}
    await connection.execute(update(courses).where(mine).values(new | added | worst | seen))
    return True


async def courses_of(connection: AsyncConnection, lesson_ids: Sequence[str]) -> dict[str, list[Course]]:
    """The lines of these lessons, the teacher's end last."""
    found: dict[str, list[Course]] = {one: [] for one in lesson_ids}
    query = select(courses).where(courses.c.lesson_id.in_(lesson_ids)).order_by(courses.c.role)
    names = [field.name for field in fields(Course)]
    for row in (await connection.execute(query)).mappings():
        line = {name: row[name] for name in names} | {"role": Role(row["role"])}
        found[row["lesson_id"]].append(Course(**line))
    return found
