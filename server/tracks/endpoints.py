"""Backing tracks by HTTP for those in the lesson now: their invite as bearer token, never in an address."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, HTTPException, Path, Request, Response
from fastapi.responses import FileResponse
from pydantic import BaseModel

from server.problems import said
from server.scores.endpoints import ANY_FILE, BODY, FileId, Inside
from server.state import ServicesOf
from server.tracks.files import Variant
from signaling.messages import Role

Tempo = Annotated[int, Path(ge=50, le=150, description="Percent of the recording's tempo.")]
Key = Annotated[int, Path(ge=-6, le=6, description="Semitones from the recording's key.")]
GONE = "This track is not there any more."


class TrackStored(BaseModel):
    id: str
    seconds: float


class VariantState(BaseModel):
    """``done``: 0-1; 1 when it can be fetched."""

    done: float


router = APIRouter(prefix="/api/lesson/tracks", tags=["tracks"], responses=said(401, 403, 429))


@router.post("", status_code=201, responses=said(409, 413, 415, 422), openapi_extra=BODY)
async def store_track(request: Request, inside: Inside, services: ServicesOf) -> TrackStored:
    """Take in a recording (WAV, FLAC, MP3, OGG, M4A), as the request's body, for the lesson of the invite."""
    if inside.role is Role.OBSERVER:
        raise HTTPException(403, "Who watches a lesson adds nothing to it.")
    name, seconds = await services.tracks.take_in(inside.lesson_id, request.stream())
    return TrackStored(id=name, seconds=seconds)


@router.put("/{file}/{tempo}/{key}", responses=said(404, 422, 503))
async def make_variant(
    file: FileId, tempo: Tempo, key: Key, inside: Inside, services: ServicesOf
) -> VariantState:
    """Have a variant made, or learn how far it is. Who stops asking for it lets go of it."""
    done = await services.tracks.make(inside.lesson_id, file, Variant(tempo, key), inside.participant)
    if done is None:
        raise HTTPException(404, GONE)
    return VariantState(done=done)


@router.get(
    "/{file}/{tempo}/{key}",
    response_class=Response,
    responses=said(404, 422) | {200: {"content": {"audio/ogg": {"schema": ANY_FILE}}}},
)
async def read_variant(
    file: FileId, tempo: Tempo, key: Key, inside: Inside, services: ServicesOf
) -> FileResponse:
    """Give a variant that has been made to somebody who is in the lesson."""
    path = services.tracks.find(inside.lesson_id, file, Variant(tempo, key))
    if path is None:
        raise HTTPException(404, GONE)
    return FileResponse(path, media_type="audio/ogg", content_disposition_type="attachment")


@router.delete("/{file}/{tempo}/{key}", status_code=204, responses=said(422))
async def forget_variant(file: FileId, tempo: Tempo, key: Key, inside: Inside, services: ServicesOf) -> None:
    """Wait for a variant no longer; one that nobody waits for is not made."""
    services.tracks.forget(inside.lesson_id, file, Variant(tempo, key), inside.participant)


@router.delete("/{file}", status_code=204, responses=said(404, 422))
async def remove_track(file: FileId, inside: Inside, services: ServicesOf) -> None:
    """Delete a track of the lesson; teachers only."""
    if inside.role is not Role.TEACHER:
        raise HTTPException(403, "Only the teacher takes a track away.")
    if not services.tracks.remove(inside.lesson_id, file):
        raise HTTPException(404, GONE)
