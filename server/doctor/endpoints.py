"""The doctor's findings, for a municipality's admins and technicians."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel

from server.accounts.asking import Member, asks
from server.doctor.command import examine
from server.doctor.finding import Verdict, worst
from server.problems import said
from server.roles.names import Action
from server.state import ServicesOf

router = APIRouter(
    prefix="/api/municipalities/{municipality_id}", tags=["doctor"], responses=said(401, 403, 404, 422, 429)
)
_ONE_AT_A_TIME = asyncio.Lock()


class FindingOut(BaseModel):
    check: str
    verdict: Verdict
    text: str
    remedy: str
    said: str
    values: dict[str, str]


class Findings(BaseModel):
    verdict: Verdict
    findings: list[FindingOut]


@router.get("/doctor")
async def see_doctor(_member: Annotated[Member, asks(Action.SEE_DOCTOR)], services: ServicesOf) -> Findings:
    """Examine the server: database, certificate, relay, clock, disk, versions."""
    async with _ONE_AT_A_TIME:
        found = await examine(services.settings)
    return Findings(
        verdict=worst(found), findings=[FindingOut.model_validate(one.as_dict()) for one in found]
    )
