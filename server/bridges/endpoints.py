"""Tables by HTTP: columns matched, files taken in and given out."""

from __future__ import annotations

from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import Response

from server.accounts.asking import Member, asks
from server.api_keys.asking import asks_or_key, check_scope
from server.api_keys.scopes import IMPORTS, Scope
from server.bridges.errors import TableTooLargeError
from server.bridges.fields import Kind
from server.bridges.schemas import Format, ImportOut, MappingOut, NewMapping, TakenKind, Zone
from server.bridges.sheet import MAX_BYTES, MAX_ROWS
from server.privacy.asking import actor
from server.problems import said
from server.roles.names import Action
from server.roles.policy import may_any
from server.state import ServicesOf

ANY_FILE = {"type": "string", "format": "binary"}
BODY = {"requestBody": {"required": True, "content": {"application/octet-stream": {"schema": ANY_FILE}}}}
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
#: What somebody may do by hand they may do by table, and nothing else.
NEEDED = {
    Kind.PUPILS: Action.ADD_PERSON,
    Kind.GUARDIANS: Action.INVITE_GUARDIAN,
    Kind.STAFF: Action.MANAGE_ACCOUNTS,
    Kind.LESSONS: Action.PLAN_FOR_OTHERS,
    Kind.HOURS: Action.SEE_HOURS,
}
router = APIRouter(
    prefix="/api/municipalities/{municipality_id}/tables",
    tags=["tables"],
    responses=said(401, 403, 404, 422, 429),
)
Exchanger = Annotated[Member, asks(Action.EXCHANGE_TABLES)]
Giver = Annotated[Member, asks_or_key(Action.EXCHANGE_TABLES, Scope.READ_TABLES)]
Taker = Annotated[Member, asks_or_key(Action.EXCHANGE_TABLES, *IMPORTS)]
InZone = Annotated[Zone, Query(description="Where days and times without an offset are meant.")]


def _check(member: Member, kind: Kind) -> None:
    if not may_any(member.roles, NEEDED[kind], None, same_municipality=True):
        raise HTTPException(403, "Your role here does not allow this.")


@router.get("/{kind}/columns")
async def read_columns(kind: TakenKind, member: Exchanger, services: ServicesOf) -> MappingOut:
    """Tell which fields a kind has, and from which columns they are read."""
    return await services.bridges.mapping(member.municipality_id, kind)


@router.put("/{kind}/columns", responses=said(409))
async def save_columns(
    kind: TakenKind, new: NewMapping, member: Exchanger, services: ServicesOf
) -> MappingOut:
    """Choose from which columns the fields are read."""
    return await services.bridges.map(member.municipality_id, kind, new.columns)


@router.post("/{kind}", responses=said(413, 415), openapi_extra=BODY)
async def import_table(
    kind: TakenKind,
    member: Taker,
    services: ServicesOf,
    request: Request,
    *,
    dry_run: bool = True,
    zone: InZone = "Europe/Stockholm",
) -> ImportOut:
    """Take in a CSV or XLSX file, the request's body; a dry run, which is the default, only tells."""
    _check(member, kind)
    check_scope(member, Scope(f"import_{kind.value}"))
    data = b""
    async for chunk in request.stream():
        data += chunk
        if len(data) > MAX_BYTES:
            raise TableTooLargeError(MAX_ROWS, MAX_BYTES)
    return await services.bridges.take_in(
        member.municipality_id,
        kind,
        data,
        actor=await actor(services, member),
        zone=ZoneInfo(zone),
        dry_run=dry_run,
    )


@router.get(
    "/{kind}",
    response_class=Response,
    responses={200: {"content": {"text/csv": {"schema": {"type": "string"}}, TYPES["xlsx"]: {}}}},
)
async def export_table(
    kind: Kind,
    member: Giver,
    services: ServicesOf,
    form: Annotated[Format, Query(alias="format")] = "csv",
    zone: InZone = "Europe/Stockholm",
) -> Response:
    """Give out people, lessons or hours as CSV or XLSX."""
    _check(member, kind)
    data = await services.bridges.give_out(
        member.municipality_id, kind, form, actor=await actor(services, member), zone=ZoneInfo(zone)
    )
    headers = {"Content-Disposition": f'attachment; filename="klangbro-{kind.value}.{form}"'}
    return Response(data, media_type=TYPES[form], headers=headers)
