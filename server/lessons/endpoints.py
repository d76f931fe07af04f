"""The lessons' API. Everything here is the host's: the key in the new-lesson link opens it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path

from server.access import Host
from server.lessons.schemas import InviteOut, LessonList, LessonWithInvites, NewInvite, NewLesson
from server.problems import said
from server.state import ServicesOf

Id = Annotated[str, Path(min_length=1, max_length=64)]
GONE = said(404)

router = APIRouter(prefix="/api", tags=["lessons"], dependencies=[Host], responses=said(401, 422, 429))


@router.post("/lessons", status_code=201, responses=said(409))
async def create_lesson(new: NewLesson, services: ServicesOf) -> LessonWithInvites:
    """Create a lesson and the two invites that open it."""
    return await services.lessons.create(new)


@router.get("/lessons")
async def list_lessons(services: ServicesOf) -> LessonList:
    """List the lessons that can be entered, with their invites, the newest first."""
    return LessonList(lessons=await services.lessons.listing())


@router.delete("/lessons/{lesson_id}", status_code=204, responses=GONE)
async def revoke_lesson(lesson_id: Id, services: ServicesOf) -> None:
    """Close a lesson for good."""
    await services.lessons.revoke_lesson(lesson_id)
    await services.revocations.check()
    await services.scores.sweep()


@router.post("/lessons/{lesson_id}/invites", status_code=201, responses=said(404, 409))
async def add_invite(lesson_id: Id, new: NewInvite, services: ServicesOf) -> InviteOut:
    """Invite one more person."""
    return await services.lessons.invite(lesson_id, new)


@router.delete("/invites/{invite_id}", status_code=204, responses=GONE)
async def revoke_invite(invite_id: Id, services: ServicesOf) -> None:
    """Make an invite worthless."""
    await services.lessons.revoke_invite(invite_id)
    await services.revocations.check()
