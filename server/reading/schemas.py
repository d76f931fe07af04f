"""What the reading link's API takes and gives."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field

from signaling.paper_messages import Demonstration, Mark, NoteView, Score

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

    def played(self) -> dict[str, Demonstration]:
        """What was played for the homework, each by its file."""
        found = (view.note.demonstration for view in self.notes)
        return {each.id: each for each in found if each is not None}

    def without(self, players: Collection[str]) -> Self:
        """Return the same lines without what these participants played for them."""
        notes = tuple(_silent(view) if _played_by(view, players) else view for view in self.notes)
        return self.model_copy(update={"notes": notes})


class ReadingView(Kept):
    """What whoever holds a reading link may see, and nothing that could be changed."""

    teacher: str
    instrument: str
    name: str
    made_at: datetime
    expires_at: datetime


def _played_by(view: NoteView, players: Collection[str]) -> bool:
    played = view.note.demonstration
    return played is not None and played.participant in players


def _silent(view: NoteView) -> NoteView:
    return view.model_copy(update={"note": view.note.model_copy(update={"demonstration": None})})
