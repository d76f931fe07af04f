"""Disputes in the database."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from server.db.border_tables import dispute as disputes
from server.db.border_tables import dispute_word as words
from server.db.border_tables import ledger_entry as ledger
from server.db.tables import lesson as lessons
from server.delivered.disputing import DisputeOutcome
from server.ledger.entries import Entry
from server.ledger.repository import entry_of

LISTED = 200


@dataclass(frozen=True)
class Dispute:
    """A dispute with its entry and what the sides have said; ``outcome`` is None while it is open."""

    id: str
    agreement_id: str
    raised_by: str
    reason: str
    raised_s: float
    outcome: DisputeOutcome | None
    resolved_s: float | None
    entry: Entry
    words: Mapping[str, DisputeOutcome]


async def add(connection: AsyncConnection, entry: Entry, *, by: str, reason: str, now_s: float) -> str:
    """Store a dispute; return its id."""
    made = secrets.token_hex(8)
    row = {"id": made, "agreement_id": entry.agreement_id, "entry": entry.n, "raised_by": by}
    await connection.execute(disputes.insert().values(row | {"reason": reason, "raised_s": now_s}))
    return made


async def say(
    connection: AsyncConnection, dispute_id: str, *, by: str, outcome: DisputeOutcome, now_s: float
) -> None:
    """Note what a side says, instead of what it said before."""
    mine = (words.c.dispute_id == dispute_id) & (words.c.municipality_id == by)
    await connection.execute(delete(words).where(mine))
    row = {"dispute_id": dispute_id, "municipality_id": by, "outcome": outcome.value, "said_s": now_s}
    await connection.execute(words.insert().values(row))


async def resolve(
    connection: AsyncConnection, dispute_id: str, outcome: DisputeOutcome, now_s: float
) -> None:
    mine = update(disputes).where(disputes.c.id == dispute_id)
    await connection.execute(mine.values(outcome=outcome.value, resolved_s=now_s))


async def find(connection: AsyncConnection, agreement_id: str, dispute_id: str) -> Dispute | None:
    """One of an agreement's disputes."""
    found = await _load(connection, disputes.c.agreement_id == agreement_id, disputes.c.id == dispute_id)
    return found[0] if found else None


async def listing(connection: AsyncConnection, agreement_id: str, month: str | None) -> list[Dispute]:
    """An agreement's disputes, or those about a month's entries, the newest first."""
    wanted = [disputes.c.agreement_id == agreement_id]
    if month is not None:
        wanted.append(ledger.c.month == month)
    return await _load(connection, *wanted)


async def open_in(connection: AsyncConnection, ids: Collection[str], month: str) -> list[Dispute]:
    """What is disputed of these agreements' entries of a month."""
    wanted = disputes.c.agreement_id.in_(sorted(ids)), ledger.c.month == month
    return await _load(connection, *wanted, disputes.c.resolved_s.is_(None))


async def open_about(connection: AsyncConnection, entry: Entry) -> list[Dispute]:
    """What is disputed of what this entry was entered for: of a lesson all its entries are one matter."""
    same = ledger.c.reference == entry.reference if entry.reference else ledger.c.n == entry.n
    return await _load(
        connection, disputes.c.agreement_id == entry.agreement_id, same, disputes.c.resolved_s.is_(None)
    )


async def disputed(connection: AsyncConnection, references: Sequence[str]) -> set[str]:
    """Of these lessons those whose hours are disputed."""
    query = (
        select(ledger.c.reference)
        .join(disputes, disputes.c.entry == ledger.c.n)
        .where(ledger.c.reference.in_(references), disputes.c.resolved_s.is_(None))
    )
    return set((await connection.execute(query)).scalars())


async def disputed_here(connection: AsyncConnection, municipality_id: str) -> set[str]:
    """Of the lessons given in a municipality those whose hours are disputed."""
    query = (
        select(ledger.c.reference)
        .join(disputes, disputes.c.entry == ledger.c.n)
        .join(lessons, lessons.c.id == ledger.c.reference)
        .where(lessons.c.municipality_id == municipality_id, disputes.c.resolved_s.is_(None))
    )
    return set((await connection.execute(query)).scalars())


_ENTRY = [ledger.c[field.name] for field in fields(Entry)]


async def _load(connection: AsyncConnection, *wanted: ColumnElement[bool]) -> list[Dispute]:
    kept = ("id", "agreement_id", "raised_by", "reason", "raised_s", "outcome", "resolved_s")
    query = (
        select(*(disputes.c[name] for name in kept), *_ENTRY)
        .join(ledger, ledger.c.n == disputes.c.entry)
        .where(*wanted)
        .order_by(disputes.c.raised_s.desc(), disputes.c.id)
        .limit(LISTED)
    )
    rows = (await connection.execute(query)).all()
    said: dict[str, dict[str, DisputeOutcome]] = {row[0]: {} for row in rows}
    for row in await connection.execute(select(words).where(words.c.dispute_id.in_(list(said)))):
        said[row.dispute_id][row.municipality_id] = DisputeOutcome(row.outcome)
    return [
        Dispute(
            id=row[0],
            agreement_id=row[1],
            raised_by=row[2],
            reason=row[3],
            raised_s=row[4],
            outcome=None if row[5] is None else DisputeOutcome(row[5]),
            resolved_s=row[6],
            entry=entry_of(row[7:]),
            words=said[row[0]],
        )
        for row in rows
    ]
