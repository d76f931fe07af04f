"""What is said about places."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Word = Literal["together", "follow", "turns"]
ProfileOf = Literal["duet", "balanced", "listen", "studio"]
Ms = Annotated[float, Field(ge=0, le=60_000)]
Pct = Annotated[float, Field(ge=0, le=100)]
PlaceName = Annotated[str, Field(min_length=1, max_length=80, pattern=r"\S")]


class NewPlace(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    name: PlaceName


class Measured(BaseModel):
    """One profile as it was measured just now; ``word`` is what its ``worth_ms`` is good for."""

    model_config = ConfigDict(extra="forbid")

    profile: ProfileOf
    word: Word
    worth_ms: Ms
    variation_out_ms: Ms
    variation_in_ms: Ms
    lost_out_pct: Pct
    lost_in_pct: Pct


class NewMeasured(BaseModel):
    model_config = ConfigDict(extra="forbid")

    profiles: Annotated[list[Measured], Field(min_length=1, max_length=4)]


class HourOut(Measured):
    """The worst of one hour; ``hour_s`` is when it began, ``measured`` how often."""

    hour_s: int
    measured: int


class PlaceOut(BaseModel):
    id: str
    name: str
    created_s: float
    last_s: float | None


class PlaceList(BaseModel):
    places: list[PlaceOut]


class PlaceWithLink(PlaceOut):
    """``link`` opens measuring for this place; it is told this once."""

    link: str


class ReadinessOut(BaseModel):
    place: PlaceOut
    hours: list[HourOut]


class TurnOut(BaseModel):
    """Whether one may measure now, or a lesson goes on."""

    free: bool


class AnswerOut(BaseModel):
    """What a place was like at this hour of the week: the middle of all weeks, and the worst.

    ``word`` is the worst's; null: it was never measured at that hour.
    """

    word: Word | None
    worth_ms: float | None
    worst_ms: float | None
    weeks: int
