"""How long what is kept: days per kind of data, a municipality's own or the defaults, and the daily job."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final

from sqlalchemy import ColumnElement, Table, and_, delete, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from server.again import again_and_again
from server.audit import Action, append, pseudonym_of
from server.audit.actions import SERVER
from server.audit.pseudonyms import known_pseudonym
from server.db import Database
from server.db.post_tables import post, post_interest
from server.db.purge import purge
from server.db.recording_tables import recording, recording_stem
from server.db.tables import (
    account_link,
    guardian,
    invite,
    lesson,
    membership,
    municipality,
    permission,
    person,
    retention,
    room_state,
    sign_in,
)
from server.privacy.erasure import Erasure
from server.privacy.errors import RetentionInvalidError
from server.privacy.holdings import holdings, lesson_root, remove
from server.timetable.forgetting import forget_timetable, old_groups, people_of_groups

DAY_S = 24 * 3600.0
EVERY_S = DAY_S
FIRST_S = 300.0
MAX_DAYS = 3660


class Kind(StrEnum):
    """What is kept for a time of its own, counted from the end of what it belongs to."""

    ROOM = "room"  # notes, homework, marks on the score; from the lesson's end
    LESSON = "lesson"  # that a lesson took place, with whom; from its end
    RECORDING = "recording"  # what was recorded of a lesson; from the end of the recording
    SIGN_IN = "sign_in"  # ended sign-ins and used or expired one-use links
    PERMISSION = "permission"  # permissions that a newer row has replaced
    INTEREST = "interest"  # who would like a post; from the last day to apply, or its filling or withdrawal
    PERSON = "person"  # somebody without any lesson left, account or child; from when they were entered


DEFAULT_DAYS: Final[dict[Kind, int]] = {
    Kind.ROOM: 90,
    Kind.LESSON: 400,
    Kind.RECORDING: 60,
    Kind.SIGN_IN: 30,
    Kind.PERMISSION: 1095,
    Kind.INTEREST: 90,
    Kind.PERSON: 730,
}


@dataclass(frozen=True, slots=True)
class Deleted:
    """What a run deleted of one kind in one municipality (None: the host's own lessons)."""

    municipality: str | None
    kind: Kind
    count: int
    pseudonyms: tuple[str, ...] = ()


class Retention:
    """Deletes what has been kept long enough, and records how much.

    Parameters
    ----------
    database : Database
    erasure : Erasure
        People go by the same way as those who ask to be erased.
    now_s : Callable[[], float]
        Seconds since 1970.
    """

    def __init__(self, database: Database, erasure: Erasure, now_s: Callable[[], float]) -> None:
        self._database = database
        self._erasure = erasure
        self._now_s = now_s

    async def days(self, municipality_id: str | None) -> dict[Kind, int]:
        """What holds for a municipality."""
        async with self._database.read() as connection:
            return await _days(connection, municipality_id)

    async def set(self, municipality_id: str, kind: Kind, days: int, *, actor: str) -> None:
        """Let a municipality keep something so many days. Raises RetentionInvalidError."""
        if not 1 <= days <= MAX_DAYS:
            raise RetentionInvalidError(f"{days} days are not possible.", f"Choose 1 to {MAX_DAYS} days.")
        ours = (retention.c.municipality_id == municipality_id) & (retention.c.kind == kind.value)
        async with self._database.write() as connection:
            known = select(municipality.c.id).where(municipality.c.id == municipality_id)
            if (await connection.execute(known)).first() is None:
                raise RetentionInvalidError("There is no such municipality.", "Look at the list of them.")
            await connection.execute(delete(retention).where(ours))
            row = {"municipality_id": municipality_id, "kind": kind.value, "days": days}
            await connection.execute(retention.insert().values(row))
            await append(
                connection,
                Action.RETENTION_SET,
                at_s=self._now_s(),
                actor=actor,
                municipality=municipality_id,
                details={"kind": kind.value, "days": days},
            )

    async def run(self, *, dry_run: bool = False) -> list[Deleted]:
        """Delete what is due in every municipality; a dry run only says what would go."""
        async with self._database.read() as connection:
            ids = (await connection.execute(select(municipality.c.id).order_by(municipality.c.id))).scalars()
            places: list[str | None] = [*ids, None]
        found = []
        for place in places:
            for kind in Kind:
                found += await self._one(place, kind, dry_run=dry_run)
        if found and not dry_run:
            await purge(self._database)
        return found

    async def watch(self) -> None:
        """Run every day until cancelled, the first time when the start is over."""
        await again_and_again(self.run, "retention", every_s=EVERY_S, first_s=FIRST_S)

    async def _one(self, place: str | None, kind: Kind, *, dry_run: bool) -> list[Deleted]:
        if dry_run:
            async with self._database.read() as connection:
                due = await self._due(connection, place, kind, dry_run=True)
                if due is None:
                    return []
                known = [await known_pseudonym(connection, each) for each in due[0]]
            return [Deleted(place, kind, due[1], tuple(sorted(name for name in known if name)))]
        async with self._database.write() as connection:
            due = await self._due(connection, place, kind, dry_run=False)
            if due is None:
                return []
            people, count = due
            names = sorted([await pseudonym_of(connection, each) for each in people])
            await append(
                connection,
                Action.RETENTION,
                at_s=self._now_s(),
                actor=SERVER,
                municipality=place,
                details={"kind": kind.value, "count": count, "pseudonyms": names},
            )
        if kind is Kind.PERSON:
            for each in people:
                await self._erasure.erase(each, actor=SERVER)
        return [Deleted(place, kind, count, tuple(names))]

    async def _due(
        self, connection: AsyncConnection, place: str | None, kind: Kind, *, dry_run: bool
    ) -> tuple[Sequence[str], int] | None:
        due_s = self._now_s() - (await _days(connection, place))[kind] * DAY_S
        return await _DELETE[kind](connection, place, due_s, dry_run)


Found = tuple[Sequence[str], int] | None


async def _days(connection: AsyncConnection, municipality_id: str | None) -> dict[Kind, int]:
    query = select(retention.c.kind, retention.c.days).where(retention.c.municipality_id == municipality_id)
    own = {Kind(row.kind): int(row.days) for row in await connection.execute(query) if row.kind in set(Kind)}
    return DEFAULT_DAYS | own


def _ended(place: str | None, due_s: float) -> ColumnElement[bool]:
    # Closed early or run out, whichever came first. (== None becomes IS NULL.)
    over = or_(lesson.c.revoked_s <= due_s, lesson.c.expires_s <= due_s)
    return and_(lesson.c.municipality_id == place, over)


async def _people_of(connection: AsyncConnection, lessons: Sequence[str]) -> list[str]:
    query = select(invite.c.person_id).where(invite.c.lesson_id.in_(lessons), invite.c.person_id.is_not(None))
    return sorted({str(each) for each in (await connection.execute(query)).scalars()})


async def _rooms(connection: AsyncConnection, place: str | None, due_s: float, dry_run: bool) -> Found:
    # Nor is it touched if somebody was in it since, however long ago its invites ran out.
    query = (
        select(room_state.c.lesson_id)
        .join(lesson, lesson.c.id == room_state.c.lesson_id)
        .where(_ended(place, due_s), room_state.c.updated_s <= due_s)
    )
    due = list((await connection.execute(query)).scalars())
    if not due:
        return None
    people = await _people_of(connection, due)
    if not dry_run:
        await connection.execute(delete(room_state).where(room_state.c.lesson_id.in_(due)))
    return people, len(due)


async def _lessons(connection: AsyncConnection, place: str | None, due_s: float, dry_run: bool) -> Found:
    live = exists(
        select(room_state.c.lesson_id).where(
            room_state.c.lesson_id == lesson.c.id, room_state.c.updated_s > due_s
        )
    )
    due = list((await connection.execute(select(lesson.c.id).where(_ended(place, due_s), ~live))).scalars())
    # Groups had no lesson room, but took place as well.
    groups = [] if place is None else await old_groups(connection, place, due_s)
    if not due and not groups:
        return None
    people = sorted({*await _people_of(connection, due), *await people_of_groups(connection, groups)})
    if not dry_run:
        await remove(connection, await holdings(connection, lesson_root(due)))
        await forget_timetable(connection, place, groups)
    return people, len(due) + len(groups)


async def _recordings(connection: AsyncConnection, place: str | None, due_s: float, dry_run: bool) -> Found:
    # Their files go with the next sweep of server/recordings, which deletes what no row speaks of.
    query = (
        select(recording.c.id, recording.c.lesson_id)
        .join(lesson, lesson.c.id == recording.c.lesson_id)
        .where(lesson.c.municipality_id == place, recording.c.ended_s <= due_s)
    )
    due = (await connection.execute(query)).all()
    if not due:
        return None
    if not dry_run:
        gone = [row.id for row in due]
        await connection.execute(delete(recording_stem).where(recording_stem.c.recording_id.in_(gone)))
        await connection.execute(delete(recording).where(recording.c.id.in_(gone)))
    return await _people_of(connection, sorted({str(row.lesson_id) for row in due})), len(due)


async def _sign_ins(connection: AsyncConnection, place: str | None, due_s: float, dry_run: bool) -> Found:
    if place is None:
        return None
    ours = select(membership.c.account_id).where(membership.c.municipality_id == place)
    over = {
        sign_in: or_(sign_in.c.expires_s <= due_s, sign_in.c.revoked_s <= due_s),
        account_link: or_(account_link.c.expires_s <= due_s, account_link.c.used_s <= due_s),
    }
    conditions: dict[Table, ColumnElement[bool]] = {
        table: and_(table.c.account_id.in_(ours), condition) for table, condition in over.items()
    }
    count, accounts = 0, set[str]()
    for table, rows in conditions.items():
        found = list((await connection.execute(select(table.c.account_id).where(rows))).scalars())
        count, accounts = count + len(found), accounts | set(found)
        if not dry_run:
            await connection.execute(delete(table).where(rows))
    if not count:
        return None
    query = select(membership.c.person_id).where(
        membership.c.account_id.in_(accounts), membership.c.municipality_id == place
    )
    return sorted(set((await connection.execute(query)).scalars())), count


async def _permissions(connection: AsyncConnection, place: str | None, due_s: float, dry_run: bool) -> Found:
    newer = permission.alias()
    replaced = exists(
        select(newer.c.n).where(
            newer.c.person_id == permission.c.person_id,
            newer.c.purpose == permission.c.purpose,
            newer.c.n > permission.c.n,
            newer.c.at_s <= due_s,
        )
    )
    ours = permission.c.person_id.in_(select(person.c.id).where(person.c.municipality_id == place))
    rows = (
        await connection.execute(select(permission.c.n, permission.c.person_id).where(ours, replaced))
    ).all()
    if not rows:
        return None
    if not dry_run:
        await connection.execute(delete(permission).where(permission.c.n.in_([row.n for row in rows])))
    return sorted({str(row.person_id) for row in rows}), len(rows)


async def _interests(connection: AsyncConnection, place: str | None, due_s: float, dry_run: bool) -> Found:
    day = datetime.fromtimestamp(due_s, UTC).date().isoformat()
    over = or_(post.c.apply_until < day, post.c.filled_s <= due_s, post.c.withdrawn_s <= due_s)
    query = (
        select(post_interest.c.id)
        .join(post, post.c.id == post_interest.c.post_id)
        .where(post.c.municipality_id == place, over)
    )
    due = list((await connection.execute(query)).scalars())
    if not due:
        return None
    if not dry_run:
        await connection.execute(delete(post_interest).where(post_interest.c.id.in_(due)))
    return [], len(due)


async def _persons(connection: AsyncConnection, place: str | None, due_s: float, dry_run: bool) -> Found:
    invited = exists(select(invite.c.id).where(invite.c.person_id == person.c.id))
    has_account = exists(select(membership.c.id).where(membership.c.person_id == person.c.id))
    answers = exists(select(guardian.c.pupil_id).where(guardian.c.guardian_id == person.c.id))
    query = select(person.c.id).where(
        person.c.municipality_id == place, person.c.created_s <= due_s, ~invited, ~has_account, ~answers
    )
    due = sorted((await connection.execute(query)).scalars())
    return (due, len(due)) if due else None


_DELETE = {
    Kind.ROOM: _rooms,
    Kind.LESSON: _lessons,
    Kind.RECORDING: _recordings,
    Kind.SIGN_IN: _sign_ins,
    Kind.PERMISSION: _permissions,
    Kind.INTEREST: _interests,
    Kind.PERSON: _persons,
}
