"""Recordings by HTTP for those who were recorded: their invite as bearer token, never in an address."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Path, Request, Response
from fastapi.responses import FileResponse

from server.access import Credentials, require_invite
from server.lessons.repository import Invite
from server.problems import said
from server.reading.access import ReadingHeld
from server.recordings.schemas import CHUNK_BYTES, ClipList, Have, Manifest, TakeList
from server.state import ServicesOf

# A lesson's invites end soon after it, and an upload over a school's network may take the night.
GRACE_S = 7 * 86_400.0
ANY_FILE = {"type": "string", "format": "binary"}
BODY = {"requestBody": {"required": True, "content": {"application/octet-stream": {"schema": ANY_FILE}}}}
FLAC = said(404, 422) | {200: {"content": {"audio/flac": {"schema": ANY_FILE}}}}
GONE = "This recording is not there any more."

Take = Annotated[str, Path(pattern=r"^take[0-9]{1,9}$")]
Part = Annotated[str, Path(pattern=r"^[0-9a-f]{1,16}$")]
Chunk = Annotated[int, Path(ge=0, le=1023)]
File = Annotated[str, Path(pattern=r"^(mix|clip-[0-9]{1,3}|stem-[A-Za-z0-9_-]{1,64})\.flac$")]


async def _held(request: Request, services: ServicesOf, credentials: Credentials) -> Invite:
    """Let past whoever has an invite, a while after its end too; one that was taken back opens nothing."""
    earlier = replace(services, now_s=lambda: services.now_s() - GRACE_S)
    return await require_invite(request, earlier, credentials)


Held = Annotated[Invite, Depends(_held)]
router = APIRouter(prefix="/api", tags=["recordings"], responses=said(401, 429))


@router.get("/lesson/recordings")
async def list_recordings(held: Held, services: ServicesOf) -> TakeList:
    """List the takes in which whoever asks was recorded, with what has been made of them."""
    return await services.recordings.listing(held)


@router.put("/lesson/recordings/{take}/{part}", responses=said(404, 409, 422))
async def announce_recording(
    take: Take, part: Part, manifest: Manifest, held: Held, services: ServicesOf
) -> Have:
    """Say what will be uploaded, and learn which chunks are here already."""
    return await services.recordings.announce(held, take, part, manifest)


@router.put(
    "/lesson/recordings/{take}/{part}/{chunk}",
    status_code=204,
    responses=said(404, 409, 413, 422),
    openapi_extra=BODY,
)
async def upload_chunk(
    take: Take, part: Part, chunk: Chunk, request: Request, *, held: Held, services: ServicesOf
) -> None:
    """Take in a chunk, as the request's body."""
    data = b""
    async for piece in request.stream():
        data += piece
        if len(data) > CHUNK_BYTES:
            raise HTTPException(413, "A piece is 1 MiB at most.")
    await services.recordings.put(held, take, part, chunk, data)


@router.post("/lesson/recordings/{take}/nothing", status_code=204, responses=said(404, 409, 422))
async def send_nothing(take: Take, held: Held, services: ServicesOf) -> None:
    """Say that this end sends nothing of a take, so that the others' sound does not wait for it."""
    await services.recordings.nothing(held, take)


@router.post("/lesson/recordings/{take}/{part}", responses=said(404, 409, 422))
async def finish_recording(take: Take, part: Part, held: Held, services: ServicesOf) -> Have:
    """Put a part together, once all chunks are here; then the sender may delete it."""
    return await services.recordings.finish(held, take, part)


@router.get("/lesson/recordings/{take}/{file}", response_class=Response, responses=FLAC | said(409))
async def read_recording(take: Take, file: File, held: Held, services: ServicesOf) -> FileResponse:
    """Give a stem, the mix or a clip, as long as everybody who was recorded permits it."""
    path = await services.recordings.file(held, take, file)
    if path is None:
        raise HTTPException(404, GONE)
    return FileResponse(path, media_type="audio/flac", content_disposition_type="attachment")


@router.get("/reading/clips")
async def list_clips(held: ReadingHeld, services: ServicesOf) -> ClipList:
    """List the marked moments that the holder of a reading link may hear."""
    return ClipList(clips=await services.recordings.clips(held.lesson_id, held.participant))


@router.get("/reading/clips/{take}/{n}", response_class=Response, responses=FLAC)
async def read_clip(
    take: Take, n: Annotated[int, Path(ge=1, le=999)], held: ReadingHeld, services: ServicesOf
) -> FileResponse:
    """Give a marked moment to the holder of a reading link."""
    path = await services.recordings.clip(held.lesson_id, held.participant, take, n)
    if path is None:
        raise HTTPException(404, GONE)
    return FileResponse(path, media_type="audio/flac", content_disposition_type="attachment")
