"""What the reading link's API takes and gives."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from signaling.paper_messages import Mark, NoteView, Score

MAX_DAYS = 366


class NewReading(BaseModel):
    """Whom the link is for. ``days``: how long it opens."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    participant: Annotated[str, Field(min_length=1, max_length=64)]
    days: Annotated[int, Field(ge=1, le=MAX_DAYS)] = 60


class ReadingOut(BaseModel):
    """A reading link that opens now."""

    id: str
    participant: str
    name: str
    url: str
    expires_at: datetime


class Reader(BaseModel):
    """A pupil whose table it is (``here``) or was; ``reading`` is their link, if it opens now."""

    participant: str
    name: str
    here: bool
    reading: ReadingOut | None


class ReaderList(BaseModel):
    readers: list[Reader]


class Kept(BaseModel):
    """What lay on the table: lines in the order they were written, marks in the order they were drawn."""

    model_config = ConfigDict(frozen=True)

    notes: tuple[NoteView, ...] = ()
    scores: tuple[Score, ...] = ()
    marks: tuple[Mark, ...] = ()


class ReadingView(Kept):
    """What whoever holds a reading link may see, and nothing that could be changed."""

    teacher: str
    instrument: str
    name: str
    made_at: datetime
    expires_at: datetime
