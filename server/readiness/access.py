"""Who may measure and report for a place: whoever has its key."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request

from server.access import Credentials, refuse, refuse_guesser, require_host_or_invite
from server.readiness.repository import Place
from server.state import ServicesOf


async def require_place(request: Request, services: ServicesOf, credentials: Credentials) -> Place:
    """Let nobody past but the holder of a place's key."""
    await refuse_guesser(request)
    found = None if credentials is None else await services.readiness.opened_by(credentials.credentials)
    if found is None:
        await refuse(request, "This place's link opens nothing any more. Ask your technician for a new one.")
    return found


async def require_measurer(request: Request, services: ServicesOf, credentials: Credentials) -> None:
    """Let past the host, whoever has an invite, and whoever has a place's key."""
    await refuse_guesser(request)
    if credentials is not None and await services.readiness.opened_by(credentials.credentials) is not None:
        return
    await require_host_or_invite(request, services, credentials)


PlaceHeld = Annotated[Place, Depends(require_place)]
Measurer = Annotated[None, Depends(require_measurer)]
