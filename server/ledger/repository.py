"""The ledger in the database. Everything here is called within `Database.write`, one writer at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, fields, replace
from typing import Any

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from server.db.border_tables import ledger_entry as ledger
from server.db.border_tables import settlement as settlements
from server.ledger.entries import Entry, Kind
from server.ledger.settlement import Total

_FIELDS = [field.name for field in fields(Entry)]
_COLUMNS = [ledger.c[name] for name in _FIELDS]
_KIND_AT = _FIELDS.index("kind")


async def append(connection: AsyncConnection, entries: Sequence[Entry]) -> list[Entry]:
    """Enter these at the ledger's end; return them with their numbers.

    Raises
    ------
    ValueError
        A month is settled already.
    """
    if not entries:
        return []
    for agreement_id in sorted({one.agreement_id for one in entries}):
        last = await last_settled(connection, agreement_id)
        late = [one.month for one in entries if one.agreement_id == agreement_id and one.month <= last]
        if late:
            raise ValueError(f"month {late[0]} is settled")
    newest = int((await connection.execute(select(func.coalesce(func.max(ledger.c.n), 0)))).scalar_one())
    made = [replace(one, n=newest + at) for at, one in enumerate(entries, start=1)]
    await connection.execute(ledger.insert(), [asdict(one) for one in made])
    return made


async def standing(connection: AsyncConnection, agreement_id: str, reference: str) -> list[Entry]:
    """What was entered for a lesson and holds: neither taken back nor taking back."""
    taken_back = select(ledger.c.corrects).where(
        ledger.c.reference == reference, ledger.c.corrects.is_not(None)
    )
    query = (
        select(*_COLUMNS)
        .where(
            ledger.c.agreement_id == agreement_id,
            ledger.c.reference == reference,
            ledger.c.corrects.is_(None),
            ledger.c.n.not_in(taken_back),
        )
        .order_by(ledger.c.n)
    )
    return [entry_of(row) for row in await connection.execute(query)]


async def listing(
    connection: AsyncConnection, agreement_id: str, month: str | None = None, *, limit: int
) -> list[Entry]:
    """An agreement's entries, the newest first."""
    query = select(*_COLUMNS).where(ledger.c.agreement_id == agreement_id)
    if month is not None:
        query = query.where(ledger.c.month == month)
    return [entry_of(row) for row in await connection.execute(query.order_by(ledger.c.n.desc()).limit(limit))]


async def find(connection: AsyncConnection, agreement_id: str, n: int) -> Entry | None:
    """One of an agreement's entries that stands: neither taken back nor taking back."""
    back = select(ledger.c.corrects).where(ledger.c.corrects == n)
    query = select(*_COLUMNS).where(
        ledger.c.agreement_id == agreement_id,
        ledger.c.n == n,
        ledger.c.corrects.is_(None),
        ledger.c.n.not_in(back),
    )
    row = (await connection.execute(query)).first()
    return None if row is None else entry_of(row)


async def taken_back(connection: AsyncConnection, ns: Sequence[int]) -> set[int]:
    """Which of these entries another takes back."""
    return set(
        (await connection.execute(select(ledger.c.corrects).where(ledger.c.corrects.in_(ns)))).scalars()
    )


async def totals(connection: AsyncConnection, agreement_id: str, month: str) -> list[Total]:
    """Sums of what was entered in a month: read off an index, which has them in order."""
    return (await totals_of(connection, [agreement_id], month))[agreement_id]


async def totals_of(connection: AsyncConnection, ids: Sequence[str], month: str) -> dict[str, list[Total]]:
    """`totals` of each of these agreements, in one question."""
    return await _sums(connection, ids, ledger.c.month == month)


async def _sums(
    connection: AsyncConnection, ids: Sequence[str], then: ColumnElement[bool]
) -> dict[str, list[Total]]:
    keys = (ledger.c.version, ledger.c.kind, ledger.c.unit, ledger.c.giver, ledger.c.taker)
    entered = func.sum(case((ledger.c.corrects.is_(None), ledger.c.amount), else_=0))
    back = func.sum(case((ledger.c.corrects.is_not(None), ledger.c.amount), else_=0))
    query = (
        select(ledger.c.agreement_id, *keys, entered.label("entered"), back.label("back"))
        .where(ledger.c.agreement_id.in_(ids), then)
        .group_by(ledger.c.agreement_id, *keys)
    )
    found: dict[str, list[Total]] = {one: [] for one in ids}
    for row in await connection.execute(query):
        found[row.agreement_id] += [
            Total(row.version, Kind(row.kind), row.unit, row.giver, row.taker, taken_back, int(amount))
            for taken_back, amount in ((False, row.entered), (True, row.back))
            if amount
        ]
    return found


async def totals_before(
    connection: AsyncConnection, ids: Sequence[str], month: str
) -> dict[str, list[Total]]:
    """Sums of all that was entered in the months before this one, of each of these agreements."""
    return await _sums(connection, ids, ledger.c.month < month)


async def months(connection: AsyncConnection, agreement_id: str) -> list[str]:
    """In which there are entries, the earliest first."""
    query = select(ledger.c.month).where(ledger.c.agreement_id == agreement_id).distinct()
    return list((await connection.execute(query.order_by(ledger.c.month))).scalars())


async def last_settled(connection: AsyncConnection, agreement_id: str) -> str:
    """The newest month that is closed; empty if none is."""
    query = select(func.max(settlements.c.month)).where(settlements.c.agreement_id == agreement_id)
    return str((await connection.execute(query)).scalar() or "")


async def settled(connection: AsyncConnection, agreement_id: str, month: str) -> str | None:
    """What was said when a month was closed."""
    query = select(settlements.c.said).where(
        settlements.c.agreement_id == agreement_id, settlements.c.month == month
    )
    found = (await connection.execute(query)).scalar()
    return None if found is None else str(found)


async def settled_of(connection: AsyncConnection, ids: Sequence[str], month: str) -> dict[str, str]:
    """What was said when these agreements' month was closed, of those in which it was."""
    query = select(settlements.c.agreement_id, settlements.c.said).where(
        settlements.c.agreement_id.in_(ids), settlements.c.month == month
    )
    return {str(row.agreement_id): str(row.said) for row in await connection.execute(query)}


async def close(
    connection: AsyncConnection, agreement_id: str, month: str, *, by: str, said: str, now_s: float
) -> None:
    """Close a month for good."""
    await connection.execute(
        settlements.insert().values(
            agreement_id=agreement_id, month=month, closed_by=by, closed_s=now_s, said=said
        )
    )


def entry_of(row: Sequence[Any]) -> Entry:
    """Make an entry of its columns, in the order of its fields."""
    cells = list(row)
    cells[_KIND_AT] = Kind(cells[_KIND_AT])
    return Entry(*cells)
