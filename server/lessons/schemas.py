"""What the lessons' API takes and gives."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from signaling.messages import Role

MAX_HOURS = 24 * 366
MAX_PAUSE_MS = 10_000

# One visible line: no control or format characters, which could hide or reorder a name in a page.
LINE = r"^[^\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2064\u2066-\u2069\ufeff]*$"
PersonName = Annotated[
    str, StringConstraints(min_length=1, max_length=80, pattern=LINE, strip_whitespace=True)
]
Instrument = Annotated[str, StringConstraints(max_length=80, pattern=LINE, strip_whitespace=True)]
Level = Annotated[
    str,
    StringConstraints(max_length=60, pattern=LINE, strip_whitespace=True),
    Field(description="Of the teaching, in a word of the agreement it is planned under; empty: not said."),
]
Hours = Annotated[float, Field(gt=0, le=MAX_HOURS, description="How long the invites open the lesson.")]

Protected = Annotated[
    bool, Field(description="The pupil's identity is protected: nobody learns where they are.")
]


class In(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class NewLesson(In):
    teacher: PersonName
    pupil: PersonName
    instrument: Instrument = ""
    hours: Hours = 24 * 7
    protected: Protected = False


class NewInvite(In):
    role: Role
    name: PersonName
    protected: Protected = False


class NewEcho(In):
    pause_ms: Annotated[int, Field(ge=0, le=MAX_PAUSE_MS)] = 0


class LessonOut(BaseModel):
    id: str
    teacher: str
    instrument: str
    created_at: datetime
    expires_at: datetime
    revoked: bool
    echo: bool


class InviteOut(BaseModel):
    """An invite; whoever opens ``url`` is let into the lesson (a pupil: to its waiting room)."""

    id: str
    role: Role
    name: str
    url: str
    expires_at: datetime
    revoked: bool
    protected: bool


class LessonWithInvites(BaseModel):
    lesson: LessonOut
    invites: list[InviteOut]


class LessonList(BaseModel):
    lessons: list[LessonWithInvites]


class InviteInfo(BaseModel):
    """Whom an invite lets one meet."""

    teacher: str
    instrument: str
