"""The token of a reading link: another kind than an invite's, so that neither opens what the other opens."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re

from server.keys import same

_TOKEN = re.compile(r"([0-9a-f]{16})\.[A-Za-z0-9_-]{43}")
_PURPOSE = b"klangbro reading link"


def write(key: bytes, reading: str, lesson: str, participant: str) -> str:
    """Write the token of a reading: the same one every time, so that it is kept nowhere.

    Parameters
    ----------
    key : bytes
        The server's key for tokens; what signs here is derived from it for this purpose alone.
    reading : str
        Id of the row, 16 hexadecimal digits; lesson and participant are bound in by the signature.
    """
    derived = hmac.digest(key, _PURPOSE, hashlib.sha256)
    signed = hmac.digest(derived, "\n".join((reading, lesson, participant)).encode(), hashlib.sha256)
    return f"{reading}.{base64.urlsafe_b64encode(signed).rstrip(b'=').decode()}"


def reading_of(token: str) -> str | None:
    """The id of the row that a token names, unverified; None for what is no token of this kind."""
    found = _TOKEN.fullmatch(token)
    return found.group(1) if found else None


def is_genuine(key: bytes, token: str, reading: str, lesson: str, participant: str) -> bool:
    """Tell whether this server wrote ``token`` for that row, in constant time."""
    return same(token, write(key, reading, lesson, participant))
