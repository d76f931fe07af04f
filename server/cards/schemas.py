"""What the API of staff cards takes and gives."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import BaseModel, Field, model_validator

from server.agreements.terms import Word
from server.lessons.schemas import In

MAX_OFFERED_MIN = 2400
MAX_KM = 1000
Percent = Annotated[int, Field(ge=1, le=100, description="Of a full post.")]
Km = Annotated[int, Field(ge=1, le=MAX_KM)]


class Employer(In):
    """Who employs somebody, and for how much of a post."""

    name: Word
    percent: Percent


class OwnCard(In):
    """What a teacher says of themselves. ``travel_km``: how far, one way; None is as far as it takes."""

    subjects: Annotated[tuple[Word, ...], Field(max_length=20)] = ()
    languages: Annotated[tuple[Word, ...], Field(max_length=10)] = ()
    travels: bool = False
    travel_km: Km | None = None

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        if self.travel_km is not None and not self.travels:
            raise ValueError("a distance belongs to somebody who travels")
        return self


class Card(OwnCard):
    """The same, and what a coordinator adds."""

    employers: Annotated[tuple[Employer, ...], Field(max_length=14)] = ()
    offered_min: Annotated[
        int, Field(ge=0, le=MAX_OFFERED_MIN, description="Minutes a week, offered to the network.")
    ] = 0


class CardOut(BaseModel):
    """``home``: the municipality whose teacher a guest is; for whom a guest works is not told."""

    subjects: list[str]
    languages: list[str]
    travels: bool
    travel_km: int | None
    employers: list[Employer]
    offered_min: int
    home: str | None


class Offer(BaseModel):
    """What a municipality's teachers offer in a subject, together.

    ``names`` are those of one's own, and of teachers who are offered by an agreement in force.
    """

    municipality: str
    municipality_name: str
    subject: str
    minutes: Annotated[int, Field(description="A week; the same may stand under several subjects.")]
    teachers: int
    travelling: Annotated[int, Field(description="So many of the teachers come to another place.")]
    names: list[str]


class OfferList(BaseModel):
    offers: list[Offer]
