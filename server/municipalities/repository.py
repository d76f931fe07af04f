"""Municipalities in the database."""

from __future__ import annotations

import secrets
from dataclasses import asdict, dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from server.db.tables import municipality as municipalities


@dataclass(frozen=True)
class Municipality:
    id: str
    name: str
    created_s: float


async def add(connection: AsyncConnection, name: str, now_s: float) -> Municipality:
    made = Municipality(secrets.token_hex(8), name, now_s)
    await connection.execute(municipalities.insert().values(asdict(made)))
    return made


async def find(connection: AsyncConnection, municipality_id: str) -> Municipality | None:
    query = select(municipalities).where(municipalities.c.id == municipality_id)
    row = (await connection.execute(query)).mappings().first()
    return None if row is None else Municipality(**row)


async def listing(connection: AsyncConnection) -> list[Municipality]:
    query = select(municipalities).order_by(municipalities.c.name, municipalities.c.id)
    return [Municipality(**row) for row in (await connection.execute(query)).mappings()]
