"""The two cookies: who is signed in, and which sign-in is half done."""

from __future__ import annotations

from typing import Literal

from fastapi import Request, Response

from server.settings import Settings

SESSION = "klangbro"
STEP = "klangbro-step"
# Only over https, only from this very host, for every path: no other site of the domain can set it
# (RFC 6265bis, 4.1.3.2).
_HOST_ONLY = "__Host-"

SameSite = Literal["lax", "strict"]


def over_https(settings: Settings) -> bool:
    """Whether pages reach us over https, by ourselves or through a proxy."""
    return settings.tls or (settings.public_url or "").startswith("https:")


def name_of(cookie: str, settings: Settings) -> str:
    """The cookie's name here."""
    return f"{_HOST_ONLY}{cookie}" if over_https(settings) else cookie


def read(request: Request, cookie: str, settings: Settings) -> str | None:
    """What the browser brought."""
    return request.cookies.get(name_of(cookie, settings))


def put(
    response: Response, cookie: str, value: str, settings: Settings, *, max_age_s: int, same_site: SameSite
) -> None:
    """Give it to the browser; no script can read it.

    The session's is strict: pages are the same for everybody, and what a page asks for comes from the page.
    The half-done sign-in's is lax, since it has to come along when a sign-in service sends somebody back.
    """
    response.set_cookie(
        name_of(cookie, settings),
        value,
        max_age=max_age_s,
        path="/",
        secure=over_https(settings),
        httponly=True,
        samesite=same_site,
    )


def drop(response: Response, cookie: str, settings: Settings) -> None:
    """Take it away again."""
    response.delete_cookie(
        name_of(cookie, settings), path="/", secure=over_https(settings), httponly=True, samesite="strict"
    )
