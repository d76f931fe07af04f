"""Everything the database has of a person, found by following its references: nothing is listed by hand.

A table that refers to a person, or to something of theirs (an invite, an account), belongs to them. So one
that is added later is exported and erased without anybody thinking of it; a test shows which ones there are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Column, ColumnElement, ForeignKey, LargeBinary, Table, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from server.db.tables import lesson, metadata, person

#: Tables whose rows outlive whom they refer to: the reference is let go of.
LOOSE = {lesson.name}
#: Keys, hashes and what opens something: kept from an export, since whoever reads it could act with it.
SECRET_WORDS = ("hash", "secret", "token", "key", "value", "challenge")


@dataclass
class Holding:
    """The rows of one table that belong to somebody, and the references elsewhere that only point to them."""

    table: Table
    rows: ColumnElement[bool]


@dataclass
class Holdings:
    """In an order in which what refers stands after what it refers to."""

    own: list[Holding] = field(default_factory=list)
    loose: list[tuple[Column[Any], ColumnElement[bool]]] = field(default_factory=list)

    def of(self, table: Table) -> ColumnElement[bool] | None:
        """Which rows of a table are among them."""
        return next((held.rows for held in self.own if held.table is table), None)


async def holdings(connection: AsyncConnection, roots: Mapping[Column[Any], Iterable[str]]) -> Holdings:
    """Find what hangs on some rows.

    Parameters
    ----------
    roots : Mapping
        A key column, as ``person.c.id``, and its values.
    """
    keys: dict[Column[Any], list[Any]] = {column: list(values) for column, values in roots.items()}
    found = Holdings()
    for table in metadata.sorted_tables:
        conditions = [column.in_(keys[column]) for column in keys if column.table is table]
        for reference in sorted(table.foreign_keys, key=lambda each: each.parent.name):
            if reference.column not in keys:
                continue
            condition = reference.parent.in_(keys[reference.column])
            if lets_go(reference):
                found.loose.append((reference.parent, condition))
            else:
                conditions.append(condition)
        if not conditions:
            continue
        rows = or_(*conditions)
        found.own.append(Holding(table, rows))
        for column in _referred(table):
            query = select(column).where(rows)
            keys[column] = list((await connection.execute(query)).scalars())
    return found


def lets_go(reference: ForeignKey) -> bool:
    """Whether a row stays when what it refers to goes."""
    parent: Column[Any] = reference.parent
    return parent.table.name in LOOSE or reference.ondelete == "SET NULL"


def _referred(table: Table) -> list[Column[Any]]:
    columns = {reference.column for other in metadata.tables.values() for reference in other.foreign_keys}
    return sorted((c for c in columns if c.table is table), key=lambda column: column.name)


def belonging_tables(root: Column[Any]) -> set[str]:
    """The names of all tables whose rows hang on a root, whatever is in them."""
    reached = {root.table.name}
    for table in metadata.sorted_tables:
        if any(
            reference.column.table.name in reached and not lets_go(reference)
            for reference in table.foreign_keys
        ):
            reached.add(table.name)
    return reached


async def remove(connection: AsyncConnection, found: Holdings, *, keep: Iterable[Table] = ()) -> int:
    """Delete what was found but for some tables' rows; return how many rows went."""
    kept, count = set(keep), 0
    for column, rows in found.loose:
        if column.table not in kept:
            await connection.execute(update(column.table).where(rows).values({column: None}))
    for held in reversed(found.own):
        if held.table not in kept:
            count += (await connection.execute(delete(held.table).where(held.rows))).rowcount
    return count


async def told(connection: AsyncConnection, found: Holdings) -> dict[str, list[dict[str, Any]]]:
    """What was found, in words: every column but secrets."""
    said: dict[str, list[dict[str, Any]]] = {}
    for held in found.own:
        columns = [column for column in held.table.columns if not _is_secret(column)]
        rows = (await connection.execute(select(*columns).where(held.rows))).mappings()
        said[held.table.name] = [dict(row) for row in rows]
    return {name: rows for name, rows in said.items() if rows}


def _is_secret(column: Column[Any]) -> bool:
    words = column.name.split("_")
    return isinstance(column.type, LargeBinary) or any(word in SECRET_WORDS for word in words)


def person_root(person_id: str) -> dict[Column[Any], list[str]]:
    """Where to begin for a person."""
    return {person.c.id: [person_id]}


def lesson_root(lesson_ids: Iterable[str]) -> dict[Column[Any], list[str]]:
    """Where to begin for lessons."""
    return {lesson.c.id: list(lesson_ids)}
