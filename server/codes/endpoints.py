"""The codes' API: made by the host or the lesson's teacher, typed by whoever cannot open a link."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Path, Request

from server.access import HostOrTeacher, client_host
from server.codes.schemas import CodeOut, InvitedList, OpenedInvite, TypedCode
from server.codes.service import Codes
from server.problems import said
from server.rates import Rates
from server.state import ServicesOf

router = APIRouter(prefix="/api", tags=["codes"], responses=said(422, 429))


def _codes(services: ServicesOf) -> Codes:
    return Codes(services.database, services.token_key, services.now_s)


CodesOf = Annotated[Codes, Depends(_codes)]
InviteId = Annotated[str, Path(min_length=1, max_length=64)]


@router.post("/invites/{invite_id}/code", status_code=201, responses=said(401, 404))
async def make_code(invite_id: InviteId, of_lesson: HostOrTeacher, codes: CodesOf) -> CodeOut:
    """Make a code that opens this invite for half an hour; an earlier one is void."""
    return await codes.make(invite_id, of_lesson=of_lesson)


@router.get("/lesson/invites", responses=said(401, 404))
async def list_invited(of_lesson: HostOrTeacher, codes: CodesOf) -> InvitedList:
    """List whom the teacher of a lesson (by their invite as bearer token) may give a code to."""
    if of_lesson is None:
        raise HTTPException(404, "The host finds every invite under /api/lessons.")
    return InvitedList(invited=await codes.invited(of_lesson))


@router.post("/code", responses=said(404))
async def open_code(typed: TypedCode, request: Request, services: ServicesOf, codes: CodesOf) -> OpenedInvite:
    """Give the invite behind a code. Who types wrong ones is soon not listened to."""
    rates: Rates = request.app.state.rates
    if await rates.is_spent("code_errors", client_host(request)):
        raise HTTPException(
            429, "Too many wrong codes from this network. Wait a minute.", {"Retry-After": "60"}
        )
    invite = await codes.behind(typed.code)
    if invite is None:
        await rates.take("code_errors", client_host(request))
        raise HTTPException(404, "No lesson has this code now. Ask your teacher for a new one.")
    return OpenedInvite(token=services.lessons.token(invite))
