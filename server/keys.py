"""The server's two secrets: the key that signs invites, and the key of whoever started the server."""

from __future__ import annotations

import hmac
import secrets
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from server.data_dir import write_private
from server.db.tables import secret
from server.errors import DatabaseUnavailableError

KEY_BYTES = 32
HOST_KEY_FILE = "host-key"


async def token_key(connection: AsyncConnection, now_s: float) -> bytes:
    """Return the key that signs invites, made on first use.

    It lives in the database, so that every node and every restored backup knows the same invites.
    """
    found = (await connection.execute(select(secret.c.value).where(secret.c.name == "token"))).scalar()
    if found is not None:
        return bytes(found)
    made = secrets.token_bytes(KEY_BYTES)
    await connection.execute(secret.insert().values(name="token", value=made, created_s=now_s))
    return made


async def shared_host_key(connection: AsyncConnection, now_s: float) -> str:
    """Return the key that may create lessons at every one of several nodes, made on first use."""
    found = (await connection.execute(select(secret.c.value).where(secret.c.name == "host"))).scalar()
    if found is not None:
        return bytes(found).decode()
    made = secrets.token_urlsafe(KEY_BYTES)
    await connection.execute(secret.insert().values(name="host", value=made.encode(), created_s=now_s))
    return made


def host_key(data_dir: Path) -> str:
    """Return the key that may create lessons, made on first use; the file is its owner's alone.

    Raises
    ------
    DatabaseUnavailableError
        The data directory cannot be read or written.
    """
    path = data_dir / HOST_KEY_FILE
    try:
        if not path.exists():
            write_private(path, secrets.token_urlsafe(KEY_BYTES).encode())
        key = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise DatabaseUnavailableError(
            f"{path} cannot be read or written.",
            "Check that the data directory belongs to you, or choose --data-dir.",
        ) from error
    if len(key) < KEY_BYTES:
        raise DatabaseUnavailableError(f"{path} holds no key.", "Delete it; the next start makes a new one.")
    return key


def same(given: str, key: str) -> bool:
    """Compare in constant time, so that a key cannot be guessed piece by piece."""
    return hmac.compare_digest(given.encode(), key.encode())
