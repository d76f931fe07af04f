"""A municipality's people and accounts. What is asked is asked by role; what it means is the service's."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, HTTPException, Query

from server.accounts.asking import Id, Member, asks
from server.accounts.schemas import SignInList
from server.lessons.plan_schemas import PersonId
from server.people.listing import list_people
from server.people.schemas import (
    Handed,
    NewAccount,
    NewGuardian,
    NewIdentity,
    NewLink,
    NewPerson,
    NewRoles,
    Part,
    PeopleList,
    PersonOut,
    Search,
)
from server.problems import said
from server.roles.names import AccountRole, Action
from server.roles.policy import may_any
from server.state import Services, ServicesOf

router = APIRouter(
    prefix="/api/municipalities/{municipality_id}", tags=["people"], responses=said(401, 403, 404, 422, 429)
)
Lister = Annotated[Member, asks(Action.LIST_PEOPLE)]
SureManager = Annotated[Member, asks(Action.MANAGE_ACCOUNTS, freshly=True)]


@router.get("/people")
async def people(
    member: Lister,
    services: ServicesOf,
    role: Annotated[AccountRole | None, Query(description="Only those who are this here.")] = None,
    part: Annotated[Part | None, Query(description="Only these, a hundred at once.")] = None,
    after: Annotated[PersonId | None, Query(description="The `next` of the page before has it.")] = None,
) -> PeopleList:
    """List the municipality's people: names and roles, and to admins the accounts."""
    return await _list(member, services, role=role, part=part, after=after)


@router.post("/people/search")
async def search_people(asked: Search, member: Lister, services: ServicesOf) -> PeopleList:
    """List those whose names have something in them, a hundred at once."""
    return await _list(member, services, part=asked.part, named=asked.named, after=asked.after)


async def _list(
    member: Member,
    services: Services,
    *,
    role: AccountRole | None = None,
    part: Part | None = None,
    named: str = "",
    after: str | None = None,
) -> PeopleList:
    def allowed(action: Action) -> bool:
        return may_any(member.roles, action, None, same_municipality=True)

    return await list_people(
        services.database,
        member.municipality_id,
        with_accounts=allowed(Action.MANAGE_ACCOUNTS),
        # Who is listed may have guardians who are not.
        with_guardians=role is None and allowed(Action.INVITE_GUARDIAN),
        with_cards=allowed(Action.SEE_STAFF_CARDS),
        role=role,
        part=part,
        named=named,
        after=after,
        issuer=services.settings.oidc_issuer,
    )


@router.post("/people", status_code=201)
async def add_person(
    new: NewPerson, member: Annotated[Member, asks(Action.ADD_PERSON)], services: ServicesOf
) -> PersonOut:
    """Add a pupil."""
    made = await services.people.add_person(member.municipality_id, new)
    return PersonOut(id=made.id, name=made.name, minor=made.minor, roles=[], account=None, guardians=[])


@router.post("/people/{person_id}/guardians", status_code=201)
async def invite_guardian(
    person_id: Id,
    new: NewGuardian,
    member: Annotated[Member, asks(Action.INVITE_GUARDIAN)],
    services: ServicesOf,
) -> Handed:
    """Send a pupil's guardian a link to confirm."""
    return await services.people.invite_guardian(member.roles, member.municipality_id, person_id, new)


@router.post("/people/{person_id}/guardians/{guardian_id}/link", status_code=201, responses=said(409))
async def new_guardian_link(
    person_id: Id,
    guardian_id: Id,
    new: NewLink,
    member: Annotated[Member, asks(Action.INVITE_GUARDIAN)],
    services: ServicesOf,
) -> Handed:
    """Send a guardian who has not confirmed yet another link, for the first went unused."""
    return await services.people.guardian_link(
        member.roles, member.municipality_id, (guardian_id, person_id), new.language
    )


@router.post("/accounts", status_code=201, responses=said(409))
async def add_account(new: NewAccount, member: SureManager, services: ServicesOf) -> Handed:
    """Let somebody in, with a link to choose a password."""
    return await services.people.add_account(member.roles, member.municipality_id, new)


@router.put("/accounts/{account_id}/roles", status_code=204, responses=said(409))
async def set_roles(account_id: Id, new: NewRoles, member: SureManager, services: ServicesOf) -> None:
    """Give somebody these roles and no others."""
    await services.people.set_roles(member.municipality_id, account_id, new.roles)


@router.delete("/accounts/{account_id}", status_code=204, responses=said(409))
async def remove_account(account_id: Id, member: SureManager, services: ServicesOf) -> None:
    """Send somebody away; their invites open nothing any more."""
    await services.people.remove(member.municipality_id, account_id)
    await services.revocations.check()


@router.post("/accounts/{account_id}/link", status_code=201)
async def new_link(account_id: Id, new: NewLink, member: SureManager, services: ServicesOf) -> Handed:
    """Make a new link to choose a password with."""
    return await services.people.new_link(member.roles, member.municipality_id, account_id, new.language)


@router.put("/accounts/{account_id}/identity", status_code=204, responses=said(409))
async def bind_identity(account_id: Id, new: NewIdentity, member: SureManager, services: ServicesOf) -> None:
    """Say who an account is at the municipality's own sign-in service."""
    issuer = services.settings.oidc_issuer
    if issuer is None:
        raise HTTPException(409, "This server knows no sign-in service of the municipality.")
    await services.people.bind(member.municipality_id, account_id, issuer, new.subject)


@router.get("/accounts/{account_id}/sign-ins")
async def list_sign_ins(
    account_id: Id, member: Annotated[Member, asks(Action.SEE_SIGN_INS)], services: ServicesOf
) -> SignInList:
    """List where somebody is signed in."""
    await services.people.check_account(member.municipality_id, account_id)
    mine = member.who.sign_in_id
    return SignInList(sign_ins=await services.sign_ins.listing(account_id, mine=mine))


@router.delete("/accounts/{account_id}/sign-ins", status_code=204)
async def revoke_sign_ins(
    account_id: Id, member: Annotated[Member, asks(Action.REVOKE_SIGN_INS)], services: ServicesOf
) -> None:
    """Sign somebody out everywhere."""
    await services.people.check_account(member.municipality_id, account_id)
    await services.sign_ins.revoke(account_id)


@router.delete("/accounts/{account_id}/sign-ins/{sign_in_id}", status_code=204)
async def revoke_sign_in(
    account_id: Id,
    sign_in_id: Id,
    member: Annotated[Member, asks(Action.REVOKE_SIGN_INS)],
    services: ServicesOf,
) -> None:
    """Sign somebody out in one place."""
    await services.people.check_account(member.municipality_id, account_id)
    await services.sign_ins.revoke(account_id, only=sign_in_id)
