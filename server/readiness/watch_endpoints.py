"""Limits, warnings and letters about places, by HTTP."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter

from server.accounts.asking import Member, asks
from server.problems import said
from server.readiness.watch_schemas import LettersBody, LettersOut, LimitsBody, WatchOut
from server.roles.names import Action
from server.state import ServicesOf

router = APIRouter(
    prefix="/api/municipalities/{municipality_id}/readiness",
    tags=["readiness"],
    responses=said(401, 403, 404, 422, 429),
)
Reader = Annotated[Member, asks(Action.SEE_READINESS)]
Keeper = Annotated[Member, asks(Action.MANAGE_PLACES)]


@router.get("/warnings")
async def read_warnings(member: Reader, services: ServicesOf) -> WatchOut:
    """Read which places are warned of, and from where on."""
    return await services.place_watch.overview(member.municipality_id)


@router.put("/limits")
async def set_limits(new: LimitsBody, member: Keeper, services: ServicesOf) -> WatchOut:
    """Say from where on to warn."""
    return await services.place_watch.set_limits(member.municipality_id, new)


@router.get("/letters")
async def read_letters(member: Reader, services: ServicesOf) -> LettersOut:
    """Read who is written to."""
    return await services.place_watch.letters(member.who.account_id, member.municipality_id)


@router.put("/letters", status_code=204)
async def ask_for_letters(new: LettersBody, member: Reader, services: ServicesOf) -> None:
    """Have a letter when a place is warned of."""
    await services.place_watch.wish(member.who.account_id, member.municipality_id, new.language)


@router.delete("/letters", status_code=204)
async def stop_letters(member: Reader, services: ServicesOf) -> None:
    """Have none any more."""
    await services.place_watch.wish(member.who.account_id, member.municipality_id, None)
