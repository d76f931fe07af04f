"""What a page needs to know to judge its network, and what the server sees of the way a request took."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import APIRouter, Request
from pydantic import BaseModel

from server.problems import said
from server.settings import Settings
from server.state import ServicesOf

router = APIRouter(prefix="/api", tags=["health"], responses=said(429))

#: What proxies write. Between a browser and a server that speaks TLS itself, nobody can write anything
#: into a request without having opened the encryption.
WRITTEN_BY_PROXIES = ("via", "forwarded", "x-forwarded-for", "x-bluecoat-via", "x-zscaler-proxy", "client-ip")


class Reach(BaseModel):
    """How this request came here, and where media goes.

    ``address`` is the one that asks, as the server sees it. ``opened_by``: what has opened the encryption on
    the way and left its name. ``stun``, ``relays``: addresses alone, without credentials.
    """

    address: str | None
    opened_by: list[str]
    stun: list[str]
    relays: list[str]


def opened_by(headers: Mapping[str, str], *, speaks_tls: bool) -> list[str]:
    """Name what has opened the encryption on the way; nothing can be told behind a proxy of our own."""
    if not speaks_tls:
        return []
    names = []
    for header in WRITTEN_BY_PROXIES:
        value = headers.get(header)
        if value is not None:
            names.append(f"{header}: {value[:100]}" if "via" in header else header)
    return names


def stun_addresses(settings: Settings) -> list[str]:
    """Every address that answers STUN without a credential: a relay does so too (RFC 8656, 5)."""
    plain = [url for server in settings.ice_servers for url in server.urls if url.startswith("stun:")]
    for url in settings.turn_urls:
        host, _, transport = url.removeprefix("turn:").partition("?")
        if url.startswith("turn:") and transport in {"", "transport=udp"}:
            plain.append(f"stun:{host}")
    return list(dict.fromkeys(plain))


def relay_addresses(settings: Settings) -> list[str]:
    """Every relay, in the order in which a page tries them."""
    given = [url for server in settings.ice_servers for url in server.urls if url.startswith("turn")]
    return list(dict.fromkeys((*given, *settings.turn_urls)))


@router.get("/reach")
async def reach(request: Request, services: ServicesOf) -> Reach:
    """Tell a page how its request came here and where its media would go."""
    settings = services.settings
    return Reach(
        address=request.client.host if request.client else None,
        opened_by=opened_by(request.headers, speaks_tls=settings.tls),
        stun=stun_addresses(settings),
        relays=relay_addresses(settings),
    )
