"""Endpoints that a municipality's programs may use: by somebody who is signed in, or by a key in scope.

An endpoint opts in with its scopes. To any other a key is nothing at all, so what is new is closed to keys.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, HTTPException, Request
from fastapi.security import APIKeyCookie, HTTPAuthorizationCredentials, HTTPBearer

from server.accounts.asking import Id, Member, asks_of_account, from_our_page, signed_in
from server.accounts.sign_ins import SignedIn
from server.api_keys.repository import ApiKey
from server.api_keys.scopes import Scope
from server.errors import UnknownHereError
from server.people.repository import Membership
from server.rates import Rates
from server.roles.names import Action
from server.roles.policy import may_any
from server.state import Services, ServicesOf

_cookie = APIKeyCookie(name="__Host-klangbro", auto_error=False, description="Given on signing in.")
_bearer = HTTPBearer(
    auto_error=False,
    scheme_name="ApiKey",
    description="A municipality's key, made by its coordinator or admin. It opens what its scopes say.",
)


@dataclass(frozen=True)
class KeyMember(Member):
    """A program, as its municipality's coordinator or admin, within its scopes."""

    key: ApiKey


def asks_or_key(action: Action, *scopes: Scope) -> Any:
    """Let past who may do this, or a key that has one of these scopes; a parameter of type `Member`."""

    async def judged(
        request: Request,
        services: ServicesOf,
        municipality_id: Id,
        _documented: Annotated[str | None, Depends(_cookie)],
        bearer: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
    ) -> Member:
        if bearer is not None:
            found = await _key_of(request, services, bearer.credentials)
            return _judged(found, municipality_id, action, frozenset(scopes))
        # No cookie is asked for where there is a key, so nothing of it needs to come from a page of ours.
        await from_our_page(request, services)
        who = await signed_in(request, services, None, None)
        return await asks_of_account(services, who, municipality_id, action)

    return Depends(judged)


async def _key_of(request: Request, services: Services, secret: str) -> ApiKey:
    found = await services.api_keys.find(secret)
    if found is None:
        raise HTTPException(401, "This key opens nothing.", headers={"WWW-Authenticate": "Bearer"})
    rates: Rates = request.app.state.rates
    if not await rates.take("api_key", found.id):
        raise HTTPException(429, "This key asks too often.", headers={"Retry-After": "60"})
    return found


def _judged(found: ApiKey, municipality_id: str, action: Action, scopes: frozenset[Scope]) -> KeyMember:
    if found.municipality_id != municipality_id:
        raise UnknownHereError("municipality")
    if not found.scopes & scopes or not may_any(found.roles, action, None, same_municipality=True):
        raise HTTPException(403, "This key is not for that.")
    held = Membership(found.id, "", municipality_id, "", found.roles)
    return KeyMember(SignedIn("", ""), held, found.roles, found)


def actor_of(member: Member) -> str | None:
    """Whom the audit log names where a key asked; None: it was a person."""
    return f"key:{member.key.id}" if isinstance(member, KeyMember) else None


def check_scope(member: Member, scope: Scope) -> None:
    """Refuse a key that does not have this scope; whoever is signed in is judged by their roles."""
    if isinstance(member, KeyMember) and scope not in member.key.scopes:
        raise HTTPException(403, "This key is not for that.")
