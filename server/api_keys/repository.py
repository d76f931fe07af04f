"""API keys in the database."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import RowMapping, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from server.api_keys.scopes import Scope
from server.db.key_tables import api_key as keys
from server.roles.names import AccountRole


@dataclass(frozen=True)
class ApiKey:
    """A key that holds."""

    id: str
    municipality_id: str
    name: str
    scopes: frozenset[Scope]
    roles: frozenset[AccountRole]
    created_s: float
    expires_s: float
    used_s: float | None


async def add(connection: AsyncConnection, made: ApiKey, token_hash: str) -> None:
    row: dict[str, Any] = {
        "id": made.id,
        "municipality_id": made.municipality_id,
        "name": made.name,
        "token_hash": token_hash,
        "scopes": _words(made.scopes),
        "roles": _words(made.roles),
        "created_s": made.created_s,
        "expires_s": made.expires_s,
    }
    await connection.execute(keys.insert().values(row))


async def find(connection: AsyncConnection, token_hash: str, now_s: float) -> ApiKey | None:
    """The key of a secret, unless it was revoked or has run out."""
    mine = (keys.c.token_hash == token_hash) & keys.c.revoked_s.is_(None) & (keys.c.expires_s > now_s)
    row = (await connection.execute(select(keys).where(mine))).mappings().first()
    return None if row is None else _key(row)


async def listing(connection: AsyncConnection, municipality_id: str, now_s: float) -> list[ApiKey]:
    """A municipality's keys that hold, the newest first."""
    query = select(keys).where(
        keys.c.municipality_id == municipality_id, keys.c.revoked_s.is_(None), keys.c.expires_s > now_s
    )
    rows = (await connection.execute(query.order_by(keys.c.created_s.desc(), keys.c.id))).mappings()
    return [_key(row) for row in rows]


async def count(connection: AsyncConnection, municipality_id: str, now_s: float) -> int:
    """How many keys of a municipality hold."""
    mine = select(func.count()).select_from(keys)
    mine = mine.where(
        keys.c.municipality_id == municipality_id, keys.c.revoked_s.is_(None), keys.c.expires_s > now_s
    )
    return int((await connection.execute(mine)).scalar_one())


async def revoke(connection: AsyncConnection, municipality_id: str, key_id: str, now_s: float) -> bool:
    """Make a key worthless; False if there is none that holds."""
    mine = (keys.c.id == key_id) & (keys.c.municipality_id == municipality_id) & keys.c.revoked_s.is_(None)
    done = await connection.execute(update(keys).where(mine).values(revoked_s=now_s))
    return bool(done.rowcount)


async def saw(connection: AsyncConnection, key_id: str, now_s: float) -> None:
    await connection.execute(update(keys).where(keys.c.id == key_id).values(used_s=now_s))


def _words(found: Iterable[str]) -> str:
    return " ".join(sorted(found))


def _key(row: RowMapping) -> ApiKey:
    return ApiKey(
        id=row["id"],
        municipality_id=row["municipality_id"],
        name=row["name"],
        scopes=frozenset(Scope(one) for one in row["scopes"].split()),
        roles=frozenset(AccountRole(one) for one in row["roles"].split()),
        created_s=row["created_s"],
        expires_s=row["expires_s"],
        used_s=row["used_s"],
    )
