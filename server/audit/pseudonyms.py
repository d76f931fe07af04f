"""What stands for a person in the audit log.

A pseudonym is an HMAC of the person's id under a key of that person's own. Whoever has the key can find
the person's rows; once erasure has destroyed it, nobody can tell any more whose they were.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from server.db.tables import pseudonym_key

KEY_BYTES = 32
_CHARS = 32


async def pseudonym_of(connection: AsyncConnection, person_id: str) -> str:
    """Return a person's pseudonym, making the key on first use (so the transaction must be a writing one)."""
    found = await known_pseudonym(connection, person_id)
    if found is not None:
        return found
    key = secrets.token_bytes(KEY_BYTES)
    await connection.execute(pseudonym_key.insert().values(person_id=person_id, value=key))
    return derive(key, person_id)


async def known_pseudonym(connection: AsyncConnection, person_id: str) -> str | None:
    """Return a person's pseudonym if they have one."""
    query = select(pseudonym_key.c.value).where(pseudonym_key.c.person_id == person_id)
    key = (await connection.execute(query)).scalar()
    return None if key is None else derive(bytes(key), person_id)


def derive(key: bytes, person_id: str) -> str:
    """Work out a pseudonym (RFC 2104 with SHA-256, shortened to 128 bits)."""
    return hmac.new(key, person_id.encode(), hashlib.sha256).hexdigest()[:_CHARS]
