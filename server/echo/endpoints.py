"""The echo's API: for the host, and for whoever holds an invite and wants to try their microphone first."""

from __future__ import annotations

from fastapi import APIRouter

from server.access import HostOrInvite
from server.lessons.schemas import LessonWithInvites, NewEcho
from server.problems import said
from server.state import ServicesOf

NAME_OF_THE_HOST = "Teacher"

router = APIRouter(prefix="/api", tags=["echo"], responses=said(401, 422, 429, 503))


@router.post("/echo", status_code=201)
async def create_echo(new: NewEcho, name: HostOrInvite, services: ServicesOf) -> LessonWithInvites:
    """Create a lesson whose pupil is the server's echo; the invite is its teacher's, who lets it in."""
    services.echoes.ensure_room()
    lesson, invite = await services.lessons.create_echo(new, name or NAME_OF_THE_HOST)
    await services.echoes.start(services.lessons.token(invite), pause_ms=new.pause_ms)
    return lesson
