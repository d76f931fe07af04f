"""People's data by HTTP: permissions, a copy, erasure, protection, how long what is kept."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Annotated

import anyio
from fastapi import APIRouter
from fastapi.responses import StreamingResponse

from server.accounts.asking import Id, Member, asks
from server.privacy.asking import AnswersFor, AnswersFreshly, Manages, actor, giver
from server.privacy.errors import LessonLiveError
from server.privacy.permission import Permission, Purpose
from server.privacy.retention import Kind
from server.privacy.schemas import (
    ErasureOut,
    NewErasure,
    NewPermission,
    NewProtection,
    NewRetention,
    NewWithdrawal,
    PermissionList,
    PermissionOut,
    ProtectionOut,
    RetentionOut,
)
from server.problems import said
from server.roles.names import Action
from server.state import ServicesOf

CHUNK_BYTES = 256 * 1024
ANY_FILE = {"schema": {"type": "string", "format": "binary"}}

router = APIRouter(
    prefix="/api/municipalities/{municipality_id}",
    tags=["privacy"],
    responses=said(401, 403, 404, 422, 429),
)
Manager = Annotated[Member, asks(Action.MANAGE_PRIVACY)]


@router.get("/people/{person_id}/permissions")
async def list_permissions(person_id: Id, _member: AnswersFor, services: ServicesOf) -> PermissionList:
    """Tell what a person permits."""
    found = await services.privacy.permissions.of(person_id)
    return PermissionList(permissions=[_out(each) for each in found])


@router.put("/people/{person_id}/permissions/{purpose}", responses=said(409))
async def permit(
    person_id: Id, purpose: Purpose, new: NewPermission, member: AnswersFor, services: ServicesOf
) -> PermissionOut:
    """Permit something: for oneself, for one's child, or as somebody has said on paper."""
    given = await services.privacy.permissions.give(
        person_id,
        purpose,
        given_by=giver(member, new.given_by),
        actor=await actor(services, member),
        until_s=None if new.until is None else new.until.timestamp(),
    )
    return _out(given)


@router.post("/people/{person_id}/permissions/{purpose}/withdrawal", status_code=204, responses=said(409))
async def withdraw(
    person_id: Id, purpose: Purpose, new: NewWithdrawal, member: AnswersFor, services: ServicesOf
) -> None:
    """Take a permission back; it counts at once."""
    by = giver(member, new.given_by)
    who = await actor(services, member)
    await services.privacy.permissions.withdraw(person_id, purpose, by=by, actor=who)


@router.post(
    "/people/{person_id}/export",
    response_class=StreamingResponse,
    responses={200: {"content": {"application/zip": ANY_FILE}}},
)
async def export_person(person_id: Id, member: AnswersFreshly, services: ServicesOf) -> StreamingResponse:
    """Give everything there is of a person, as a zip."""
    exported = services.privacy.exported(person_id, actor=await actor(services, member))
    path = await exported.__aenter__()

    async def body() -> AsyncIterator[bytes]:
        try:
            async with await anyio.open_file(path, "rb") as file:
                while chunk := await file.read(CHUNK_BYTES):
                    yield chunk
        finally:
            await exported.__aexit__(None, None, None)

    headers = {"Content-Disposition": 'attachment; filename="klangbro-person.zip"'}
    return StreamingResponse(body(), media_type="application/zip", headers=headers)


@router.post("/people/{person_id}/erasure", responses=said(409))
async def erase_person(person_id: Id, new: NewErasure, member: Manages, services: ServicesOf) -> ErasureOut:
    """Erase a person."""
    who = await actor(services, member)
    try:
        gone = await services.privacy.erasure.erase(person_id, actor=who)
    except LessonLiveError:
        if not new.at_end:
            raise
        await services.privacy.erasure.wish(person_id, actor=who)
        return ErasureOut(done=False)
    await services.revocations.check()
    return ErasureOut(done=True, rows=gone.rows, lessons=gone.lessons, files=gone.files)


@router.post("/people/{person_id}/protection")
async def protect_person(
    person_id: Id, new: NewProtection, member: Manages, services: ServicesOf
) -> ProtectionOut:
    """Protect a person's identity: an alias for the name, in no list, no address shown."""
    void = await services.privacy.protect(person_id, new.alias, actor=await actor(services, member))
    await services.revocations.check()
    return ProtectionOut(void_invites=void)


@router.get("/retention")
async def read_retention(member: Manager, services: ServicesOf) -> RetentionOut:
    """Tell how many days what is kept."""
    return RetentionOut(days=await services.privacy.retention.days(member.municipality_id))


@router.put("/retention/{kind}", status_code=204, responses=said(409))
async def set_retention(kind: Kind, new: NewRetention, member: Manager, services: ServicesOf) -> None:
    """Set how many days something is kept."""
    who = await actor(services, member)
    await services.privacy.retention.set(member.municipality_id, kind, new.days, actor=who)


def _out(found: Permission) -> PermissionOut:
    return PermissionOut(
        purpose=found.purpose,
        granted=found.granted,
        given_by=found.given_by,
        at=None if found.at_s is None else datetime.fromtimestamp(found.at_s, UTC),
        until=None if found.until_s is None else datetime.fromtimestamp(found.until_s, UTC),
    )
