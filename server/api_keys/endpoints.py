"""A municipality's API keys by HTTP."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter

from server.accounts.asking import Id, Member, asks
from server.api_keys.schemas import ApiKeyList, ApiKeyMade, NewApiKey
from server.problems import said
from server.roles.names import Action
from server.state import ServicesOf

router = APIRouter(
    prefix="/api/municipalities/{municipality_id}/api-keys",
    tags=["keys"],
    responses=said(401, 403, 404, 422, 429),
)
Manager = Annotated[Member, asks(Action.MANAGE_API_KEYS)]
SureManager = Annotated[Member, asks(Action.MANAGE_API_KEYS, freshly=True)]


@router.get("")
async def list_api_keys(member: Manager, services: ServicesOf) -> ApiKeyList:
    """List the keys that hold."""
    return ApiKeyList(keys=await services.api_keys.listing(member.municipality_id))


@router.post("", status_code=201, responses=said(409))
async def make_api_key(new: NewApiKey, member: SureManager, services: ServicesOf) -> ApiKeyMade:
    """Make a key; its secret is told once."""
    return await services.api_keys.make(member.membership, new)


@router.delete("/{key_id}", status_code=204)
async def revoke_api_key(key_id: Id, member: Manager, services: ServicesOf) -> None:
    """Make a key worthless."""
    await services.api_keys.revoke(member.membership, key_id)
