"""Places by HTTP: kept by technicians, measured by programs that have their key, asked by whoever plans."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, HTTPException, Query
from fastapi.responses import Response

from server.accounts import strength
from server.accounts.asking import Id, Member, WhoAsks, asks
from server.accounts.sign_ins import SignedIn
from server.api_keys.asking import asks_or_key
from server.api_keys.scopes import Scope
from server.lessons.plan_endpoints import UnixS
from server.problems import said
from server.readiness.access import PlaceHeld
from server.readiness.own import measurable
from server.readiness.schemas import (
    AnswerOut,
    NewMeasured,
    NewPlace,
    PlaceHereOut,
    PlaceList,
    PlaceWithLink,
    ProfileOf,
    ReadinessOut,
    TurnOut,
)
from server.readiness.service import KEPT_WEEKS
from server.roles.names import Action
from server.roles.policy import may_any
from server.state import Services, ServicesOf

router = APIRouter(prefix="/api", tags=["readiness"], responses=said(401, 422, 429))
_TOWN = "/municipalities/{municipality_id}/places"
_REFUSED = said(403, 404)
Reader = Annotated[Member, asks_or_key(Action.SEE_READINESS, Scope.READ_READINESS)]
Keeper = Annotated[Member, asks(Action.MANAGE_PLACES)]
PlaceId = Annotated[str, Query(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_-]+$")]
Weeks = Annotated[int, Query(ge=1, le=KEPT_WEEKS)]


@router.get(_TOWN, responses=_REFUSED)
async def list_places(member: Reader, services: ServicesOf) -> PlaceList:
    """List the places, each with its newest hour."""
    return await services.readiness.listing(member.municipality_id, await measurable(services, member))


@router.post(_TOWN, status_code=201, responses=_REFUSED)
async def add_place(new: NewPlace, member: Keeper, services: ServicesOf) -> PlaceWithLink:
    """Make a place; its link is told once."""
    return await services.readiness.add(member.municipality_id, new.name)


@router.delete(_TOWN + "/{place_id}", status_code=204, responses=_REFUSED)
async def remove_place(place_id: Id, member: Keeper, services: ServicesOf) -> None:
    """Take a place away, with all that was measured there."""
    await services.readiness.remove(member.municipality_id, place_id)


@router.get(_TOWN + "/{place_id}/readiness", responses=_REFUSED)
async def read_place(place_id: Id, member: Reader, services: ServicesOf, weeks: Weeks = 4) -> ReadinessOut:
    """Read what a place was like, hour by hour."""
    return await services.readiness.hours(member.municipality_id, place_id, weeks)


@router.get(
    _TOWN + "/{place_id}/readiness/table",
    response_class=Response,
    responses=_REFUSED | {200: {"content": {"text/csv": {"schema": {"type": "string"}}}}},
)
async def read_place_table(place_id: Id, member: Reader, services: ServicesOf) -> Response:
    """Read all that is kept of a place, as CSV."""
    text = await services.readiness.table(member.municipality_id, place_id)
    headers = {"Content-Disposition": f'attachment; filename="klangbro-{place_id}.csv"'}
    return Response(text, media_type="text/csv; charset=utf-8", headers=headers)


@router.get("/readiness", responses=_REFUSED)
async def ask_readiness(
    who: WhoAsks, services: ServicesOf, place: PlaceId, profile: ProfileOf, at: UnixS
) -> AnswerOut:
    """Tell what a place is good for at a time: is it good for duet on Tuesday at three?"""
    found = await services.readiness.find(place)
    if found is None or not await _may_see(services, who, found.municipality_id):
        raise HTTPException(404, "There is no such place here.")
    return await services.readiness.answer(found, profile, at)


async def _may_see(services: Services, who: SignedIn, municipality_id: str) -> bool:
    async with services.database.read() as connection:
        held = await strength.held(connection, who, municipality_id, services.now_s())
    may = (Action.SEE_READINESS, Action.PLAN_LESSON)
    roles = frozenset() if held is None else held.membership.roles
    return any(may_any(roles, one, None, same_municipality=True) for one in may)


@router.post("/readiness", status_code=204)
async def keep_readiness(new: NewMeasured, place: PlaceHeld, services: ServicesOf) -> None:
    """Report what was measured now, by a place's key."""
    await services.readiness.keep(place, new)
    await services.place_watch.heard(place)
    await services.place_watch.measured(place)


@router.get("/readiness/here")
async def read_here(place: PlaceHeld) -> PlaceHereOut:
    """Tell a page that was opened by a place's link which place it is."""
    return PlaceHereOut(name=place.name)


@router.get("/readiness/turn")
async def may_measure(place: PlaceHeld, services: ServicesOf) -> TurnOut:
    """Tell a place's program whether it may measure now: never while a lesson goes on."""
    await services.place_watch.heard(place)
    return TurnOut(free=await services.readiness.is_free(place))
