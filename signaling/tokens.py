"""Signed lesson tokens: who somebody is in one lesson, until when, and by which invite.

JWT (RFC 7519), HS256 only: the algorithm is pinned here and never read from the token.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Annotated

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from signaling.messages import Role
from signaling.wire import Id, Name

ALGORITHM = "HS256"
MAX_TOKEN_CHARS = 4096
MIN_KEY_BYTES = 32


class TokenInvalid(Exception):  # noqa: N818 - named after the error code it becomes
    """Not a token of ours: wrong signature, algorithm, form or claims."""


class Claims(BaseModel):
    """What a token says.

    Attributes
    ----------
    lesson, participant : str
        Ids. Two devices with one invite are one participant.
    role : Role
        What this participant may do in this lesson.
    name : str
        As the others see it, 1-80 characters.
    relay_only : bool
        Nobody may learn where this participant is; left out where it is false.
    invite : str
        Id of the invite (``jti``), by which the token can be revoked.
    expires_s : int
        Unix time in seconds from which on the token opens nothing.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True)

    lesson: Id
    participant: Annotated[Id, Field(alias="sub")]
    role: Role
    name: Name
    invite: Annotated[Id, Field(alias="jti")]
    expires_s: Annotated[int, Field(alias="exp", ge=0, le=2**53)]
    relay_only: bool = False


class TokenExpired(Exception):  # noqa: N818
    """A token of ours whose time is over; ``claims`` still says whose, so that a resume can be judged."""

    def __init__(self, claims: Claims) -> None:
        super().__init__("the token has expired")
        self.claims = claims


@lru_cache(maxsize=8)  # a server has one, and everybody who comes is checked by it
def _key(key: str | bytes) -> OctKey:
    raw = key.encode() if isinstance(key, str) else key
    if len(raw) < MIN_KEY_BYTES:
        raise ValueError(f"token key has {len(raw)} bytes, expected at least {MIN_KEY_BYTES}")
    return OctKey.import_key(raw)


def issue(key: str | bytes, claims: Claims) -> str:
    """Sign `claims`.

    Parameters
    ----------
    key : str or bytes
        Secret of at least 32 bytes.

    Raises
    ------
    ValueError
        The key is too short (the message gives its length).
    """
    payload = claims.model_dump(mode="json", by_alias=True)
    if not claims.relay_only:
        del payload["relay_only"]  # an invite's address stays as short as it was
    return jwt.encode({"alg": ALGORITHM}, payload, _key(key), algorithms=[ALGORITHM])


def verify(key: str | bytes, token: str, now_s: float) -> Claims:
    """Check the signature, the form and the time of `token`.

    Parameters
    ----------
    now_s : float
        Unix time in seconds.

    Raises
    ------
    TokenInvalid
        It is not a token of ours.
    TokenExpired
        It is, but ``now_s`` is at or past its end.
    ValueError
        The key is too short.
    """
    secret = _key(key)
    if len(token) > MAX_TOKEN_CHARS:
        raise TokenInvalid("the token is too long")
    try:
        decoded = jwt.decode(token, secret, algorithms=[ALGORITHM])
        claims = Claims.model_validate(decoded.claims, by_name=False)
    except (JoseError, ValidationError, ValueError, TypeError, RecursionError) as error:
        # The cause is named by its class only: its text may hold a part of the token.
        raise TokenInvalid(type(error).__name__) from None
    if now_s >= claims.expires_s:
        raise TokenExpired(claims)
    return claims
