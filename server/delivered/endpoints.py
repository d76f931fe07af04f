"""Hours by HTTP: what guests taught here, and what an agreement's months come to."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter, HTTPException, Path, Query
from fastapi.responses import Response

from server.accounts.asking import Id, Member, asks
from server.api_keys.asking import asks_or_key
from server.api_keys.scopes import Scope
from server.delivered.schemas import (
    DeliveryList,
    DeliveryOut,
    DisputeOut,
    EntryOut,
    HoursOut,
    NewCost,
    NewDelivery,
    NewDispute,
    NewWord,
    SettlementList,
    SettlementOut,
)
from server.delivered.tables import HEADER
from server.lessons.plan_endpoints import MAX_DAYS, After, UnixS
from server.problems import said
from server.roles.names import Action
from server.spreadsheets import TYPES, WRITERS, Format
from server.state import ServicesOf

router = APIRouter(
    prefix="/api/municipalities/{municipality_id}", tags=["hours"], responses=said(401, 403, 404, 422, 429)
)
_MONTH = r"^20[0-9]{2}-(0[1-9]|1[0-2])$"
MonthOf = Annotated[str, Path(pattern=_MONTH, examples=["2026-11"])]
Reader = Annotated[Member, asks_or_key(Action.SEE_AGREEMENTS, Scope.READ_SETTLEMENT)]
Manager = Annotated[Member, asks(Action.MANAGE_AGREEMENTS)]


@router.get("/deliveries")
async def list_deliveries(
    member: Annotated[Member, asks(Action.SEE_HOURS)],
    services: ServicesOf,
    from_s: UnixS,
    to_s: UnixS,
    after: After = None,
) -> DeliveryList:
    """List the lessons under agreements that begin in a time: a teacher's own, a coordinator's all.

    A hundred at once.
    """
    if not 0 < to_s - from_s <= MAX_DAYS * 24 * 3600:
        raise HTTPException(422, f"to_s comes after from_s, by {MAX_DAYS} days at most.")
    return await services.hours.listing(member.membership, from_s, to_s, after)


@router.put("/deliveries/{lesson_id}", responses=said(409))
async def confirm_delivery(
    lesson_id: Id,
    new: NewDelivery,
    member: Annotated[Member, asks(Action.CONFIRM_HOURS)],
    services: ServicesOf,
) -> DeliveryOut:
    """Say what became of a lesson; its hours are entered in the ledger."""
    return await services.hours.confirm(member.membership, lesson_id, new)


@router.get("/settlements/{month}")
async def read_month(month: MonthOf, member: Reader, services: ServicesOf) -> SettlementList:
    """Read what a month comes to, of every agreement."""
    return await services.settling.month(member.municipality_id, month)


@router.get("/agreements/{agreement_id}/hours")
async def read_hours(
    agreement_id: Id,
    member: Reader,
    services: ServicesOf,
    month: Annotated[str | None, Query(pattern=_MONTH, examples=["2026-11"])] = None,
) -> HoursOut:
    """Read an agreement's newest entries, or those of a month, and what is disputed of them."""
    return await services.settling.hours(member.municipality_id, agreement_id, month)


@router.post("/agreements/{agreement_id}/disputes", status_code=201, responses=said(409))
async def dispute_entry(
    agreement_id: Id, new: NewDispute, member: Manager, services: ServicesOf
) -> DisputeOut:
    """Say that an entry is wrong; it stands, marked, until all sides have resolved it."""
    return await services.disputes.open(member.membership, agreement_id, new)


@router.put("/agreements/{agreement_id}/disputes/{dispute_id}/word", responses=said(409))
async def say_of_dispute(
    agreement_id: Id, dispute_id: Id, new: NewWord, member: Manager, services: ServicesOf
) -> DisputeOut:
    """Say for one's own side what should become of it: kept, or taken back. All saying the same, it does."""
    return await services.disputes.say(member.membership, agreement_id, dispute_id, new.outcome)


@router.post("/agreements/{agreement_id}/costs", status_code=201, responses=said(409))
async def add_cost(agreement_id: Id, new: NewCost, member: Manager, services: ServicesOf) -> EntryOut:
    """Enter what a shared post has cost in a month."""
    return await services.settling.add_cost(member.membership, agreement_id, new)


@router.get("/agreements/{agreement_id}/settlements/{month}")
async def read_settlement(
    agreement_id: Id, month: MonthOf, member: Reader, services: ServicesOf
) -> SettlementOut:
    """Read what a month comes to: as it was closed, or as it would be now."""
    return await services.settling.settlement(member.municipality_id, agreement_id, month)


@router.post("/agreements/{agreement_id}/settlements/{month}", status_code=201, responses=said(409))
async def close_month(
    agreement_id: Id, month: MonthOf, member: Manager, services: ServicesOf
) -> SettlementOut:
    """Close a month; what is confirmed later is settled with a later one."""
    return await services.settling.close(member.membership, agreement_id, month)


@router.get(
    "/agreements/{agreement_id}/settlements/{month}/table",
    response_class=Response,
    responses={200: {"content": {"text/csv": {"schema": {"type": "string"}}, TYPES["xlsx"]: {}}}},
)
async def read_table(
    agreement_id: Id,
    month: MonthOf,
    member: Reader,
    services: ServicesOf,
    form: Annotated[Format, Query(alias="format")] = "csv",
) -> Response:
    """Read a month as CSV or XLSX."""
    rows = await services.settling.table(member.municipality_id, agreement_id, month)
    data = await asyncio.to_thread(WRITERS[form], HEADER, rows)
    headers = {"Content-Disposition": f'attachment; filename="klangbro-{month}.{form}"'}
    return Response(data, media_type=TYPES[form], headers=headers)
