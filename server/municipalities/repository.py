"""Municipalities in the database."""

from __future__ import annotations

import secrets
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from server.db.tables import municipality as municipalities
from server.municipalities.kinds import OrganisationKind


@dataclass(frozen=True)
class Municipality:
    id: str
    name: str
    created_s: float
    kind: OrganisationKind = OrganisationKind.MUNICIPALITY
    passkeys_from_s: float | None = None


async def add(
    connection: AsyncConnection,
    name: str,
    now_s: float,
    kind: OrganisationKind = OrganisationKind.MUNICIPALITY,
) -> Municipality:
    made = Municipality(secrets.token_hex(8), name, now_s, kind)
    await connection.execute(municipalities.insert().values(asdict(made) | {"kind": kind.value}))
    return made


async def call(connection: AsyncConnection, municipality_id: str, kind: OrganisationKind) -> None:
    """Say what a tenant is."""
    mine = municipalities.c.id == municipality_id
    await connection.execute(update(municipalities).where(mine).values(kind=kind.value))


async def ask_for_passkeys(connection: AsyncConnection, municipality_id: str, from_s: float | None) -> None:
    """Say from when staff show a passkey; None: a password is enough."""
    mine = municipalities.c.id == municipality_id
    await connection.execute(update(municipalities).where(mine).values(passkeys_from_s=from_s))


async def find(connection: AsyncConnection, municipality_id: str) -> Municipality | None:
    query = select(municipalities).where(municipalities.c.id == municipality_id)
    row = (await connection.execute(query)).mappings().first()
    return None if row is None else _read(row)


async def listing(connection: AsyncConnection) -> list[Municipality]:
    query = select(municipalities).order_by(municipalities.c.name, municipalities.c.id)
    return [_read(row) for row in (await connection.execute(query)).mappings()]


def _read(row: Any) -> Municipality:
    kind = OrganisationKind(row["kind"])
    return Municipality(row["id"], row["name"], row["created_s"], kind, row["passkeys_from_s"])
