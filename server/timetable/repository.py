"""Series and occurrences in the database."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date, time
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, Select, delete, exists, or_, select, true, update
from sqlalchemy.ext.asyncio import AsyncConnection

from server.db.tables import guardian, lesson, lesson_host, person
from server.db.timetable_tables import occurrence as occurrences
from server.db.timetable_tables import occurrence_pupil as pupils
from server.db.timetable_tables import place as places
from server.db.timetable_tables import series, series_host, series_learner, series_part
from server.people.repository import Membership
from server.roles.names import AccountRole
from server.roles.policy import WHOLE_MUNICIPALITY
from server.timetable.learners import Stay
from server.timetable.series import Part, Rule

LISTED = 2000


@dataclass(frozen=True)
class Series:
    """What comes back, with its pupils, and who sits beside them."""

    id: str
    municipality_id: str
    rule: Rule
    instrument: str
    meeting_url: str | None
    learners: tuple[Stay, ...]
    host_id: str | None = None
    level: str = ""


@dataclass(frozen=True)
class Occurrence:
    """One time; as its row is."""

    id: str
    municipality_id: str
    series_id: str | None
    n: int | None
    zone: str
    begins_s: float
    ends_s: float
    teacher_id: str
    place_id: str | None
    instrument: str
    meeting_url: str | None
    lesson_id: str | None = None
    own: bool = False
    cancelled_s: float | None = None
    instead_of: str | None = None
    level: str = ""

    @property
    def minutes(self) -> int:
        return round((self.ends_s - self.begins_s) / 60)


@dataclass(frozen=True)
class Listed:
    """An occurrence with the names that are shown with it; called off if its lesson was."""

    occurrence: Occurrence
    teacher: tuple[str, bool]
    usual_teacher: tuple[str, bool] | None
    place: str | None
    every_weeks: int | None
    cancelled: bool


_FIELDS = tuple(field.name for field in fields(Occurrence))


# -- series ------------------------------------------------------------------------------------


async def add_series(connection: AsyncConnection, made: Series, now_s: float) -> None:
    await connection.execute(
        series.insert().values(
            id=made.id,
            municipality_id=made.municipality_id,
            zone=made.rule.zone,
            every_weeks=made.rule.every_weeks,
            last_day=made.rule.last_day.isoformat(),
            instrument=made.instrument,
            level=made.level,
            meeting_url=made.meeting_url,
            created_s=now_s,
        )
    )
    await _add_parts(connection, made.id, made.rule.parts)
    await set_learners(connection, made.id, made.learners)
    await set_host(connection, made.id, made.host_id)


async def set_learners(connection: AsyncConnection, series_id: str, stays: Iterable[Stay]) -> None:
    """Say who learns in a series from when until when."""
    await connection.execute(delete(series_learner).where(series_learner.c.series_id == series_id))
    rows = [asdict(one) | {"series_id": series_id} for one in stays]
    await connection.execute(series_learner.insert(), rows)


async def set_host(connection: AsyncConnection, series_id: str, person_id: str | None) -> None:
    """Say who sits beside the pupils of a series."""
    await connection.execute(delete(series_host).where(series_host.c.series_id == series_id))
    if person_id is not None:
        row = {"series_id": series_id, "person_id": person_id}
        await connection.execute(series_host.insert().values(row))


async def set_rule(connection: AsyncConnection, series_id: str, rule: Rule) -> None:
    """Let a series go otherwise."""
    last_day = rule.last_day.isoformat()
    await connection.execute(update(series).where(series.c.id == series_id).values(last_day=last_day))
    await connection.execute(delete(series_part).where(series_part.c.series_id == series_id))
    await _add_parts(connection, series_id, rule.parts)


async def _add_parts(connection: AsyncConnection, series_id: str, parts: Iterable[Part]) -> None:
    rows = [
        asdict(one) | {"series_id": series_id, "day": one.day.isoformat(), "at": one.at.isoformat("minutes")}
        for one in parts
    ]
    await connection.execute(series_part.insert(), rows)


async def find_series(connection: AsyncConnection, ids: Sequence[str]) -> list[Series]:
    """These series; one whose teacher was erased is none any more."""
    parts: dict[str, list[Part]] = {one: [] for one in ids}
    query = select(series_part).where(series_part.c.series_id.in_(ids)).order_by(series_part.c.from_n)
    for row in await connection.execute(query):
        day, at = date.fromisoformat(row.day), time.fromisoformat(row.at)
        parts[row.series_id].append(Part(row.from_n, day, at, row.minutes, row.teacher_id, row.place_id))
    learn: dict[str, list[Stay]] = {one: [] for one in ids}
    query = select(series_learner).where(series_learner.c.series_id.in_(ids))
    for row in await connection.execute(query.order_by(series_learner.c.from_n, series_learner.c.person_id)):
        learn[row.series_id].append(Stay(row.person_id, row.from_n, row.until_n))
    query = select(series_host).where(series_host.c.series_id.in_(ids))
    hosts = {row.series_id: row.person_id for row in await connection.execute(query)}
    found = await connection.execute(select(series).where(series.c.id.in_(ids)).order_by(series.c.id))
    return [
        Series(
            row.id,
            row.municipality_id,
            Rule(row.zone, row.every_weeks, date.fromisoformat(row.last_day), tuple(parts[row.id])),
            row.instrument,
            row.meeting_url,
            tuple(learn[row.id]),
            hosts.get(row.id),
            row.level,
        )
        for row in found
        if parts[row.id] and parts[row.id][0].from_n == 0
    ]


async def series_from(connection: AsyncConnection, municipality_id: str, day: date) -> list[str]:
    """Which of a municipality's series are not over by that day."""
    mine = (series.c.municipality_id == municipality_id) & (series.c.last_day >= day.isoformat())
    return list((await connection.execute(select(series.c.id).where(mine))).scalars())


# -- occurrences -------------------------------------------------------------------------------


async def add(connection: AsyncConnection, made: Occurrence, learn: Iterable[str]) -> None:
    await connection.execute(occurrences.insert().values(asdict(made)))
    await connection.execute(pupils.insert(), [{"occurrence_id": made.id, "person_id": one} for one in learn])


async def set_pupils(connection: AsyncConnection, occurrence_id: str, learn: Iterable[str]) -> None:
    await connection.execute(delete(pupils).where(pupils.c.occurrence_id == occurrence_id))
    rows = [{"occurrence_id": occurrence_id, "person_id": one} for one in learn]
    await connection.execute(pupils.insert(), rows)


async def change(connection: AsyncConnection, occurrence_id: str, **values: Any) -> None:
    await connection.execute(update(occurrences).where(occurrences.c.id == occurrence_id).values(**values))


async def remove(connection: AsyncConnection, occurrence_id: str) -> None:
    await connection.execute(delete(occurrences).where(occurrences.c.id == occurrence_id))


async def of_series(connection: AsyncConnection, series_id: str) -> list[Occurrence]:
    query = select(occurrences).where(occurrences.c.series_id == series_id).order_by(occurrences.c.n)
    return [_occurrence(row) for row in (await connection.execute(query)).mappings()]


async def find(connection: AsyncConnection, municipality_id: str, occurrence_id: str) -> Occurrence | None:
    mine = (occurrences.c.id == occurrence_id) & (occurrences.c.municipality_id == municipality_id)
    row = (await connection.execute(select(occurrences).where(mine))).mappings().first()
    return None if row is None else _occurrence(row)


async def pupils_of(
    connection: AsyncConnection, ids: Sequence[str]
) -> dict[str, list[tuple[str, str, bool]]]:
    """Who learns in these: id, name, whether protected; by name."""
    query = (
        select(pupils.c.occurrence_id, person.c.id, person.c.name, person.c.protected)
        .join(person, person.c.id == pupils.c.person_id)
        .where(pupils.c.occurrence_id.in_(ids))
        .order_by(person.c.name, person.c.id)
    )
    found: dict[str, list[tuple[str, str, bool]]] = {one: [] for one in ids}
    for row in await connection.execute(query):
        found[row.occurrence_id].append((row.id, row.name, row.protected))
    return found


def mine(member: Membership, *, whole: bool = True) -> ColumnElement[bool]:
    """SQL that picks the occurrences within somebody's reach; without ``whole`` those they are part of."""
    if whole and member.roles & WHOLE_MUNICIPALITY:
        return true()
    reach = [_learns(pupils.c.person_id == member.person_id)]
    if AccountRole.TEACHER in member.roles:
        reach.append(occurrences.c.teacher_id == member.person_id)
    if AccountRole.HOST in member.roles:
        beside = select(lesson_host.c.lesson_id).where(lesson_host.c.person_id == member.person_id)
        reach.append(occurrences.c.lesson_id.in_(beside))
    if AccountRole.GUARDIAN in member.roles:
        children = select(guardian.c.pupil_id).where(
            guardian.c.guardian_id == member.person_id, guardian.c.confirmed_s.is_not(None)
        )
        reach.append(_learns(pupils.c.person_id.in_(children)))
    return or_(*reach)


def of_place(place_id: str) -> ColumnElement[bool]:
    return occurrences.c.place_id == place_id


def _learns(who: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists(select(pupils.c.person_id).where(pupils.c.occurrence_id == occurrences.c.id, who))


async def listing(
    connection: AsyncConnection,
    municipality_id: str,
    reach: ColumnElement[bool],
    *,
    from_s: float,
    to_s: float,
) -> list[Listed]:
    """What begins in ``[from_s, to_s)``, the earliest first."""
    query = _listed().where(
        occurrences.c.municipality_id == municipality_id,
        occurrences.c.begins_s >= from_s,
        occurrences.c.begins_s < to_s,
        reach,
    )
    query = query.order_by(occurrences.c.begins_s, occurrences.c.id).limit(LISTED)
    return [_out(row) for row in (await connection.execute(query)).mappings()]


async def listed(connection: AsyncConnection, ids: Sequence[str]) -> list[Listed]:
    """These, the earliest first."""
    query = _listed().where(occurrences.c.id.in_(ids)).order_by(occurrences.c.begins_s, occurrences.c.id)
    return [_out(row) for row in (await connection.execute(query)).mappings()]


def _listed() -> Select[Any]:
    usual = person.alias()
    return (
        select(
            occurrences,
            person.c.name.label("teacher_name"),
            person.c.protected.label("teacher_protected"),
            usual.c.name.label("usual_name"),
            usual.c.protected.label("usual_protected"),
            places.c.name.label("place_name"),
            series.c.every_weeks,
            lesson.c.revoked_s,
        )
        .select_from(occurrences)
        .join(person, person.c.id == occurrences.c.teacher_id)
        .outerjoin(usual, usual.c.id == occurrences.c.instead_of)
        .outerjoin(places, places.c.id == occurrences.c.place_id)
        .outerjoin(series, series.c.id == occurrences.c.series_id)
        .outerjoin(lesson, lesson.c.id == occurrences.c.lesson_id)
    )


def _out(row: RowMapping) -> Listed:
    found = _occurrence(row)
    called_off = row["revoked_s"] is not None and row["revoked_s"] < found.ends_s
    return Listed(
        found,
        (row["teacher_name"], row["teacher_protected"]),
        None if row["usual_name"] is None else (row["usual_name"], row["usual_protected"]),
        row["place_name"],
        row["every_weeks"],
        found.cancelled_s is not None or called_off,
    )


def _occurrence(row: RowMapping) -> Occurrence:
    return Occurrence(**{name: row[name] for name in _FIELDS})
