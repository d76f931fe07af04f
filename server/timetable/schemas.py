"""What the timetable's API takes and gives. Days and times are those of the clocks in ``zone``."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, Field, StringConstraints, model_validator

from server.agreements.terms import Day, Zone
from server.delivered.matching import Warned
from server.lessons.plan_schemas import PersonId
from server.lessons.schemas import LINE, In, Instrument, Level
from server.problems import Problem
from server.timetable.series import MAX_DAYS

MAX_PUPILS = 40
#: More people than this, the teacher among them, meet at a place or elsewhere: a lesson room is too small.
IN_A_ROOM = 4
Name = Annotated[str, StringConstraints(min_length=1, max_length=80, pattern=LINE, strip_whitespace=True)]
PlaceId = Annotated[str, Field(min_length=1, max_length=64)]


def _to_the_minute(at: time) -> time:
    if at.tzinfo is not None or at.second or at.microsecond:
        raise ValueError("hours and minutes, without a zone")
    return at


At = Annotated[time, AfterValidator(_to_the_minute)]
Meeting = Annotated[str, StringConstraints(max_length=500, pattern=r"^https://[^\s\"<>@\\]+$")]


class NewTimes(In):
    """A span of days with a name: a term, or holidays."""

    name: Name
    first_day: Day
    last_day: Day

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not 0 <= (self.last_day - self.first_day).days <= MAX_DAYS:
            raise ValueError(f"last_day comes after first_day, by {MAX_DAYS} days at most")
        return self


class NewPlace(In):
    name: Name


class TimesOut(BaseModel):
    id: str
    name: str
    first_day: date
    last_day: date


class PlaceOut(BaseModel):
    id: str
    name: str


class Frame(BaseModel):
    """What a municipality's year and houses are like."""

    terms: list[TimesOut]
    holidays: list[TimesOut]
    places: list[PlaceOut]


class Planned(In):
    """What one time and a series have in common. ``teacher`` is for those who plan for others.

    ``host`` is the adult beside the pupil, who finds the lesson as their own and opens its door.
    """

    pupils: Annotated[tuple[PersonId, ...], Field(min_length=1, max_length=MAX_PUPILS)]
    teacher: PersonId | None = None
    host: PersonId | None = None
    instrument: Instrument = ""
    level: Level = ""
    zone: Zone = "Europe/Stockholm"
    at: At
    place: PlaceId | None = None
    meeting_url: Annotated[Meeting | None, Field(description="Where a large group meets elsewhere.")] = None

    @model_validator(mode="after")
    def _somewhere(self) -> Self:
        if len(set(self.pupils)) < len(self.pupils):
            raise ValueError("a pupil stands twice among the pupils")
        if len(self.pupils) + 1 > IN_A_ROOM and self.place is None and self.meeting_url is None:
            raise ValueError(f"more than {IN_A_ROOM} people need a place or a meeting_url")
        return self


class NewSeries(Planned):
    """A lesson every so many weeks, from ``first_day`` to ``last_day``, holidays left out."""

    first_day: Day
    last_day: Day
    every_weeks: Annotated[int, Field(ge=1, le=8)] = 1
    minutes: Annotated[int, Field(ge=20, le=60)] = 30

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not 0 <= (self.last_day - self.first_day).days <= MAX_DAYS:
            raise ValueError(f"last_day comes after first_day, by {MAX_DAYS} days at most")
        return self


class NewOnce(Planned):
    day: Day
    minutes: Annotated[int, Field(ge=10, le=240)] = 30


class Move(In):
    """To when one time goes, or with ``following`` the series from it on. What is left out stays."""

    day: Day
    at: At
    minutes: Annotated[int | None, Field(ge=10, le=240)] = None
    place: PlaceId | Literal["", None] = None  # "" is none
    following: bool = False


class NewTeacher(In):
    teacher: PersonId


class NewPupils(In):
    """Who learns in one time, or with ``following`` in the series from it on.

    ``host`` left out is who it was; "" is nobody.
    """

    pupils: Annotated[tuple[PersonId, ...], Field(min_length=1, max_length=MAX_PUPILS)]
    host: PersonId | Literal["", None] = None
    following: bool = False


class Who(BaseModel):
    id: str
    name: str


class OccurrenceOut(BaseModel):
    """One time. ``series`` says of which, ``usual_teacher`` whom a substitute stands in for."""

    id: str
    series: str | None
    every_weeks: int | None
    begins_at: datetime
    minutes: int
    zone: str
    state: Literal["planned", "over", "cancelled"]
    moved: bool
    teacher: Who
    usual_teacher: str | None
    pupils: list[str]
    pupil_ids: Annotated[list[str], Field(description="For whoever may change it.")]
    host: Who | None
    instrument: str
    level: str
    place: Who | None
    meeting_url: str | None
    lesson: str | None
    may_change: bool


class Timetable(BaseModel):
    occurrences: list[OccurrenceOut]


class Done(BaseModel):
    """What was planned or changed, with what coordinators should see to."""

    occurrences: list[OccurrenceOut]
    left_out: list[date]
    warnings: list[Warned]


class Side(BaseModel):
    """One party of a conflict; ``subject`` is whom it is for, or what."""

    teacher: str
    subject: str
    begins_at: datetime
    minutes: int


class ConflictOut(BaseModel):
    """Who, or which place, would be in two at once. ``taken`` is None for what another municipality has."""

    who: str
    is_place: bool
    wanted: Side
    taken: Side | None


class Conflicting(Problem):
    conflicts: list[ConflictOut] = Field(default_factory=list)


class NewFeed(In):
    """Of oneself (and one's children), or with ``place`` of a place."""

    place: PlaceId | None = None


class FeedOut(BaseModel):
    id: str
    place: Who | None
    created_at: datetime


class FeedList(BaseModel):
    feeds: list[FeedOut]


class NewFeedOut(FeedOut):
    """The address is told once; here only its hash is kept."""

    url: str


class Reminding(In):
    language: Literal["sv", "fi", "en", "it", "lt"]


class RemindingOut(BaseModel):
    """In which language letters come, or None; ``mail`` is whether this server can send any."""

    language: Literal["sv", "fi", "en", "it", "lt"] | None
    mail: bool
