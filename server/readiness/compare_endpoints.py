"""Places and devices side by side, by HTTP."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from server.accounts.asking import Id, Member, asks
from server.problems import said
from server.readiness.access import PlaceHeld
from server.readiness.own import place_to_measure
from server.readiness.schemas import ComparisonOut, DeviceList, NewDeviceReading, ProfileOf
from server.readiness.service import KEPT_WEEKS
from server.roles.names import Action
from server.state import ServicesOf

router = APIRouter(prefix="/api", tags=["readiness"], responses=said(401, 422, 429))
_TOWN = "/municipalities/{municipality_id}"
_REFUSED = said(403, 404)
Reader = Annotated[Member, asks(Action.SEE_READINESS)]
Keeper = Annotated[Member, asks(Action.MANAGE_PLACES)]
Measurer = Annotated[Member, asks(Action.MEASURE_OWN_PLACES)]
Weeks = Annotated[int, Query(ge=1, le=KEPT_WEEKS)]


@router.get(_TOWN + "/readiness/comparison", responses=_REFUSED)
async def compare_places(
    member: Reader, services: ServicesOf, profile: ProfileOf = "duet", weeks: Weeks = 4
) -> ComparisonOut:
    """Put a municipality's places side by side: one profile, the last weeks."""
    return await services.readiness.comparison(member.municipality_id, profile, weeks)


@router.get(_TOWN + "/readiness/devices", responses=_REFUSED)
async def list_devices(member: Reader, services: ServicesOf) -> DeviceList:
    """List what sound devices measured, the quickest first."""
    return await services.device_readings.listing(member.municipality_id)


@router.delete(_TOWN + "/readiness/devices/{reading_id}", status_code=204, responses=_REFUSED)
async def remove_device(reading_id: Id, member: Keeper, services: ServicesOf) -> None:
    """Take a device's measurement away."""
    await services.device_readings.remove(member.municipality_id, reading_id)


@router.post(_TOWN + "/places/{place_id}/devices", status_code=204, responses=_REFUSED)
async def keep_device(place_id: Id, new: NewDeviceReading, member: Measurer, services: ServicesOf) -> None:
    """Keep what a page measured of its device at a place."""
    await services.device_readings.keep(await place_to_measure(services, member, place_id), new)


@router.post("/readiness/devices", status_code=204)
async def report_device(new: NewDeviceReading, place: PlaceHeld, services: ServicesOf) -> None:
    """Report what a program measured of a device, by a place's key."""
    await services.device_readings.keep(place, new)
