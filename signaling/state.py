"""The lesson room's whole state as plain data, and what the room asks its surroundings to do.

All times are the caller's monotonic seconds; `wall_offset_s` alone leads to wall-clock time.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from pydantic import TypeAdapter

from signaling.messages import (
    Admission,
    Bye,
    ChatLine,
    EndpointKind,
    LessonInfo,
    Media,
    Role,
    ServerMessage,
    SetMedia,
)
from signaling.outbox import DurableToEndpoint, Outbox
from signaling.papers import Papers
from signaling.takes import Tape
from signaling.tools import Measured, Processing
from signaling.toolstate import Tools
from signaling.waiting_messages import ReadyWord
from signaling.wire import ProfileName

CloseReason = Literal["replaced", "left", "removed", "gone"]

RESUME_S = 60.0
REPLACE_S = 10.0
STALE_S = 12 * 3600.0
MAX_ADMITTED = 4
MAX_PARTICIPANTS = 32
MAX_WAITING_PER_KIND = 4
CHAT_KEPT = 200
PARTINGS_KEPT = 32


@dataclass(frozen=True, slots=True)
class Send:
    """Give `message` to the link; order matters."""

    link: str
    message: ServerMessage


@dataclass(frozen=True, slots=True)
class Close:
    """Say `bye` to the link and close it; `rest` is what may still be on its way to it."""

    link: str
    bye: Bye
    rest: tuple[DurableToEndpoint, ...] = field(default=(), compare=False)


Action = Send | Close


@dataclass(slots=True)
class Endpoint:
    """One device or page of a participant, from its hello until it is gone for good.

    Attributes
    ----------
    number : int
        Order of arrival; decides who is polite and who is older.
    link : str or None
        The transport that holds this endpoint now: one at most. None: away.
    away_since_s : float
        Since when, if `link` is None.
    seen : int
        Last durable message the room has of it.
    wish : SetMedia or None
        What it set while it waited; holds from admission on.
    tapes : bool
        A page that can keep its own sound while it is recorded.
    roster, door : str
        Digests of the roster and of the door last sent.
    """

    id: str
    number: int
    participant: str
    invite: str
    kind: EndpointKind
    media: Media
    key_hash: str
    link: str | None
    admitted: bool = False
    away_since_s: float = 0.0
    seen: int = 0
    wish: SetMedia | None = None
    tapes: bool = False
    roster: str = ""
    door: str = ""
    outbox: Outbox = field(default_factory=Outbox)


@dataclass(slots=True)
class Participant:
    """One person in one lesson; `word` is what the teacher said when refusing."""

    id: str
    name: str
    role: Role
    admission: Admission = Admission.WAITING
    microphone: bool = True
    camera: bool = True
    second_camera: bool = False
    word: str = ""
    chat_from: int = 0
    relay_only: bool = False
    speaker: bool = False
    processing: tuple[Processing, ...] = ()
    measured: Measured | None = None
    gain_db: float = 0.0


@dataclass(slots=True)
class Connection:
    """One peer connection between endpoints `a` (older, makes the offer) and `b` (polite).

    `up` holds who has said that it carries something. `replaced_by` and `close_at_s` are set once a
    newer connection is to take over.
    """

    id: str
    a: str
    b: str
    media: Media
    up: list[str] = field(default_factory=list)
    replaces: str | None = None
    replaced_by: str | None = None
    close_at_s: float | None = None

    def other(self, endpoint: str) -> str | None:
        """The far end as seen from `endpoint`; None if that is no end of it."""
        return self.b if endpoint == self.a else self.a if endpoint == self.b else None


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the chat as it is kept; message objects would be most of a lesson's memory."""

    participant: str
    name: str
    text: str
    at_s: float

    def told(self) -> ChatLine:
        """It as a message."""
        return ChatLine(participant=self.participant, name=self.name, text=self.text, at_s=self.at_s)


@dataclass(frozen=True, slots=True)
class Word:
    """What a teacher says to those at the door; `at_s` is unix time."""

    ready: ReadyWord | None = None
    text: str = ""
    at_s: float = 0.0


@dataclass(slots=True)
class Parting:
    """The last words to a transport of another node, which says them when it takes up this state."""

    link: str
    bye: Bye
    rest: list[DurableToEndpoint] = field(default_factory=list)


@dataclass(slots=True)
class RoomState:
    """Everything there is to know about one lesson room; `touched_wall_s`: unix time of its last change."""

    lesson: LessonInfo
    wall_offset_s: float
    touched_wall_s: float = 0.0
    profile: ProfileName = "balanced"
    numbers: int = 0
    participants: dict[str, Participant] = field(default_factory=dict)
    endpoints: dict[str, Endpoint] = field(default_factory=dict)
    connections: dict[str, Connection] = field(default_factory=dict)
    chat: list[Line] = field(default_factory=list)
    chat_count: int = 0
    partings: list[Parting] = field(default_factory=list)
    tools: Tools = field(default_factory=Tools)
    papers: Papers = field(default_factory=Papers)
    tape: Tape = field(default_factory=Tape)
    word: Word = field(default_factory=Word)

    def number(self) -> int:
        """The next number for an id; never used twice in a lesson."""
        self.numbers += 1
        return self.numbers

    def endpoints_of(self, participant: str) -> list[Endpoint]:
        """Endpoints of one participant, oldest first."""
        return [e for e in self.endpoints.values() if e.participant == participant]

    def admitted_endpoints(self) -> list[Endpoint]:
        """Endpoints that are in the lesson, oldest first."""
        return [e for e in self.endpoints.values() if e.admitted]

    def admitted_participants(self) -> list[Participant]:
        """People who are in the lesson, in order of arrival."""
        return [p for p in self.participants.values() if p.admission is Admission.ADMITTED]

    def connections_of(self, endpoint: str) -> Iterator[Connection]:
        """Connections with this endpoint at one end."""
        return (c for c in list(self.connections.values()) if c.other(endpoint) is not None)


state_json: TypeAdapter[RoomState] = TypeAdapter(RoomState)
