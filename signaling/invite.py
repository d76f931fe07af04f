"""Invites: the address that opens a lesson, ``https://HOST[:PORT]/join#t=TOKEN[&fp=SHA256]``.

Everything secret stands behind the ``#``: browsers never send a fragment, so no server, proxy or log
sees it. ``fp`` is the SHA-256 fingerprint of the server's certificate, for native clients of a server
whose certificate was made on the spot.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import SplitResult, urlsplit

from signaling.tokens import MAX_TOKEN_CHARS

PATH = "/join"
MAX_INVITE_CHARS = MAX_TOKEN_CHARS + 1024

_TOKEN = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+")
_FINGERPRINT = re.compile(r"[0-9a-f]{64}")
_HOST = re.compile(r"[A-Za-z0-9._~-]+|\[[0-9A-Fa-f:.]+\]")


class InviteError(ValueError):
    """Not an invite; the message says what is wrong with it and never repeats the token."""


@dataclass(frozen=True, slots=True)
class Invite:
    """Where the lesson is and what opens it.

    Attributes
    ----------
    origin : str
        ``https://host[:port]``, without a slash at the end.
    token : str
        See `signaling.tokens`. Not shown by ``repr``.
    fingerprint : str or None
        64 lower-case hex digits.
    """

    origin: str
    token: str = field(repr=False)
    fingerprint: str | None = None

    @property
    def url(self) -> str:
        """The invite as an address."""
        return build(self.origin, self.token, self.fingerprint)

    @property
    def websocket_url(self) -> str:
        """Where the lesson room's WebSocket is: ``wss://host[:port]/ws``."""
        return "ws" + self.origin.removeprefix("http") + "/ws"


def normal_fingerprint(text: str) -> str:
    """64 lower-case hex digits from any common spelling (colons, upper case).

    Raises
    ------
    InviteError
        It is no SHA-256 fingerprint.
    """
    plain = text.replace(":", "").lower()
    if not _FINGERPRINT.fullmatch(plain):
        raise InviteError("the certificate fingerprint is not 64 hexadecimal digits")
    return plain


def _origin(parts: SplitResult) -> str:
    if parts.scheme not in {"http", "https"}:
        raise InviteError("an invite starts with https://")
    try:
        port = parts.port
    except ValueError:
        raise InviteError("the port is not a number between 1 and 65535") from None
    if parts.username is not None or parts.password is not None:
        raise InviteError("an invite has no user name")
    host = parts.netloc if port is None else parts.netloc.rpartition(":")[0]
    if not _HOST.fullmatch(host) or port == 0:
        raise InviteError("the invite names no host")
    return f"{parts.scheme}://{host.lower()}" + ("" if port is None else f":{port}")


def _split(url: str) -> SplitResult:
    if len(url) > MAX_INVITE_CHARS:
        raise InviteError(f"an invite has at most {MAX_INVITE_CHARS} characters, this has {len(url)}")
    try:
        return urlsplit(url)
    except ValueError:
        raise InviteError("this is not an address") from None


def _token(text: str) -> str:
    if len(text) > MAX_TOKEN_CHARS or not _TOKEN.fullmatch(text):
        raise InviteError("the part after #t= is not a token; was the whole address copied?")
    return text


def build(origin: str, token: str, fingerprint: str | None = None) -> str:
    """Make the address of an invite.

    Raises
    ------
    InviteError
        A part is malformed.
    """
    parts = _split(origin)
    if parts.path not in {"", "/"} or parts.query or parts.fragment:
        raise InviteError("an origin is https://host[:port] and nothing more")
    end = "" if fingerprint is None else f"&fp={normal_fingerprint(fingerprint)}"
    return f"{_origin(parts)}{PATH}#t={_token(token)}{end}"


def parse(url: str) -> Invite:
    """Read the address of an invite.

    Raises
    ------
    InviteError
        It is not one.
    """
    parts = _split(url.strip())
    origin = _origin(parts)
    if parts.query:
        raise InviteError("an invite has no ?query: a token there would end up in logs")
    if parts.path.rstrip("/") != PATH:
        raise InviteError(f"the path of an invite is {PATH}")
    fields: dict[str, str] = {}
    for item in parts.fragment.split("&"):
        key, _, value = item.partition("=")
        if key in fields:
            raise InviteError("the invite says the same thing twice")
        fields[key] = value
    if "t" not in fields:
        raise InviteError("the invite has no token (#t=...); was the whole address copied?")
    fingerprint = fields.get("fp")
    return Invite(
        origin, _token(fields["t"]), None if fingerprint is None else normal_fingerprint(fingerprint)
    )
