"""Agreements by HTTP: a municipality sees those it is a party of, and no others."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter

from server.accounts.asking import Id, Member, asks
from server.agreements.schemas import (
    AgreementList,
    AgreementOut,
    Neighbours,
    NewApproval,
    NewEnding,
    NewOffer,
    NewWelcome,
)
from server.agreements.terms import Terms
from server.problems import said
from server.roles.names import Action
from server.state import ServicesOf

router = APIRouter(
    prefix="/api/municipalities/{municipality_id}",
    tags=["agreements"],
    responses=said(401, 403, 404, 422, 429),
)
Reader = Annotated[Member, asks(Action.SEE_AGREEMENTS)]
Manager = Annotated[Member, asks(Action.MANAGE_AGREEMENTS)]


@router.get("/neighbours")
async def list_neighbours(member: Manager, services: ServicesOf) -> Neighbours:
    """List with whom one could agree."""
    return await services.agreements.neighbours(member.municipality_id)


@router.get("/agreements")
async def list_agreements(member: Reader, services: ServicesOf) -> AgreementList:
    """List one's agreements with all their versions."""
    return await services.agreements.listing(member.municipality_id)


@router.post("/agreements", status_code=201, responses=said(409))
async def draft_agreement(terms: Terms, member: Manager, services: ServicesOf) -> AgreementOut:
    """Draft an agreement; it holds once every party has approved it."""
    return await services.agreements.draft(member.membership, terms)


@router.get("/agreements/{agreement_id}")
async def read_agreement(agreement_id: Id, member: Reader, services: ServicesOf) -> AgreementOut:
    """Read one agreement."""
    return await services.agreements.one(member.municipality_id, agreement_id)


@router.post("/agreements/{agreement_id}/versions", status_code=201, responses=said(409))
async def amend_agreement(
    agreement_id: Id, terms: Terms, member: Manager, services: ServicesOf
) -> AgreementOut:
    """Propose a new version."""
    return await services.agreements.amend(member.membership, agreement_id, terms)


@router.post("/agreements/{agreement_id}/approval", responses=said(409))
async def approve_agreement(
    agreement_id: Id, new: NewApproval, member: Manager, services: ServicesOf
) -> AgreementOut:
    """Approve the newest version for one's own side."""
    return await services.agreements.approve(member.membership, agreement_id, new.version)


@router.post("/agreements/{agreement_id}/ending", responses=said(409))
async def end_agreement(
    agreement_id: Id, new: NewEnding, member: Manager, services: ServicesOf
) -> AgreementOut:
    """End an agreement, with its notice."""
    return await services.agreements.end(member.membership, agreement_id, new.last_day)


@router.post("/agreements/{agreement_id}/teachers", responses=said(409))
async def offer_teacher(
    agreement_id: Id, new: NewOffer, member: Manager, services: ServicesOf
) -> AgreementOut:
    """Offer a teacher of one's own to another party."""
    return await services.agreements.offer(member.membership, agreement_id, new)


@router.post("/agreements/{agreement_id}/guests", responses=said(409))
async def welcome_teacher(
    agreement_id: Id, new: NewWelcome, member: Manager, services: ServicesOf
) -> AgreementOut:
    """Make an offered teacher a teacher here."""
    return await services.agreements.welcome(member.membership, agreement_id, new.person)
