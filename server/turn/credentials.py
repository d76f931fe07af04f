"""Credentials that are good for minutes, for one person of one lesson.

coturn and we share a secret; a user name says until when it is good, and its HMAC is the password
(draft-uberti-behave-turn-rest-00). Nothing is stored, and nothing has to be withdrawn.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass

from signaling.messages import IceServer

MAX_LIFETIME_S = 300


@dataclass(frozen=True, slots=True)
class Credential:
    """What one participant shows to the relay."""

    username: str
    password: str


def new_credential(secret: str, whose: str, *, expires_s: int) -> Credential:
    """Make a credential.

    Parameters
    ----------
    secret : str
        Shared with coturn (``static-auth-secret``).
    whose : str
        Whom it is for. The user name holds a keyed hash of it: coturn counts its quotas by that, and whoever
        reads coturn's log learns neither a name nor which lesson it was.
    expires_s : int
        Unix time in seconds from which on it opens nothing new. What stands goes on.
    """
    key = secret.encode()
    who = hmac.new(key, b"klangbro turn user\0" + whose.encode(), hashlib.sha256).hexdigest()[:20]
    username = f"{expires_s}:{who}"
    # SHA-1 is what the draft and every coturn take; as an HMAC it holds (RFC 6194, 3.3).
    digest = hmac.new(key, username.encode(), hashlib.sha1).digest()
    return Credential(username, base64.b64encode(digest).decode())


@dataclass(frozen=True)
class Relay:
    """The relay as participants are told of it.

    Parameters
    ----------
    urls : tuple of str
        ``turn:`` and ``turns:`` addresses.
    secret : str
        Shared with coturn.
    now_s : Callable[[], float]
        Seconds since 1970.
    lifetime_s : int
        How long a credential opens an allocation, at most 300 s.

    Raises
    ------
    ValueError
        The lifetime is out of range.
    """

    urls: tuple[str, ...]
    secret: str
    now_s: Callable[[], float]
    lifetime_s: int = MAX_LIFETIME_S

    def __post_init__(self) -> None:
        if not 0 < self.lifetime_s <= MAX_LIFETIME_S:
            raise ValueError(f"a credential lives 1 to {MAX_LIFETIME_S} s, not {self.lifetime_s}")

    def server(self, lesson: str, participant: str) -> IceServer:
        """The relay with a fresh credential for one participant of one lesson."""
        expires_s = int(self.now_s()) + self.lifetime_s
        made = new_credential(self.secret, f"{lesson}/{participant}", expires_s=expires_s)
        return IceServer(urls=self.urls, username=made.username, credential=made.password)
