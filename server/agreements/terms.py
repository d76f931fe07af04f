"""What an agreement says. The terms of a version never change; what is to be otherwise is a new version."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from server.ledger.settlement import Form, Tariff
from server.lessons.schemas import LINE, In

MAX_PARTIES = 14
_TEXT = (
    r"^[^\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2064\u2066-\u2069\ufeff]*$"
)
MunicipalityId = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_-]+$")]
Line = Annotated[str, StringConstraints(max_length=120, pattern=LINE, strip_whitespace=True)]
Word = Annotated[str, StringConstraints(min_length=1, max_length=60, pattern=LINE, strip_whitespace=True)]
Text = Annotated[str, StringConstraints(max_length=4000, pattern=_TEXT, strip_whitespace=True)]
Day = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2100, 12, 31))]


def _known(zone: str) -> str:
    try:
        ZoneInfo(zone)
    except (KeyError, ValueError, OSError) as error:  # unknown, no name of one, a folder of them
        raise ValueError("no time zone of the IANA's list") from error
    return zone


Zone = Annotated[str, StringConstraints(max_length=64), AfterValidator(_known)]


class Bears(StrEnum):
    """Who bears a lesson that was not held: then the hours are the taker's, the giver's, or half of each."""

    TAKER = "taker"
    GIVER = "giver"
    HALF = "half"


class Party(In):
    """A municipality of an agreement: whether its teachers teach elsewhere, and what share it bears."""

    municipality: MunicipalityId
    gives: bool = False
    share: Annotated[int, Field(ge=0, le=10_000, description="In any unit common to all: per cent, say.")] = 0
    official: Annotated[Line, Field(description="The office that decides, not its holder's name.")] = ""


class Borne(In):
    """Who bears a lesson not held for the pupil's, the teacher's or the technology's sake."""

    pupil: Bears = Bears.TAKER
    teacher: Bears = Bears.GIVER
    technology: Bears = Bears.GIVER


class Terms(In):
    """A version of an agreement. Money is in hundredths of the currency, time in minutes."""

    title: Annotated[Line, Field(min_length=1)]
    form: Form
    parties: Annotated[tuple[Party, ...], Field(min_length=2, max_length=MAX_PARTIES)]
    legal_ground: Text = ""
    case_number: Line = ""
    valid_from: Day
    valid_until: Day
    subjects: Annotated[tuple[Word, ...], Field(max_length=40)] = ()
    levels: Annotated[tuple[Word, ...], Field(max_length=20)] = ()
    minutes: Annotated[int, Field(ge=0, le=1_000_000)] = 0
    per: Literal["week", "term"] = "week"
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] = "EUR"
    price_minor: Annotated[int, Field(ge=0, le=10_000_000, description="For an hour.")] = 0
    preparation_min: Annotated[int, Field(ge=0, le=240, description="For a lesson held.")] = 0
    travel_min: Annotated[int, Field(ge=0, le=600, description="For a lesson held.")] = 0
    notice_days: Annotated[int, Field(ge=0, le=3650)] = 90
    borne: Borne = Borne()
    data_processing: Text = ""
    zone: Zone = "Europe/Stockholm"

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        if self.valid_until < self.valid_from:
            raise ValueError("valid_until is before valid_from")
        named = [party.municipality for party in self.parties]
        if len(set(named)) < len(named):
            raise ValueError("a municipality stands twice among the parties")
        if not any(party.gives for party in self.parties):
            raise ValueError("none of the parties gives")
        if self.form in {Form.JOINT_POST, Form.POOL} and not sum(party.share for party in self.parties):
            raise ValueError("this form needs shares")
        return self

    def party(self, municipality_id: str) -> Party | None:
        """Return what a municipality is in it."""
        return next((one for one in self.parties if one.municipality == municipality_id), None)

    def tariff(self) -> Tariff:
        """Return what counts in a settlement."""
        return Tariff(
            self.form,
            self.currency,
            self.price_minor,
            {party.municipality: party.share for party in self.parties},
        )
