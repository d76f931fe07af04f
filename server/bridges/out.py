"""What goes out as tables: people, lessons and hours, as files that can be read in again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from server.accounts import repository as accounts
from server.bridges import repository
from server.bridges.fields import Kind
from server.bridges.repository import Held
from server.cards import repository as cards
from server.cards.schemas import Card
from server.db.border_tables import delivery
from server.db.tables import account, membership
from server.db.tables import invite as invites
from server.db.tables import lesson as lessons
from server.db.tables import person as person_rows
from server.delivered.dispute_repository import disputed_here
from server.people import repository as people
from server.privacy.protection import shown
from server.roles.names import AccountRole
from server.timetable import frame
from signaling.messages import Role

Out = tuple[list[str], list[list[str]]]


async def table_of(connection: AsyncConnection, municipality_id: str, kind: Kind, zone: ZoneInfo) -> Out:
    """Return a header and rows. Whoever is protected is in no list of people, nor by name elsewhere."""
    if kind is Kind.PUPILS:
        return await _pupils(connection, municipality_id)
    if kind is Kind.GUARDIANS:
        return await _guardians(connection, municipality_id)
    if kind is Kind.STAFF:
        return await _staff(connection, municipality_id)
    if kind is Kind.LESSONS:
        return await _lessons(connection, municipality_id, zone)
    return await _hours(connection, municipality_id, zone)


async def _pupils(connection: AsyncConnection, here: str) -> Out:
    staff = {one.person_id for one in await people.members(connection, here)}
    called = await _names(connection, here, Kind.PUPILS)
    rows = [
        [called.get(one.id, one.id), one.name, "yes" if one.minor else "no"]
        for one in await people.list_people(connection, here)
        if one.id not in staff
    ]
    return ["id", "name", "minor"], rows


async def _guardians(connection: AsyncConnection, here: str) -> Out:
    called = await _names(connection, here, Kind.PUPILS)
    emails = await accounts.emails_in(connection, here)
    members = {one.person_id: one.account_id for one in await people.members(connection, here)}
    seen = {one.id: one.name for one in await people.list_people(connection, here)}
    rows = [
        [
            called.get(one.pupil_id, one.pupil_id),
            seen[one.guardian_id],
            emails[members[one.guardian_id]],
            "no" if one.confirmed_s is None else "yes",
        ]
        for one in await people.guardianships(connection, here)
        # Of a child whose identity is protected it is not told who their parents are either.
        if one.pupil_id in seen and one.guardian_id in seen and one.guardian_id in members
    ]
    return ["pupil", "name", "email", "confirmed"], sorted(rows)


async def _staff(connection: AsyncConnection, here: str) -> Out:
    members = {one.person_id: one for one in await people.members(connection, here)}
    called = await _names(connection, here, Kind.STAFF)
    query = (
        select(membership.c.person_id, account.c.email)
        .join(account, account.c.id == membership.c.account_id)
        .where(membership.c.municipality_id == here)
    )
    emails = {str(row.person_id): str(row.email) for row in await connection.execute(query)}
    kept = await cards.cards_in(connection, here)
    rows = [
        [
            called.get(one.id, one.id),
            one.name,
            emails[one.id],
            " ".join(sorted(members[one.id].roles)),
            *_card(kept.get(one.id)),
        ]
        for one in await people.list_people(connection, here)
        if one.id in members and members[one.id].roles != {AccountRole.GUARDIAN}  # they have their own table
    ]
    return ["id", "name", "email", "roles", *_CARD], rows


_CARD = ("subjects", "languages", "employers", "offered", "travels", "travel_km")


def _card(card: Card | None) -> list[str]:
    if card is None:
        return [""] * len(_CARD)
    return [
        ", ".join(card.subjects),
        ", ".join(card.languages),
        ", ".join(f"{each.name} {each.percent} %" for each in card.employers),
        str(card.offered_min),
        "yes" if card.travels else "no",
        "" if card.travel_km is None else str(card.travel_km),
    ]


async def _names(connection: AsyncConnection, here: str, kind: Kind) -> dict[str, str]:
    found = await repository.people_called(connection, here, kind)
    return {person_id: outside_id for outside_id, person_id in found.items()}


async def _lessons(connection: AsyncConnection, here: str, zone: ZoneInfo) -> Out:
    called = {one: name for name, one in (await repository.lessons_called(connection, here)).items()}
    ids = {
        Role.TEACHER.value: await _names(connection, here, Kind.STAFF),
        Role.PUPIL.value: await _names(connection, here, Kind.PUPILS),
    }
    # Who was uninvited, as a teacher is where a substitute stands in, is not in it.
    query = (
        select(lessons.c.id, invites.c.role, invites.c.person_id)
        .join(invites, invites.c.lesson_id == lessons.c.id)
        .where(
            lessons.c.municipality_id == here,
            invites.c.role.in_(list(ids)),
            invites.c.revoked_s.is_(None),
            invites.c.person_id.is_not(None),
        )
    )
    who: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for row in await connection.execute(query):
        who[row.id, row.role].add(ids[row.role].get(row.person_id, row.person_id))
    held = await repository.held_in(connection, here)
    places = {one.id: one.name for one in (await frame.read(connection, here)).places}
    every = select(lessons).where(
        lessons.c.municipality_id == here, lessons.c.revoked_s.is_(None), lessons.c.begins_s.is_not(None)
    )
    rows = [
        [
            called.get(row.id, row.id),
            "; ".join(sorted(who[row.id, Role.TEACHER.value])),
            "; ".join(sorted(who[row.id, Role.PUPIL.value])),
            _moment(row.begins_s, zone),
            str(row.minutes or ""),
            row.instrument,
            *_beside(held.get(row.id, Held()), places, ids[Role.TEACHER.value]),
        ]
        for row in await connection.execute(every.order_by(lessons.c.begins_s, lessons.c.id))
    ]
    return ["id", "teacher", "pupil", "begins", "minutes", "instrument", "level", "place", "host"], rows


def _beside(held: Held, places: Mapping[str, str], staff: Mapping[str, str]) -> list[str]:
    host = "" if held.host is None else staff.get(held.host, held.host)
    return [held.level, places.get(held.place or "", ""), host]


async def _hours(connection: AsyncConnection, here: str, zone: ZoneInfo) -> Out:
    called = {one: name for name, one in (await repository.lessons_called(connection, here)).items()}
    query = (
        select(
            delivery,
            lessons.c.begins_s,
            lessons.c.instrument,
            lessons.c.minutes.label("planned"),
            person_rows.c.name,
            person_rows.c.protected,
        )
        .join(lessons, lessons.c.id == delivery.c.lesson_id)
        .join(person_rows, person_rows.c.id == delivery.c.teacher_id)
        .where(lessons.c.municipality_id == here)
        .order_by(lessons.c.begins_s, lessons.c.id)
    )
    found = (await connection.execute(query)).all()
    wrong = await disputed_here(connection, here)
    held = await repository.held_in(connection, here)
    rows = [
        [
            called.get(row.lesson_id, row.lesson_id),
            row.agreement_id,
            shown(row.name, row.protected),
            "" if row.begins_s is None else _moment(row.begins_s, zone),
            str(row.planned or ""),
            row.instrument,
            held.get(row.lesson_id, Held()).level,
            row.outcome or "",
            "" if row.minutes is None else str(row.minutes),
            row.cause or "",
            "yes" if row.lesson_id in wrong else "no",
        ]
        for row in found
    ]
    planned = ["id", "agreement", "teacher", "begins", "planned", "instrument", "level"]
    header = [*planned, "outcome", "minutes", "cause", "disputed"]
    return header, rows


def _moment(at_s: float, zone: ZoneInfo) -> str:
    return datetime.fromtimestamp(at_s, zone).strftime("%Y-%m-%d %H:%M")
