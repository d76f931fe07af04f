"""Staff cards by HTTP: a coordinator's, a teacher's own, and what the network is offered."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter

from server.accounts.asking import Id, Member, asks
from server.cards.schemas import Card, CardOut, OfferList, OwnCard
from server.problems import said
from server.roles.names import Action
from server.state import ServicesOf

router = APIRouter(
    prefix="/api/municipalities/{municipality_id}", tags=["people"], responses=said(401, 403, 404, 422, 429)
)
Owner = Annotated[Member, asks(Action.KEEP_OWN_CARD)]


@router.get("/people/{person_id}/card")
async def read_card(
    person_id: Id, member: Annotated[Member, asks(Action.SEE_STAFF_CARDS)], services: ServicesOf
) -> CardOut:
    """Read what somebody of the staff teaches, for whom they work and what they offer."""
    return await services.cards.read(member.municipality_id, person_id)


@router.put("/people/{person_id}/card", responses=said(409))
async def keep_card(
    person_id: Id, new: Card, member: Annotated[Member, asks(Action.KEEP_STAFF_CARDS)], services: ServicesOf
) -> CardOut:
    """Say it."""
    return await services.cards.keep(member.municipality_id, person_id, new)


@router.get("/own-card")
async def read_own_card(member: Owner, services: ServicesOf) -> CardOut:
    """Read one's own card."""
    return await services.cards.read(member.municipality_id, member.person_id)


@router.put("/own-card", responses=said(409))
async def keep_own_card(new: OwnCard, member: Owner, services: ServicesOf) -> CardOut:
    """Say what one teaches, in which languages, and whether one travels; the rest is the coordinator's."""
    return await services.cards.keep_own(member.membership, new)


@router.get("/offers")
async def list_offers(member: Annotated[Member, asks(Action.SEE_POSTS)], services: ServicesOf) -> OfferList:
    """List what teachers of the network offer, by subject and municipality.

    Without names but those of one's own, and of teachers who are offered by an agreement in force.
    """
    return await services.cards.offers(member.municipality_id)
