"""Secrets that somebody carries and we know again: random, and kept as their hash alone."""

from __future__ import annotations

import secrets
from hashlib import sha256

TOKEN_BYTES = 32


def new_token() -> str:
    """Return a new secret, 256 bits in the alphabet of addresses."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def digest(token: str) -> str:
    """Return what the database keeps of it. No salt: there is nothing to guess in 256 random bits."""
    return sha256(token.encode()).hexdigest()
