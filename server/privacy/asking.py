"""Who may ask about somebody's data: an admin of their municipality, they themselves, their guardian."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, HTTPException
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from server.accounts import strength
from server.accounts.asking import Id, Member, WhoAsks
from server.accounts.strength import check_fresh
from server.api_keys.asking import actor_of
from server.audit import pseudonym_of
from server.db.tables import guardian
from server.errors import UnknownHereError
from server.people import repository as people
from server.roles.names import Action
from server.roles.policy import may_any
from server.state import Services, ServicesOf


async def answers_for(who: WhoAsks, services: ServicesOf, municipality_id: Id, person_id: Id) -> Member:
    """Let past who answers for this person's data."""
    async with services.database.read() as connection:
        held = await strength.held(connection, who, municipality_id, services.now_s())
        member = None if held is None else held.membership
        found = await people.find_person(connection, municipality_id, person_id)
        near = member is not None and await _near(connection, member.person_id, person_id)
    if member is None:
        raise UnknownHereError("municipality")
    manages = may_any(member.roles, Action.MANAGE_PRIVACY, None, same_municipality=True)
    if held is not None and held.kept_back and not (manages or near):
        raise strength.passkey_first()
    if found is None or not (manages or near):
        raise UnknownHereError("person")
    return Member(who, member, member.roles)


async def manages(asking: Annotated[Member, Depends(answers_for)], services: ServicesOf) -> Member:
    """Let past who may change another person's data: admins who have just shown who they are."""
    if not is_manager(asking):
        raise HTTPException(403, "Your role here does not allow this.")
    check_fresh(asking.who, services.now_s())
    return asking


def is_manager(member: Member) -> bool:
    """Whether somebody answers for all people of their municipality."""
    return may_any(member.roles, Action.MANAGE_PRIVACY, None, same_municipality=True)


async def actor(services: Services, member: Member) -> str:
    """Whoever asks, as the audit log knows them."""
    program = actor_of(member)
    if program is not None:
        return program
    async with services.database.write() as connection:
        return await pseudonym_of(connection, member.person_id)


def giver(member: Member, named: str | None) -> str:
    """Whose word it is; only admins may note somebody else's."""
    if named is not None and named != member.person_id and not is_manager(member):
        raise HTTPException(403, "Speak for yourself alone.")
    return named or member.person_id


async def _near(connection: AsyncConnection, asker: str, person_id: str) -> bool:
    if asker == person_id:
        return True
    query = select(guardian.c.pupil_id).where(
        guardian.c.guardian_id == asker,
        guardian.c.pupil_id == person_id,
        guardian.c.confirmed_s.is_not(None),
    )
    return (await connection.execute(query)).first() is not None


AnswersFor = Annotated[Member, Depends(answers_for)]


async def answers_freshly(asking: AnswersFor, services: ServicesOf) -> Member:
    """Let past who answers for this person's data, and has shown within the last minutes who they are."""
    check_fresh(asking.who, services.now_s())
    return asking


AnswersFreshly = Annotated[Member, Depends(answers_freshly)]
Manages = Annotated[Member, Depends(manages)]
