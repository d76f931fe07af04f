"""What the people's API takes and gives."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, Field, StringConstraints

from server.accounts.schemas import Email, Locale
from server.cards.schemas import CardOut
from server.lessons.plan_schemas import PersonId
from server.lessons.schemas import In, PersonName
from server.roles.names import AccountRole

Roles = Annotated[frozenset[AccountRole], Field(max_length=len(AccountRole))]


class NewPerson(In):
    name: PersonName
    minor: bool = True


class NewAccount(In):
    name: PersonName
    email: Email
    roles: Annotated[Roles, Field(min_length=1)]
    language: Locale = "en"


class NewGuardian(In):
    name: PersonName
    email: Email
    language: Locale = "en"


class NewRoles(In):
    roles: Roles


class NewLink(In):
    language: Locale = "en"


class NewIdentity(In):
    """What the municipality's own sign-in calls this person; None takes the tie away."""

    subject: Annotated[str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True)] | None


class Handed(BaseModel):
    """What became of a one-use link: it was mailed, or is here to hand over, or neither was allowed."""

    account: str
    mailed: bool
    url: str | None


class AccountOut(BaseModel):
    id: str
    email: str
    identity: str | None


class GuardianOut(BaseModel):
    person: str
    name: str
    confirmed: bool


class PersonOut(BaseModel):
    """``account`` only for those who manage them, ``guardians`` for those who invite them.

    ``card`` only for coordinators and admins, where something was said.
    """

    id: str
    name: str
    minor: bool
    roles: list[AccountRole]
    account: AccountOut | None
    guardians: list[GuardianOut]
    card: CardOut | None = None


class PeopleNext(BaseModel):
    """What to ask with for those who follow."""

    after: str


class PeopleList(BaseModel):
    """Everybody asked for, or a page of them; ``next`` where there are more."""

    people: list[PersonOut]
    next: PeopleNext | None = None


class Part(StrEnum):
    """Those with an account here, or those who have only a name: pupils."""

    ACCOUNT = "account"
    PUPIL = "pupil"


class Search(In):
    """Part of a name. It is asked for in a body, for addresses end up in logs."""

    part: Part
    named: PersonName
    after: PersonId | None = None
