"""What the agreements' API takes and gives."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, Field

from server.agreements.standing import Notice, State
from server.agreements.terms import Day, MunicipalityId, Terms
from server.lessons.plan_schemas import PersonId
from server.lessons.schemas import In
from server.municipalities.kinds import OrganisationKind


class NewApproval(In):
    """Which version is approved: the one that was read, not one that came in between."""

    version: Annotated[int, Field(ge=1, le=10_000)]


class NewEnding(In):
    last_day: Day


class NewOffer(In):
    """A teacher of one's own for a party of the agreement."""

    person: PersonId
    municipality: MunicipalityId


class NewWelcome(In):
    person: PersonId


class Neighbour(BaseModel):
    id: str
    name: str
    kind: OrganisationKind = OrganisationKind.MUNICIPALITY


class Neighbours(BaseModel):
    municipalities: list[Neighbour]


class TeacherOut(BaseModel):
    """``guest`` is who they are in the municipality they are offered to, once welcomed there."""

    person: str
    name: str
    home: str
    municipality: str
    guest: str | None


class VersionOut(BaseModel):
    version: int
    terms: Terms
    proposed_by: str
    proposed_at: datetime
    approved_by: list[str]
    agreed: bool


class AgreementOut(BaseModel):
    """``counts`` is the version that holds today; ``names`` what its municipalities are called.

    ``providers`` are those of its parties that are no municipality but another provider of lessons.
    """

    id: str
    state: State
    notices: list[Notice]
    counts: int | None
    ended_on: date | None
    names: dict[str, str]
    providers: list[str]
    versions: list[VersionOut]
    teachers: list[TeacherOut]


class AgreementList(BaseModel):
    agreements: list[AgreementOut]
