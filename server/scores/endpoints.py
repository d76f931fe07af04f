"""Score files by HTTP for those in the lesson now: their invite as bearer token, never in an address."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, HTTPException, Path, Request, Response
from fastapi.responses import FileResponse
from pydantic import BaseModel

from server.access import InviteHeld
from server.lessons.repository import Invite
from server.problems import said
from server.scores.files import read_type
from server.scores.kinds import kind
from server.state import ServicesOf
from signaling.messages import Role

FileId = Annotated[str, Path(pattern=r"^[0-9a-f]{32}$")]
ANY_FILE = {"type": "string", "format": "binary"}
BODY = {"requestBody": {"required": True, "content": {"application/octet-stream": {"schema": ANY_FILE}}}}


class ScoreStored(BaseModel):
    id: str
    kind: Literal["pdf", "image", "music"]


async def _inside(held: InviteHeld, services: ServicesOf) -> Invite:
    """Let nobody past but those whom the lesson's room has let in."""
    if not await services.rooms.admitted(held.lesson_id, held.participant):
        raise HTTPException(403, "You are not in the lesson now. Go in first.")
    return held


Inside = Annotated[Invite, Depends(_inside)]
router = APIRouter(prefix="/api/lesson/scores", tags=["scores"], responses=said(401, 403, 429))


@router.post("", status_code=201, responses=said(409, 413, 415), openapi_extra=BODY)
async def store_score(request: Request, inside: Inside, services: ServicesOf) -> ScoreStored:
    """Take in a PDF, a picture or MusicXML, as the request's body, for the lesson of the invite."""
    if inside.role is Role.OBSERVER:
        raise HTTPException(403, "Who watches a lesson adds nothing to it.")
    name, media_type = await services.scores.take_in(inside.lesson_id, request.stream())
    return ScoreStored(id=name, kind=kind(media_type))


@router.get(
    "/{file}",
    response_class=Response,
    responses=said(404, 422) | {200: {"content": {"*/*": {"schema": ANY_FILE}}}},
)
async def read_score(file: FileId, inside: Inside, services: ServicesOf) -> FileResponse:
    """Give a file of the lesson to somebody who is in it."""
    path = services.scores.find(inside.lesson_id, file)
    if path is None:
        raise HTTPException(404, "This score is not there any more.")
    # It came from a person: should a browser ever show it as a page of its own, it may do nothing there.
    headers = {"Content-Security-Policy": "sandbox; default-src 'none'"}
    return FileResponse(
        path, media_type=read_type(path), headers=headers, content_disposition_type="attachment"
    )


@router.delete("/{file}", status_code=204, responses=said(404, 422))
async def remove_score(file: FileId, inside: Inside, services: ServicesOf) -> None:
    """Delete a file of the lesson; teachers only."""
    if inside.role is not Role.TEACHER:
        raise HTTPException(403, "Only the teacher takes a score away.")
    if not services.scores.remove(inside.lesson_id, file):
        raise HTTPException(404, "This score is not there any more.")
