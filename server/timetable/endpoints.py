"""The timetable by HTTP: one sees one's own, one's children's, or all; plans one's own, or for others."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Query

from server.accounts.asking import Id, Member, asks
from server.api_keys.asking import asks_or_key
from server.api_keys.scopes import Scope
from server.lessons.plan_endpoints import MAX_DAYS, UnixS
from server.problems import said
from server.roles.names import Action
from server.roles.policy import may_any
from server.state import Services, ServicesOf
from server.timetable.schemas import (
    Conflicting,
    Done,
    Frame,
    Move,
    NewOnce,
    NewPlace,
    NewPupils,
    NewSeries,
    NewTeacher,
    NewTimes,
    PlaceId,
    PlaceOut,
    TimesOut,
    Timetable,
)

router = APIRouter(
    prefix="/api/municipalities/{municipality_id}",
    tags=["timetable"],
    responses=said(401, 403, 404, 422, 429),
)
Reader = Annotated[Member, asks_or_key(Action.LIST_LESSONS, Scope.READ_TIMETABLE)]
Planner = Annotated[Member, asks(Action.PLAN_LESSON)]
Manager = Annotated[Member, asks(Action.MANAGE_TIMETABLE)]
MET: dict[int | str, dict[str, Any]] = {409: {"model": Conflicting}}


@router.get("/timetable")
async def read_timetable(
    member: Reader,
    services: ServicesOf,
    from_s: UnixS,
    to_s: UnixS,
    place: Annotated[PlaceId | None, Query()] = None,
) -> Timetable:
    """List what begins in a time, of a place if asked for: one's own, one's children's, or all there is."""
    if not 0 < to_s - from_s <= MAX_DAYS * 24 * 3600:
        raise HTTPException(422, f"to_s comes after from_s, by {MAX_DAYS} days at most.")
    found = await services.timetables.listing(member.membership, from_s, to_s, place=place)
    return Timetable(occurrences=found)


@router.get("/timetable/frame")
async def read_frame(member: Reader, services: ServicesOf) -> Frame:
    """Read terms, holidays and places."""
    return await services.timetables.frame(member.municipality_id)


@router.post("/timetable/terms", status_code=201)
async def add_term(new: NewTimes, member: Manager, services: ServicesOf) -> TimesOut:
    """Add a term."""
    return await services.timetables.add_times(member.membership, "term", new)


@router.delete("/timetable/terms/{term_id}", status_code=204)
async def remove_term(term_id: Id, member: Manager, services: ServicesOf) -> None:
    """Take a term away; what was planned in it stays."""
    await services.timetables.remove_times(member.membership, "term", term_id)


@router.post("/timetable/holidays", status_code=201)
async def add_holidays(new: NewTimes, member: Manager, services: ServicesOf) -> TimesOut:
    """Add holidays; what series have on those days is taken out."""
    made = await services.timetables.add_times(member.membership, "holiday", new)
    await _closed(services)
    return made


@router.delete("/timetable/holidays/{holiday_id}", status_code=204, responses=MET)
async def remove_holidays(holiday_id: Id, member: Manager, services: ServicesOf) -> None:
    """Take holidays away; series have lessons on those days again."""
    await services.timetables.remove_times(member.membership, "holiday", holiday_id)


@router.post("/timetable/places", status_code=201)
async def add_place(new: NewPlace, member: Manager, services: ServicesOf) -> PlaceOut:
    """Add a room at a school."""
    return await services.timetables.add_place(member.membership, new)


@router.delete("/timetable/places/{place_id}", status_code=204)
async def remove_place(place_id: Id, member: Manager, services: ServicesOf) -> None:
    """Take a room away."""
    await services.timetables.remove_place(member.membership, place_id)


@router.post("/timetable/series", status_code=201, responses=MET)
async def plan_series(new: NewSeries, member: Planner, services: ServicesOf) -> Done:
    """Plan a lesson that comes back; all its times, or none where somebody is taken."""
    return await services.timetables.plan_series(member.membership, new, for_others=_for_others(member))


@router.post("/timetable/occurrences", status_code=201, responses=MET)
async def plan_once(new: NewOnce, member: Planner, services: ServicesOf) -> Done:
    """Plan one lesson."""
    return await services.timetables.plan_once(member.membership, new, for_others=_for_others(member))


@router.put("/timetable/occurrences/{occurrence_id}/time", responses=MET)
async def move(occurrence_id: Id, new: Move, member: Planner, services: ServicesOf) -> Done:
    """Move one time, or the series from it on."""
    done = await services.timetables.move(member.membership, occurrence_id, new)
    await _closed(services)
    return done


@router.put("/timetable/occurrences/{occurrence_id}/teacher", responses=MET)
async def substitute(occurrence_id: Id, new: NewTeacher, member: Planner, services: ServicesOf) -> Done:
    """Let somebody else teach one time; who plans for others may ask for it."""
    if not _for_others(member):
        raise HTTPException(403, "Your role here does not allow this.")
    done = await services.timetables.substitute(member.membership, occurrence_id, new.teacher)
    await services.revocations.check()
    return done


@router.put("/timetable/occurrences/{occurrence_id}/pupils", responses=MET)
async def let_in(occurrence_id: Id, new: NewPupils, member: Planner, services: ServicesOf) -> Done:
    """Let other pupils come to one time, or to the series from it on."""
    done = await services.timetables.let_in(member.membership, occurrence_id, new)
    await _closed(services)
    return done


@router.delete("/timetable/occurrences/{occurrence_id}", responses=MET)
async def cancel(occurrence_id: Id, member: Planner, services: ServicesOf, following: bool = False) -> Done:
    """Call off one time, or the series from it on."""
    done = await services.timetables.cancel(member.membership, occurrence_id, following=following)
    await _closed(services)
    return done


def _for_others(member: Member) -> bool:
    return may_any(member.roles, Action.PLAN_FOR_OTHERS, None, same_municipality=True)


async def _closed(services: Services) -> None:
    await services.revocations.check()
    await services.scores.sweep()
