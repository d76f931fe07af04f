"""What whoever holds an invite may know before they knock: whom they will meet."""

from __future__ import annotations

from fastapi import APIRouter

from server.access import InviteHeld
from server.lessons.schemas import InviteInfo
from server.problems import said
from server.state import ServicesOf

router = APIRouter(prefix="/api", tags=["lessons"], responses=said(401, 404, 429))


@router.get("/invite")
async def read_invite(held: InviteHeld, services: ServicesOf) -> InviteInfo:
    """Tell the lesson's teacher and instrument to the holder of an invite (as bearer token)."""
    return await services.lessons.behind(held)
