"""Who may use the reading links' API: teachers make them, pupils are told of their own, holders read."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, HTTPException, Request

from server.access import Credentials, InviteHeld, refuse, refuse_guesser
from server.lessons.repository import Invite
from server.reading.repository import Reading
from server.state import ServicesOf
from signaling.messages import Role


async def require_teacher(held: InviteHeld) -> Invite:
    """Let nobody past but the lesson's teacher."""
    if held.role is not Role.TEACHER:
        raise HTTPException(403, "Only the teacher gives reading links.")
    return held


async def require_reading(request: Request, services: ServicesOf, credentials: Credentials) -> Reading:
    """Let nobody past but the holder of a reading link that opens."""
    await refuse_guesser(request)
    reading = await services.readings.held("" if credentials is None else credentials.credentials)
    if reading is None:
        await refuse(request, "This reading link opens nothing any more. Ask the teacher for a new one.")
    return reading


Teacher = Annotated[Invite, Depends(require_teacher)]
ReadingHeld = Annotated[Reading, Depends(require_reading)]
