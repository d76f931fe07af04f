"""What the API of shared posts takes and gives."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import BaseModel, Field, model_validator

from server.accounts.schemas import Email, Locale, Token
from server.agreements.terms import Day, Line, MunicipalityId, Text, Word, Zone
from server.lessons.schemas import In, PersonName

MAX_PERCENT = 100
Percent = Annotated[int, Field(ge=1, le=MAX_PERCENT, description="Of a full post.")]
PostId = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_-]+$")]


class State(StrEnum):
    COMPOSED = "composed"  # not every employer has agreed, or nobody has advertised it
    ADVERTISED = "advertised"
    OVER = "over"  # the last day to apply is past
    FILLED = "filled"
    WITHDRAWN = "withdrawn"


class NewNeed(In):
    """What one's municipality lacks."""

    subject: Word
    percent: Percent
    languages: Annotated[tuple[Word, ...], Field(max_length=10)] = ()
    places: Annotated[tuple[Word, ...], Field(max_length=20)] = ()
    from_day: Day


class NewPost(In):
    """``text`` is the advertisement: about the work, and about no person."""

    title: Annotated[Line, Field(min_length=1)]
    text: Text = ""
    needs: Annotated[tuple[PostId, ...], Field(min_length=2, max_length=14)]
    apply_until: Day


class NewFilling(In):
    """Who employs, and the frame of the agreement that is drafted; shares come from the needs."""

    employer: MunicipalityId
    valid_from: Day
    valid_until: Day
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] = "EUR"
    notice_days: Annotated[int, Field(ge=0, le=3650)] = 90
    legal_ground: Text = ""
    case_number: Line = ""
    zone: Zone = "Europe/Stockholm"

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.valid_until < self.valid_from:
            raise ValueError("valid_until is before valid_from")
        return self


class NewInterest(In):
    """Somebody would like a post. ``consent``: to what the page says about their name and address."""

    name: PersonName
    email: Email
    text: Text = ""
    consent: Literal[True]
    language: Locale = "en"


class InterestToken(In):
    token: Token


class InterestTaken(BaseModel):
    """``url`` takes the interest back; it is shown where it could not be mailed."""

    mailed: bool
    url: str | None


class InterestInfo(BaseModel):
    """``confirmable``: it was mailed and waits for whoever has the address to confirm it."""

    title: str
    confirmable: bool
    confirmed: bool


class NeedOut(BaseModel):
    """``post`` is the open post it is part of."""

    id: str
    municipality: str
    municipality_name: str
    subject: str
    percent: int
    languages: list[str]
    places: list[str]
    from_day: date
    post: str | None


class NeedList(BaseModel):
    needs: list[NeedOut]


class PartOut(BaseModel):
    need: NeedOut
    agreed: bool


class PostOut(BaseModel):
    """``municipality`` composed it; ``interests`` is how many there are, to it alone."""

    id: str
    municipality: str
    title: str
    text: str
    percent: int
    state: State
    apply_until: date
    agreement: str | None
    interests: int | None
    parts: list[PartOut]


class PostList(BaseModel):
    posts: list[PostOut]


class InterestOut(BaseModel):
    """``confirmed``: by the letter that was sent to the address."""

    id: str
    name: str
    email: str
    text: str
    at: datetime
    confirmed: bool


class InterestList(BaseModel):
    interests: list[InterestOut]


class VacancyPart(BaseModel):
    municipality: str
    subject: str
    percent: int
    places: list[str]


class Vacancy(BaseModel):
    """An advertisement: no person in it. ``asked_by`` is who reads what one writes."""

    id: str
    title: str
    text: str
    percent: int
    languages: list[str]
    from_day: date
    apply_until: date
    asked_by: str
    kept_days: int
    parts: list[VacancyPart]


class VacancyList(BaseModel):
    vacancies: list[Vacancy]
