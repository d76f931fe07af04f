"""The messages of recording: whether it runs and why not, and the moments that were marked.

Every end records its own microphone and nothing else, and only while the room says ``running``. An end that
is not connected to the room writes nothing, since nobody could tell it to stop.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from signaling.wire import Durable, Id, Name, Wire

State = Literal["off", "asking", "running"]
Reason = Literal["never", "stopped", "lacking", "withdrawn", "no_teacher", "next_lesson", "restart", "full"]
MarkText = Annotated[str, Field(max_length=80)]
MarkS = Annotated[float, Field(ge=0, le=1e11, allow_inf_nan=False)]


class Lacks(Wire):
    """Somebody without whose permission nothing is recorded."""

    participant: Id
    name: Name


class SetRecording(Durable):
    """Start: a teacher. Stop: anybody who is in the lesson, observers too."""

    type: Literal["set_recording"] = "set_recording"
    running: bool


class PlaceMark(Durable):
    """Teacher or pupil: this moment, in lesson time. Counts only while it is recorded."""

    type: Literal["place_mark"] = "place_mark"
    at_s: MarkS
    text: MarkText = ""


class SetTaping(Durable):
    """Whether this page can keep its own sound while it is recorded; native ends always can."""

    type: Literal["set_taping"] = "set_taping"
    able: bool


class Recording(Durable):
    """How recording stands, whole.

    ``asking``: the room asks for permissions and nothing is recorded yet. ``take``: what is recorded now, by
    the ends of ``recorded`` alone. ``reason``: why it is off. ``by``: who started or stopped it. ``lacking``:
    whose permission it needs; told to teachers only.
    """

    type: Literal["recording"] = "recording"
    state: State = "off"
    reason: Reason = "never"
    take: Id | None = None
    recorded: tuple[Id, ...] = ()
    by: Annotated[str, Field(max_length=80)] = ""
    lacking: tuple[Lacks, ...] = ()


class Marked(Durable):
    """A moment was marked; ``n`` counts within a take from 1."""

    type: Literal["marked"] = "marked"
    take: Id
    n: Annotated[int, Field(ge=1)]
    at_s: MarkS
    name: Name
    text: MarkText = ""


RecordingRequest = SetRecording | PlaceMark | SetTaping
RecordingNews = Recording | Marked
