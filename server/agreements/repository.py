"""Agreements in the database."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from server.agreements.standing import Agreement, Version
from server.agreements.terms import Terms
from server.db.border_tables import agreement as agreements
from server.db.border_tables import agreement_approval as approvals
from server.db.border_tables import agreement_party as parties
from server.db.border_tables import agreement_teacher as teachers
from server.db.border_tables import agreement_version as versions
from server.db.tables import municipality as municipalities
from server.db.tables import person as people
from server.municipalities.kinds import OrganisationKind


@dataclass(frozen=True)
class Offered:
    """A teacher whom one party offers another; ``guest_id`` is who they are there, once welcomed."""

    person_id: str
    name: str
    protected: bool
    home: str
    municipality_id: str
    guest_id: str | None


async def add(connection: AsyncConnection, terms: Terms, *, by: str, now_s: float) -> str:
    """Store a first version; return the agreement's id."""
    made = secrets.token_hex(8)
    await connection.execute(agreements.insert().values(id=made, created_s=now_s))
    await connection.execute(
        parties.insert(),
        [{"agreement_id": made, "municipality_id": one.municipality} for one in terms.parties],
    )
    await add_version(connection, made, 1, terms, by=by, now_s=now_s)
    return made


async def add_version(
    connection: AsyncConnection, agreement_id: str, number: int, terms: Terms, *, by: str, now_s: float
) -> None:
    await connection.execute(
        versions.insert().values(
            agreement_id=agreement_id,
            version=number,
            proposed_by=by,
            proposed_s=now_s,
            terms=terms.model_dump_json(),
        )
    )


async def approve(
    connection: AsyncConnection, agreement_id: str, number: int, *, by: str, now_s: float
) -> None:
    await connection.execute(
        approvals.insert().values(
            agreement_id=agreement_id, version=number, municipality_id=by, approved_s=now_s
        )
    )


async def end(connection: AsyncConnection, agreement_id: str, day: date) -> None:
    await connection.execute(
        update(agreements).where(agreements.c.id == agreement_id).values(ended_on=day.isoformat())
    )


async def find(connection: AsyncConnection, municipality_id: str, agreement_id: str) -> Agreement | None:
    """One of this municipality's agreements; others' are not there."""
    mine = select(parties.c.agreement_id).where(
        parties.c.municipality_id == municipality_id, parties.c.agreement_id == agreement_id
    )
    found = await _load(connection, list((await connection.execute(mine)).scalars()))
    return found[0] if found else None


async def listing(connection: AsyncConnection, municipality_id: str) -> list[Agreement]:
    """Every agreement that a municipality is a party of, the newest first."""
    mine = select(parties.c.agreement_id).where(parties.c.municipality_id == municipality_id)
    return await _load(connection, list((await connection.execute(mine)).scalars()))


async def _load(connection: AsyncConnection, ids: Sequence[str]) -> list[Agreement]:
    approved: dict[tuple[str, int], set[str]] = {}
    for row in await connection.execute(select(approvals).where(approvals.c.agreement_id.in_(ids))):
        approved.setdefault((row.agreement_id, row.version), set()).add(row.municipality_id)
    kept: dict[str, list[Version]] = {}
    query = select(versions).where(versions.c.agreement_id.in_(ids)).order_by(versions.c.version)
    for row in await connection.execute(query):
        by = frozenset(approved.get((row.agreement_id, row.version), ()))
        terms = _terms(row.terms)
        version = Version(row.version, terms, row.proposed_by, row.proposed_s, by)
        kept.setdefault(row.agreement_id, []).append(version)
    query = select(agreements).where(agreements.c.id.in_(ids))
    return [
        Agreement(
            row.id,
            row.created_s,
            None if row.ended_on is None else date.fromisoformat(row.ended_on),
            tuple(kept[row.id]),
        )
        for row in await connection.execute(query.order_by(agreements.c.created_s.desc(), agreements.c.id))
    ]


async def titles(connection: AsyncConnection, ids: Collection[str]) -> dict[str, str]:
    """What the newest versions of these agreements are called."""
    query = select(versions.c.agreement_id, versions.c.terms).where(versions.c.agreement_id.in_(sorted(ids)))
    found = await connection.execute(query.order_by(versions.c.version))
    return {str(row.agreement_id): _terms(row.terms).title for row in found}


@lru_cache(maxsize=2000)
def _terms(said: str) -> Terms:
    """Read a version's terms, which never change: of a few agreements they are read all the time."""
    return Terms.model_validate_json(said)


async def names(connection: AsyncConnection, ids: Sequence[str]) -> dict[str, str]:
    """What municipalities are called; those that are not there are left out."""
    query = select(municipalities.c.id, municipalities.c.name).where(municipalities.c.id.in_(ids))
    return {str(row.id): str(row.name) for row in await connection.execute(query)}


async def providers(connection: AsyncConnection, ids: Sequence[str]) -> set[str]:
    """Which of these are no municipality but another provider of lessons."""
    mine = municipalities.c.id.in_(ids) & (municipalities.c.kind == OrganisationKind.PROVIDER.value)
    return set((await connection.execute(select(municipalities.c.id).where(mine))).scalars())


async def offered(connection: AsyncConnection, agreement_id: str) -> list[Offered]:
    """The teachers of an agreement, by name."""
    return (await offered_by(connection, [agreement_id]))[agreement_id]


async def offered_by(connection: AsyncConnection, ids: Sequence[str]) -> dict[str, list[Offered]]:
    """The teachers of each of these agreements, by name."""
    query = (
        select(
            teachers.c.agreement_id,
            teachers.c.person_id,
            people.c.name,
            people.c.protected,
            people.c.municipality_id.label("home"),
            teachers.c.municipality_id,
            teachers.c.guest_id,
        )
        .join(people, people.c.id == teachers.c.person_id)
        .where(teachers.c.agreement_id.in_(ids))
        .order_by(people.c.name, teachers.c.municipality_id)
    )
    found: dict[str, list[Offered]] = {one: [] for one in ids}
    for row in (await connection.execute(query)).mappings():
        found[row["agreement_id"]].append(
            Offered(**{name: value for name, value in row.items() if name != "agreement_id"})
        )
    return found


async def offer(
    connection: AsyncConnection, agreement_id: str, person_id: str, municipality_id: str, now_s: float
) -> None:
    await connection.execute(
        teachers.insert().values(
            agreement_id=agreement_id,
            person_id=person_id,
            municipality_id=municipality_id,
            offered_s=now_s,
        )
    )


async def welcome(
    connection: AsyncConnection, agreement_id: str, person_id: str, municipality_id: str, guest_id: str
) -> None:
    await connection.execute(
        update(teachers)
        .where(
            teachers.c.agreement_id == agreement_id,
            teachers.c.person_id == person_id,
            teachers.c.municipality_id == municipality_id,
        )
        .values(guest_id=guest_id)
    )


async def is_guest(connection: AsyncConnection, person_id: str) -> bool:
    """Whether somebody is what they are here by an agreement."""
    query = select(teachers.c.agreement_id).where(teachers.c.guest_id == person_id)
    return (await connection.execute(query.limit(1))).first() is not None
