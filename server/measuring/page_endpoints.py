"""Measuring from a page, for a place: begun by who keeps it or teaches there; judged, kept as readiness."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path

from server.accounts.asking import Id, Member, asks
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
from server.readiness.own import place_to_measure
from server.readiness.repository import Place
from server.readiness.schemas import NewMeasured
from server.roles.names import Action
from server.state import Services, ServicesOf
from server.turn.directory import relay_of

router = APIRouter(
    prefix="/api/municipalities/{municipality_id}/places/{place_id}/measurements",
    tags=["measuring"],
    responses=said(401, 403, 404, 422, 429),
)
Measurer = Annotated[Member, asks(Action.MEASURE_OWN_PLACES)]
Name = Annotated[str, Path(pattern="^[A-Za-z0-9_-]{16}$")]
RunNumber = Annotated[int, Path(ge=1, le=255)]


def begun(services: Services, place: Place, who: str) -> PageBegunOut:
    """A measurement's name, and the relays it may use; ``who`` stands in their logs."""
    relay = relay_of(services.settings, services.now_s)
    servers = list(services.settings.ice_servers)
    if relay is not None:
        servers.append(relay.server("measuring", who))
    return PageBegunOut(measurement=services.page_measurings.begin(place.id, servers), ice_servers=servers)


async def kept(services: Services, place: Place, measurement: str) -> None:
    """Keep what was found, and end."""
    measured = services.page_measurings.take(place.id, measurement)
    if measured:
        await services.readiness.keep(place, NewMeasured(profiles=measured))
        await services.place_watch.measured(place)


async def blocked(services: Services, place: Place, measurement: str) -> None:
    """Keep that nothing got through, and end."""
    profiles = services.page_measurings.give_up(place.id, measurement)
    await services.readiness.keep(place, NewMeasured(blocked=list(profiles)))
    await services.place_watch.measured(place)


@router.post("", status_code=201, responses=said(503))
async def begin(place_id: Id, member: Measurer, services: ServicesOf) -> PageBegunOut:
    """Begin to measure from this page; it lives three minutes."""
    return begun(services, await place_to_measure(services, member, place_id), member.person_id[:8])


@router.post("/{measurement}/answer", responses=said(409))
async def answer(
    place_id: Id, measurement: Name, offer: PageOffer, member: Measurer, services: ServicesOf
) -> PageAnswerOut:
    """Connect the page with the measuring end."""
    place = await place_to_measure(services, member, place_id)
    return PageAnswerOut(sdp=await services.page_measurings.answer(place.id, measurement, offer))


@router.post("/{measurement}/runs", status_code=201, responses=said(409))
async def start(
    place_id: Id, measurement: Name, new: NewPageRun, member: Measurer, services: ServicesOf
) -> PageRunOut:
    """Begin a profile's packets, both ways at once."""
    place = await place_to_measure(services, member, place_id)
    return await services.page_measurings.start(place.id, measurement, new.profile)


@router.post("/{measurement}/runs/{run}", responses=said(409))
async def judge(  # noqa: PLR0917 - what an endpoint takes, it says
    place_id: Id, measurement: Name, run: RunNumber, times: PageTimes, member: Measurer, services: ServicesOf
) -> PageFoundOut:
    """Judge a run by what the page saw of it and what was seen here."""
    place = await place_to_measure(services, member, place_id)
    return await services.page_measurings.judge(place.id, measurement, run, times)


@router.post("/{measurement}/kept", status_code=204)
async def keep(place_id: Id, measurement: Name, member: Measurer, services: ServicesOf) -> None:
    """Remember what was found as the place's readiness of this hour, and end."""
    await kept(services, await place_to_measure(services, member, place_id), measurement)


@router.post("/{measurement}/blocked", status_code=204, responses=said(409))
async def keep_blocked(place_id: Id, measurement: Name, member: Measurer, services: ServicesOf) -> None:
    """Remember that no sound got through at this hour, neither straight nor by the relay, and end."""
    await blocked(services, await place_to_measure(services, member, place_id), measurement)


@router.delete("/{measurement}", status_code=204)
async def leave(place_id: Id, measurement: Name, member: Measurer, services: ServicesOf) -> None:
    """End before the end; nothing is kept."""
    place = await place_to_measure(services, member, place_id)
    services.page_measurings.end(place.id, measurement)
