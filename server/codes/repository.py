"""Short codes in the database, by their digest alone."""

from __future__ import annotations

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from server.db.tables import code as codes


async def replace(
    connection: AsyncConnection, invite_id: str, digest: str, *, created_s: float, expires_s: float
) -> None:
    """Give an invite this code in place of any other; what has expired goes as well."""
    await connection.execute(
        delete(codes).where((codes.c.invite_id == invite_id) | (codes.c.expires_s <= created_s))
    )
    await connection.execute(
        codes.insert().values(digest=digest, invite_id=invite_id, created_s=created_s, expires_s=expires_s)
    )


async def find_invite_id(connection: AsyncConnection, digest: str, now_s: float) -> str | None:
    """Whose code this is, while it holds."""
    query = select(codes.c.invite_id).where(codes.c.digest == digest, codes.c.expires_s > now_s)
    found = (await connection.execute(query)).scalar()
    return None if found is None else str(found)
