"""What the planning API takes and gives."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Self

from pydantic import AwareDatetime, BaseModel, Field, model_validator

from server.delivered.matching import Warned
from server.lessons.schemas import In, Instrument, InviteOut, Level, PersonName
from server.roles.names import Action, LessonState
from signaling.messages import Role

MAX_OBSERVERS = 8
PersonId = Annotated[str, Field(min_length=1, max_length=64)]


class NewPlan(In):
    """A lesson to come. The pupil is one of the municipality's people, or somebody who has only a name here.

    ``begins_at`` left out means now. ``teacher`` is for those who plan for others.
    """

    pupil: PersonId | None = None
    pupil_name: PersonName | None = None
    teacher: PersonId | None = None
    instrument: Instrument = ""
    level: Level = ""
    begins_at: AwareDatetime | None = None
    minutes: Annotated[int, Field(ge=5, le=240)] = 30
    host: PersonId | None = None
    observers: Annotated[tuple[PersonId, ...], Field(max_length=MAX_OBSERVERS)] = ()

    @model_validator(mode="after")
    def _one_pupil(self) -> Self:
        if (self.pupil is None) == (self.pupil_name is None):
            raise ValueError("either pupil or pupil_name, not both")
        return self


class InLesson(BaseModel):
    """Somebody who has an invite; observers are named to everybody in the lesson."""

    invite: str
    role: Role
    name: str


class PlannedLesson(BaseModel):
    """``may`` is what the one who asks may do with it now."""

    id: str
    teacher: str
    instrument: str
    begins_at: datetime | None
    minutes: int | None
    state: LessonState
    people: list[InLesson]
    hosts: list[str]
    may: list[Action]
    warnings: Annotated[
        list[Warned], Field(description="What of it its agreement does not say, as it is planned.")
    ] = []


class NextPage(BaseModel):
    """What to ask with for the lessons that follow, beside the same ``to_s``."""

    from_s: float
    after: str


class PlannedLessons(BaseModel):
    """A page of them; ``next`` where there are more."""

    lessons: list[PlannedLesson]
    next: NextPage | None = None


class InviteList(BaseModel):
    invites: list[InviteOut]


class Entry(BaseModel):
    """Where one enters; whoever has this address enters as oneself."""

    url: str
