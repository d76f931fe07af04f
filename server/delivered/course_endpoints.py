"""Pages tell how a lesson goes: with their invite as bearer, and without a name."""

from __future__ import annotations

from fastapi import APIRouter

from server.access import InviteHeld
from server.delivered.course import CourseKept, NewCourse
from server.problems import said
from server.state import ServicesOf

router = APIRouter(prefix="/api", tags=["hours"], responses=said(401, 429))


@router.post("/lesson/course", responses=said(422))
async def tell_course(told: NewCourse, held: InviteHeld, services: ServicesOf) -> CourseKept:
    """Tell how a lesson has gone at one's end since one told last."""
    return CourseKept(kept=await services.hours.tell(held.lesson_id, held.role, told))
