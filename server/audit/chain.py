"""The chain: each row's hash covers the row and the hash before it, so that no byte changes unseen.

One writer at a time (`Database.write`) gives all nodes one chain; the database refuses updates and
deletions by itself (migration 0006). What a chain cannot show is that its end was cut off: whoever keeps
the newest hash elsewhere (``klangbro admin audit verify`` prints it) sees that too.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import RowMapping, select
from sqlalchemy.ext.asyncio import AsyncConnection

from server.audit.actions import Action
from server.db.tables import audit

START = "0" * 64
Details = Mapping[str, str | int | bool | list[str]]
_HASHED = ("n", "at_s", "action", "actor", "subject", "municipality", "details")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What `verify` found: ``rows`` in all, the newest ``hash``, and the first row that does not hold."""

    rows: int
    hash: str
    broken_at: int | None = None

    @property
    def holds(self) -> bool:
        return self.broken_at is None


async def append(
    connection: AsyncConnection,
    action: Action,
    *,
    at_s: float,
    actor: str,
    subject: str | None = None,
    municipality: str | None = None,
    details: Details | None = None,
) -> None:
    """Add a row, in the transaction (`Database.write`) of what it tells of: both are stored or neither.

    Parameters
    ----------
    actor, subject : str
        Pseudonyms, or one of ``HOST``, ``COMMAND``, ``SERVER``. Never a name or an id of a person.
    details : Mapping
        Counts and words of the program's own; nothing that anybody has typed.
    """
    newest = (
        await connection.execute(select(audit.c.n, audit.c.hash).order_by(audit.c.n.desc()).limit(1))
    ).first()
    row = {
        "n": 1 if newest is None else int(newest.n) + 1,
        "at_s": round(at_s, 3),
        "action": action.value,
        "actor": actor,
        "subject": subject,
        "municipality": municipality,
        "details": json.dumps(dict(details or {}), sort_keys=True),
    }
    before = START if newest is None else str(newest.hash)
    await connection.execute(audit.insert().values(**row, hash=_hash(before, row)))


async def verify(connection: AsyncConnection, *, known: tuple[int, str] | None = None) -> Verdict:
    """Follow the whole chain.

    Parameters
    ----------
    known : tuple of int and str, optional
        A row's number and hash as they were once noted; the row must still be there and the same.
    """
    before, count = START, 0
    async for row in (await connection.stream(select(audit).order_by(audit.c.n))).mappings():
        count += 1
        if row["n"] != count or row["hash"] != _hash(before, row):
            return Verdict(count, before, broken_at=count)
        before = str(row["hash"])
        if known is not None and known[0] == count and known[1] != before:
            return Verdict(count, before, broken_at=count)
    if known is not None and known[0] > count:
        return Verdict(count, before, broken_at=count + 1)
    return Verdict(count, before)


def _hash(before: str, row: Mapping[str, object] | RowMapping) -> str:
    said = json.dumps([before, *(row[name] for name in _HASHED)], ensure_ascii=False)
    return hashlib.sha256(said.encode()).hexdigest()
