"""Passwords: how they are kept, and what makes one good enough."""

from __future__ import annotations

import asyncio
import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

MIN_CHARS = 12
MAX_CHARS = 200
# OWASP's Password Storage Cheat Sheet: Argon2id, 19 MiB, two passes. Two at a time are 38 MiB, which a
# server that carries a thousand lessons can spare.
_MEMORY_KIB, _PASSES, _LANES = 19 * 1024, 2, 1
_AT_ONCE = 2


class Passwords:
    """Hash and compare, off the event loop, a few at a time.

    Parameters
    ----------
    hasher : PasswordHasher, optional
        With other costs than those recommended.
    """

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher(
            time_cost=_PASSES, memory_cost=_MEMORY_KIB, parallelism=_LANES
        )
        self._turns = asyncio.Semaphore(_AT_ONCE)
        self._nobodys: str | None = None

    async def hash(self, password: str) -> str:
        """Return what is kept of a password."""
        async with self._turns:
            return await asyncio.to_thread(self._hasher.hash, password)

    async def matches(self, kept: str | None, password: str) -> bool:
        """Compare; with nothing to compare it takes as long, or time would tell who has an account."""
        if self._nobodys is None:
            self._nobodys = await self.hash(secrets.token_urlsafe())
        async with self._turns:
            same = await asyncio.to_thread(self._verify, kept or self._nobodys, password)
        return same and kept is not None

    def is_dated(self, kept: str) -> bool:
        """Tell whether it was hashed with other costs than today's."""
        return self._hasher.check_needs_rehash(kept)

    def _verify(self, kept: str, password: str) -> bool:
        try:
            return self._hasher.verify(kept, password)
        except (VerificationError, InvalidHashError):
            return False


def is_good(password: str, email: str) -> bool:
    """Tell whether it is long enough and not simply the address or one thing over and over (NIST 800-63B)."""
    plain = password.casefold()
    if not MIN_CHARS <= len(password) <= MAX_CHARS:
        return False
    words = (email.casefold(), email.casefold().partition("@")[0], "klangbro", "password", "lösenord")
    for word in words:
        if len(word) > 3:
            plain = plain.replace(word, "")
    return len(set(plain)) >= 5
