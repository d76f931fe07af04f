"""Demonstrations by HTTP: invite or reading link as bearer token, never in an address."""

from __future__ import annotations

from pathlib import Path as FilePath
from typing import Annotated

from fastapi import APIRouter, HTTPException, Path, Request, Response
from fastapi.responses import FileResponse
from pydantic import BaseModel

from server.lessons.repository import Invite
from server.problems import said
from server.reading.access import ReadingHeld
from server.scores.endpoints import Inside
from server.state import ServicesOf
from signaling.messages import Role

FileId = Annotated[str, Path(pattern=r"^[0-9a-f]{32}$")]
ANY_FILE = {"type": "string", "format": "binary"}
BODY = {"requestBody": {"required": True, "content": {"application/octet-stream": {"schema": ANY_FILE}}}}
FLAC = said(404, 422) | {200: {"content": {"audio/flac": {"schema": ANY_FILE}}}}


class DemonstrationStored(BaseModel):
    id: str
    seconds: float


class DemonstrationAsked(BaseModel):
    """``permitted``: whoever asks permits that their own playing is recorded and kept for practising."""

    permitted: bool


def _teacher(inside: Invite) -> Invite:
    if inside.role is not Role.TEACHER:
        raise HTTPException(403, "Only the teacher plays something for the homework.")
    return inside


router = APIRouter(prefix="/api", tags=["demonstrations"], responses=said(401, 429))


@router.get("/lesson/demonstrations", responses=said(403))
async def ask_demonstration(inside: Inside, services: ServicesOf) -> DemonstrationAsked:
    """Ask whether a teacher may play something for the homework, before anything is recorded."""
    return DemonstrationAsked(permitted=await services.demonstrations.permitted(_teacher(inside)))


@router.post(
    "/lesson/demonstrations", status_code=201, responses=said(403, 409, 413, 415), openapi_extra=BODY
)
async def store_demonstration(request: Request, inside: Inside, services: ServicesOf) -> DemonstrationStored:
    """Take in what a teacher played, a WAV as the lesson's page writes it, as the request's body."""
    name, seconds = await services.demonstrations.take_in(_teacher(inside), request.stream())
    return DemonstrationStored(id=name, seconds=seconds)


@router.get("/lesson/demonstrations/{file}", response_class=Response, responses=FLAC | said(403))
async def hear_demonstration(file: FileId, inside: Inside, services: ServicesOf) -> FileResponse:
    """Give a demonstration to somebody who is in the lesson."""
    return _flac(await services.demonstrations.heard(inside.lesson_id, file))


@router.get("/reading/demonstrations/{file}", response_class=Response, responses=FLAC)
async def read_demonstration(file: FileId, held: ReadingHeld, services: ServicesOf) -> FileResponse:
    """Give a demonstration to the holder of a reading link."""
    return _flac(await services.readings.demonstration(held, file))


def _flac(path: FilePath | None) -> FileResponse:
    if path is None:
        raise HTTPException(404, "This demonstration is not there any more.")
    return FileResponse(path, media_type="audio/flac", content_disposition_type="attachment")
