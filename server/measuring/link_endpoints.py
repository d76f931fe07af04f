"""Measuring from a page by a place's key, for a machine at which nobody has an account: a Chromebook, say."""

from __future__ import annotations

from fastapi import APIRouter

from server.measuring.page_endpoints import Name, RunNumber, begun, blocked, kept
from server.measuring.page_schemas import (
    NewPageRun,
    PageAnswerOut,
    PageBegunOut,
    PageFoundOut,
    PageOffer,
    PageRunOut,
    PageTimes,
)
from server.problems import said
from server.readiness.access import PlaceHeld
from server.state import ServicesOf

router = APIRouter(
    prefix="/api/readiness/measurements", tags=["measuring"], responses=said(401, 404, 422, 429)
)


@router.post("", status_code=201, responses=said(503))
async def begin(place: PlaceHeld, services: ServicesOf) -> PageBegunOut:
    """Begin to measure from this page; it lives three minutes."""
    return begun(services, place, place.id[:8])


@router.post("/{measurement}/answer", responses=said(409))
async def answer(
    measurement: Name, offer: PageOffer, place: PlaceHeld, services: ServicesOf
) -> PageAnswerOut:
    """Connect the page with the measuring end."""
    return PageAnswerOut(sdp=await services.page_measurings.answer(place.id, measurement, offer))


@router.post("/{measurement}/runs", status_code=201, responses=said(409))
async def start(measurement: Name, new: NewPageRun, place: PlaceHeld, services: ServicesOf) -> PageRunOut:
    """Begin a profile's packets, both ways at once."""
    return await services.page_measurings.start(place.id, measurement, new.profile)


@router.post("/{measurement}/runs/{run}", responses=said(409))
async def judge(
    measurement: Name, run: RunNumber, times: PageTimes, place: PlaceHeld, services: ServicesOf
) -> PageFoundOut:
    """Judge a run by what the page saw of it and what was seen here."""
    return await services.page_measurings.judge(place.id, measurement, run, times)


@router.post("/{measurement}/kept", status_code=204)
async def keep(measurement: Name, place: PlaceHeld, services: ServicesOf) -> None:
    """Remember what was found as the place's readiness of this hour, and end."""
    await kept(services, place, measurement)


@router.post("/{measurement}/blocked", status_code=204, responses=said(409))
async def keep_blocked(measurement: Name, place: PlaceHeld, services: ServicesOf) -> None:
    """Remember that no sound got through at this hour, neither straight nor by the relay, and end."""
    await blocked(services, place, measurement)


@router.delete("/{measurement}", status_code=204)
async def leave(measurement: Name, place: PlaceHeld, services: ServicesOf) -> None:
    """End before the end; nothing is kept."""
    services.page_measurings.end(place.id, measurement)
