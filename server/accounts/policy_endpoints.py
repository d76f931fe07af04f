"""Whether a municipality asks its staff for passkeys, by HTTP."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter

from server.accounts.asking import Member, asks
from server.accounts.schemas import NewSignInPolicy, SignInPolicy
from server.problems import said
from server.roles.names import Action
from server.state import ServicesOf

router = APIRouter(
    prefix="/api/municipalities/{municipality_id}/sign-in-policy",
    tags=["people"],
    responses=said(401, 403, 404, 422, 429),
)
Manager = Annotated[Member, asks(Action.MANAGE_ACCOUNTS)]
SureManager = Annotated[Member, asks(Action.MANAGE_ACCOUNTS, freshly=True)]


@router.get("")
async def read_policy(member: Manager, services: ServicesOf) -> SignInPolicy:
    """Tell from when staff show a passkey."""
    return SignInPolicy(passkeys_from=await services.sign_in_policy.read(member.municipality_id))


@router.put("")
async def set_policy(new: NewSignInPolicy, member: SureManager, services: ServicesOf) -> SignInPolicy:
    """Ask admins, coordinators and technicians for a passkey after so many days, or no more."""
    at = await services.sign_in_policy.set(member.membership, member.who, new.grace_days, services.now_s())
    return SignInPolicy(passkeys_from=at)
