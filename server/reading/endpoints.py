"""Reading links by HTTP; tokens as bearer, never in an address."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, HTTPException, Path, Response
from fastapi.responses import FileResponse

from server.access import Host, InviteHeld
from server.lessons.endpoints import Id
from server.problems import said
from server.reading.access import ReadingHeld, Teacher
from server.reading.schemas import NewReading, ReaderList, ReadingOut, ReadingView
from server.scores.files import read_type
from server.state import ServicesOf

ReadingId = Annotated[str, Path(pattern=r"^[0-9a-f]{16}$")]
FileId = Annotated[str, Path(pattern=r"^[0-9a-f]{32}$")]
ANY_FILE = {"type": "string", "format": "binary"}

router = APIRouter(prefix="/api", tags=["reading"], responses=said(401, 429))


@router.post("/lesson/readings", status_code=201, responses=said(403, 404, 409, 422))
async def make_reading(new: NewReading, teacher: Teacher, services: ServicesOf) -> ReadingOut:
    """Make a pupil's reading link, or copy the papers anew for the one there is."""
    return await services.readings.make(teacher.lesson_id, new)


@router.get("/lesson/readings", responses=said(403))
async def list_readings(teacher: Teacher, services: ServicesOf) -> ReaderList:
    """List the lesson's pupils who may read, each with the link that opens now, if there is one."""
    return ReaderList(readers=await services.readings.listing(teacher.lesson_id))


@router.put("/lesson/readings", status_code=204, responses=said(403))
async def keep_readings(teacher: Teacher, services: ServicesOf) -> None:
    """Copy the papers anew for every link of the lesson, before its table is cleared for the next pupil."""
    await services.readings.keep(teacher.lesson_id)


@router.delete("/lesson/readings/{reading}", status_code=204, responses=said(403, 404, 422))
async def revoke_reading(reading: ReadingId, teacher: Teacher, services: ServicesOf) -> None:
    """Take a reading link back."""
    await services.readings.revoke(teacher.lesson_id, reading)


@router.delete("/lessons/{lesson_id}/readings", status_code=204, dependencies=[Host], responses=said(422))
async def revoke_readings(lesson_id: Id, services: ServicesOf) -> None:
    """Take back every reading link of a lesson: the host's, for when no teacher can any more."""
    await services.readings.revoke_all(lesson_id)


@router.get("/lesson/reading", responses=said(404))
async def own_reading(held: InviteHeld, services: ServicesOf) -> ReadingOut:
    """Tell a pupil of the reading link that the teacher has made for them."""
    return await services.readings.of(held.lesson_id, held.participant)


@router.get("/reading", responses=said(404))
async def read(held: ReadingHeld, services: ServicesOf) -> ReadingView:
    """Show notes, homework and marks to the holder of a reading link (as bearer token)."""
    return await services.readings.view(held)


@router.get(
    "/reading/scores/{file}",
    response_class=Response,
    responses=said(404, 422) | {200: {"content": {"*/*": {"schema": ANY_FILE}}}},
)
async def read_file(file: FileId, held: ReadingHeld, services: ServicesOf) -> FileResponse:
    """Give a score's file to the holder of a reading link."""
    path = services.readings.score(held, file)
    if path is None:
        raise HTTPException(404, "This score is not there any more.")
    # It came from a person: should a browser ever show it as a page of its own, it may do nothing there.
    headers = {"Content-Security-Policy": "sandbox; default-src 'none'"}
    return FileResponse(
        path, media_type=read_type(path), headers=headers, content_disposition_type="attachment"
    )
