"""The messages of what lies on the table between the two: notes, homework, and the score they draw on.

Places on a page are whole numbers from 0 to 10000, from its left and from its top, so that a mark
sits on the same note on a Chromebook and on a telephone.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from signaling.wire import Durable, Id, Message, Name, Wire

PER_PAGE = 10_000
ERASED_AT_ONCE = 200
DEMONSTRATION_S = 60

Page = Annotated[int, Field(ge=1, le=500)]
Across = Annotated[int, Field(ge=0, le=PER_PAGE)]
Shape = Literal["pen", "highlighter", "text", "sign"]
Colour = Literal["red", "blue", "green", "yellow", "black"]
# Text, not lists of numbers: a room with hundreds of strokes is stored whole at every change.
Points = Annotated[str, Field(max_length=6000, pattern=r"^\d{1,5},\d{1,5}( \d{1,5},\d{1,5})*$")]


class Demonstration(Wire):
    """What a teacher, ``participant``, played for a line of homework; ``id`` is what its upload was given.

    ``text`` says what one hears, for whoever does not hear it.
    """

    id: Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
    participant: Id
    seconds: Annotated[float, Field(gt=0, le=DEMONSTRATION_S)]
    text: Annotated[str, Field(min_length=1, max_length=200)]


class Note(Wire):
    """One line of the lesson notes or of the homework; ``done`` is the pupil's tick."""

    id: Id
    list: Literal["notes", "homework"]
    text: Annotated[str, Field(min_length=1, max_length=1000)]
    done: bool = False
    demonstration: Demonstration | None = None


class NoteView(Wire):
    """A line with who last wrote it and when (unix time)."""

    note: Note
    participant: Id
    name: Name
    at_s: float


class Score(Wire):
    """A file that was uploaded for this lesson; ``id`` is what the upload was answered with."""

    id: Id
    name: Annotated[str, Field(min_length=1, max_length=120)]
    kind: Literal["pdf", "image", "music"]


class ScoreView(Wire):
    score: Score
    participant: Id


class Place(Wire):
    """Where in a score one looks. ``x``, ``y``: what of the page is in the middle, 0 to 1."""

    score: Id
    page: Page
    zoom: Annotated[float, Field(ge=1, le=4)] = 1
    x: Annotated[float, Field(ge=0, le=1)] = 0.5
    y: Annotated[float, Field(ge=0, le=1)] = 0.5


class Mark(Wire):
    """Something drawn on a page. ``text``: the words, or the name of the sign."""

    id: Id
    score: Id
    page: Page
    shape: Shape
    colour: Colour
    points: Points
    text: Annotated[str, Field(max_length=200)] = ""


class Op(Wire):
    """One step of what was done to a score: a mark drawn, or marks erased; perhaps taken back since.

    What is seen is every mark whose drawing stands and which no standing step erases, in order of ``n``.
    """

    n: int
    participant: Id
    score: Id
    mark: Mark | None = None
    erased: tuple[Id, ...] = ()
    undone: bool = False


# -- endpoint to room ------------------------------------------------------------------------------


class WriteNote(Durable):
    """Write a new line, or one that is there anew. A pupil ticks homework, but words it not."""

    type: Literal["write_note"] = "write_note"
    note: Note


class RemoveNote(Durable):
    type: Literal["remove_note"] = "remove_note"
    note: Id


class AddScore(Durable):
    """Lay an uploaded file on the table."""

    type: Literal["add_score"] = "add_score"
    score: Score


class RemoveScore(Durable):
    """Teacher: take a score and all that was drawn on it away."""

    type: Literal["remove_score"] = "remove_score"
    score: Id


class SetPlace(Durable):
    """Turn the shared page."""

    type: Literal["set_place"] = "set_place"
    place: Place


class SetScoreRules(Durable):
    """Teacher: do the pages turn together, and may pupils draw?"""

    type: Literal["set_score_rules"] = "set_score_rules"
    follow: bool
    draw: bool


class Draw(Durable):
    type: Literal["draw"] = "draw"
    mark: Mark


class Erase(Durable):
    """Take marks away: a pupil one's own, a teacher any."""

    type: Literal["erase"] = "erase"
    score: Id
    marks: Annotated[tuple[Id, ...], Field(min_length=1, max_length=ERASED_AT_ONCE)]


class Undo(Durable):
    """Take back one's own last standing step in this score; ``redo``: put it back again."""

    type: Literal["undo"] = "undo"
    score: Id
    redo: bool = False


class Pointer(Message):
    """Where one points; ``shown`` false: no longer."""

    type: Literal["pointer"] = "pointer"
    score: Id
    page: Page
    x: Across
    y: Across
    shown: bool = True


class Typing(Message):
    """The chat line as far as it is typed; empty: not typing any more."""

    type: Literal["typing"] = "typing"
    text: Annotated[str, Field(max_length=2000)]


# -- room to endpoint ------------------------------------------------------------------------------


class Notes(Durable):
    """Lines that are new or were written anew, in their order."""

    type: Literal["notes"] = "notes"
    notes: tuple[NoteView, ...]


class NoteRemoved(Durable):
    type: Literal["note_removed"] = "note_removed"
    note: Id


class Scores(Durable):
    """The scores on the table, whole; marks of one that is no longer there go with it."""

    type: Literal["scores"] = "scores"
    scores: tuple[ScoreView, ...]


class Placed(Durable):
    """The shared page, and who turned it."""

    type: Literal["place"] = "place"
    place: Place
    participant: Id


class ScoreRules(Durable):
    type: Literal["score_rules"] = "score_rules"
    follow: bool
    draw: bool


class Marks(Durable):
    """Steps that are new or have changed; one with a known ``n`` replaces it."""

    type: Literal["marks"] = "marks"
    ops: tuple[Op, ...]


class PeerPointer(Message):
    type: Literal["peer_pointer"] = "peer_pointer"
    participant: Id
    score: Id
    page: Page
    x: Across
    y: Across
    shown: bool


class PeerTyping(Message):
    type: Literal["peer_typing"] = "peer_typing"
    participant: Id
    text: str


ClientPaper = (
    WriteNote
    | RemoveNote
    | AddScore
    | RemoveScore
    | SetPlace
    | SetScoreRules
    | Draw
    | Erase
    | Undo
    | Pointer
    | Typing
)
DurablePaper = Notes | NoteRemoved | Scores | Placed | ScoreRules | Marks
ServerPaper = DurablePaper | PeerPointer | PeerTyping
