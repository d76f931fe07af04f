"""The messages of the backing track: which recordings lie ready, and how the one that was chosen plays.

Every end plays the same samples, made once by the server, from a place in lesson time on: one that gets them
late, or comes late, begins where the others are.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from signaling.wire import Durable, Id, Wire

MAX_TRACK_S = 600.0

Seconds = Annotated[float, Field(ge=0, le=MAX_TRACK_S, allow_inf_nan=False)]
StartS = Annotated[float, Field(ge=0, le=1e11, allow_inf_nan=False)]
CountIn = Annotated[int, Field(ge=0, le=12)]
CountTempo = Annotated[float, Field(ge=20, le=300, allow_inf_nan=False)]


class TrackFile(Wire):
    """A recording that was uploaded for this lesson; ``id`` and ``seconds`` as the upload was answered."""

    id: Id
    name: Annotated[str, Field(min_length=1, max_length=120)]
    seconds: Seconds


class Loop(Wire):
    """From where to where, in seconds of the recording; ``to_s`` is later than ``from_s``."""

    from_s: Seconds
    to_s: Seconds


class Playing(Wire):
    """How a track plays. ``at_s``: where in the recording it starts, or stands; no track: none is chosen.

    What runs sounds at ``at_s`` when lesson time is ``lesson_s``, after ``count_in`` clicks at ``count_bpm``.
    Without ``lesson_s`` it is made ready, and begins when whoever asked for it has it and says when.
    ``leads``: whose end plays it in lesson time; the other's plays it as much later as that end is heard.
    """

    track: Id | None = None
    running: bool = False
    at_s: Seconds = 0.0
    tempo_percent: Annotated[int, Field(ge=50, le=150)] = 100
    key: Annotated[int, Field(ge=-6, le=6)] = 0
    loop: Loop | None = None
    lesson_s: StartS | None = None
    count_in: CountIn = 0
    count_bpm: CountTempo = 80.0
    leads: Literal["pupil", "teacher"] = "pupil"


class SetTrack(Durable, Playing):
    """Teacher or pupil: the track, whole, for everyone. Running: from ``at_s``."""

    type: Literal["set_track"] = "set_track"


class AddTrack(Durable):
    """Teacher or pupil: lay an uploaded recording ready."""

    type: Literal["add_track"] = "add_track"
    track: TrackFile


class RemoveTrack(Durable):
    """Teacher: take a recording away."""

    type: Literal["remove_track"] = "remove_track"
    track: Id


class Tracks(Durable):
    """The recordings that lie ready, whole."""

    type: Literal["tracks"] = "tracks"
    tracks: tuple[TrackFile, ...]


class Track(Durable, Playing):
    """How the track plays from now on. A higher ``n`` is a new start, also where all else is as before."""

    type: Literal["track"] = "track"
    n: int = 0


TrackRequest = SetTrack | AddTrack | RemoveTrack
TrackNews = Tracks | Track
