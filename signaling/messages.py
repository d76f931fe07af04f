"""Every message of the lesson room, version 1. PROTOCOL.md tells the same in prose.

A *durable* message (``durable = True``) is stored, carries ``seq`` (counted from 1, each way, per
endpoint) and is acknowledged; an *ephemeral* one may vanish. Both ends reject unknown fields, so a
misspelt field is an error where it is made and not a silence at the other end.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from signaling.paper_messages import ClientPaper, ServerPaper
from signaling.tools import Measured, PeerTuner, Processing, ToolNews, ToolRequest
from signaling.track_messages import TrackNews, TrackRequest
from signaling.waiting_messages import Door, SayWaiting
from signaling.wire import Durable, Id, Message, Name, ProfileName, Wire

VERSION = 1
MAX_MESSAGE_BYTES = 32 * 1024


class Role(StrEnum):
    """What somebody may do in this lesson; account roles live in server/ and are mapped there."""

    TEACHER = "teacher"
    PUPIL = "pupil"
    OBSERVER = "observer"


class EndpointKind(StrEnum):
    PAGE = "page"
    COMPANION = "companion"
    ECHO = "echo"


class Admission(StrEnum):
    WAITING = "waiting"
    ADMITTED = "admitted"
    REFUSED = "refused"
    REMOVED = "removed"


class ErrorCode(StrEnum):
    """What went wrong, for programs; ``text`` beside it is for people."""

    BAD_MESSAGE = "bad_message"
    TOO_LARGE = "too_large"
    TOO_FAST = "too_fast"
    VERSION = "version"
    HELLO_FIRST = "hello_first"
    TOKEN_INVALID = "token_invalid"  # noqa: S105
    TOKEN_EXPIRED = "token_expired"  # noqa: S105
    INVITE_REVOKED = "invite_revoked"
    LESSON_UNKNOWN = "lesson_unknown"
    LESSON_FULL = "lesson_full"
    REMOVED = "removed"
    REFUSED = "refused"
    NOT_ADMITTED = "not_admitted"
    NOT_ALLOWED = "not_allowed"
    NO_SUCH_PARTICIPANT = "no_such_participant"
    NO_SUCH_CONNECTION = "no_such_connection"
    NO_SUCH_ITEM = "no_such_item"
    NO_SPACE = "no_space"
    GAP = "gap"
    REPLACED = "replaced"
    SLOW = "slow"
    SERVER_ERROR = "server_error"
    LEFT = "left"
    OVER = "over"


class Media(Wire):
    """Which media an endpoint offers, or a connection carries."""

    audio: bool = False
    video: bool = False


class Resume(Wire):
    """Proof that this is the endpoint that was here before, and what it has already seen."""

    endpoint: Id
    key: Annotated[str, Field(min_length=16, max_length=128)]
    seen: Annotated[int, Field(ge=0, le=2**53)] = 0


class IceServer(Wire):
    urls: tuple[str, ...]
    username: str | None = None
    credential: str | None = None


class LessonInfo(Wire):
    id: Id
    instrument: Annotated[str, Field(max_length=80)] = ""
    teacher: Name


class EndpointView(Wire):
    id: Id
    kind: EndpointKind
    media: Media
    present: bool
    admitted: bool


class ParticipantView(Wire):
    """One person as the others may see them. Pupils see admitted people only; a teacher, everyone."""

    id: Id
    name: Name
    role: Role
    admission: Admission
    microphone: bool = True
    camera: bool = True
    second_camera: bool = False
    speaker: bool = False
    processing: tuple[Processing, ...] = ()
    measured: Measured | None = None
    gain_db: float = 0.0
    endpoints: tuple[EndpointView, ...] = ()


# -- both ways -------------------------------------------------------------------------------------


class Ack(Message):
    """Everything up to ``seq`` has arrived and is stored."""

    type: Literal["ack"] = "ack"
    seq: Annotated[int, Field(ge=0, le=2**53)]


class Description(Durable):
    """An SDP offer or answer of one connection; relayed unread to its other endpoint."""

    type: Literal["description"] = "description"
    connection: Id
    kind: Literal["offer", "answer"]
    sdp: Annotated[str, Field(min_length=1, max_length=24_000)]


class Candidate(Message):
    """An ICE candidate (``None``: no more), relayed; ephemeral, since a new offer brings new ones."""

    type: Literal["candidate"] = "candidate"
    connection: Id
    candidate: Annotated[str, Field(max_length=1000)] | None = None
    mid: Annotated[str, Field(max_length=32)] | None = None


# -- endpoint to room ------------------------------------------------------------------------------


class Hello(Message):
    """The first message: who I am (the token), what I am, what I offer. Never logged."""

    type: Literal["hello"] = "hello"
    version: int = VERSION
    token: Annotated[str, Field(min_length=1, max_length=4096)]
    endpoint: EndpointKind
    media: Media
    resume: Resume | None = None


class Admit(Durable):
    """Teacher: let this participant in (all endpoints that wait; also one removed by mistake)."""

    type: Literal["admit"] = "admit"
    participant: Id


class Refuse(Durable):
    """Teacher: not now. The one who waits is told, and may knock again."""

    type: Literal["refuse"] = "refuse"
    participant: Id
    word: Annotated[str, Field(max_length=200)] = ""


class Remove(Durable):
    """Teacher: out of this lesson, and stays out until a teacher lets them in again."""

    type: Literal["remove"] = "remove"
    participant: Id


class ConnectionState(Durable):
    """``up``: carries sound or picture. ``silent``, ``failed``: please replace it."""

    type: Literal["connection_state"] = "connection_state"
    connection: Id
    state: Literal["up", "silent", "failed"]


class SetProfile(Durable):
    """Teacher: what both ends should play with."""

    type: Literal["set_profile"] = "set_profile"
    profile: ProfileName


class SetMedia(Durable):
    """What this participant has switched on. It tells; it cannot switch anyone else's.

    ``speaker``: no headphones, echo cancellation. ``processing``: as the device says; ``measured``: as found.
    """

    type: Literal["set_media"] = "set_media"
    microphone: bool
    camera: bool
    second_camera: bool = False
    speaker: bool = False
    processing: tuple[Processing, ...] = ()
    measured: Measured | None = None


class Chat(Durable):
    type: Literal["chat"] = "chat"
    text: Annotated[str, Field(min_length=1, max_length=2000)]


class Levels(Message):
    """The microphone's level, a few times a second, dBFS (-120 is silence)."""

    type: Literal["levels"] = "levels"
    peak_dbfs: Annotated[float, Field(ge=-120, le=6)]
    clipped: bool = False


class Leave(Durable):
    type: Literal["leave"] = "leave"


# -- room to endpoint ------------------------------------------------------------------------------


class Welcome(Message):
    """Answer to hello. ``seen`` is the last durable ``seq`` the room has of this endpoint.

    ``resumed`` false: nothing the room said before holds and its messages count from 1 again. With the
    ``endpoint`` of before, what was not acknowledged is sent on after ``seen``; with another one, the
    endpoint counts from 1. ``ice_servers`` is empty for one who waits; each ``connection_open`` brings
    its own.
    """

    type: Literal["welcome"] = "welcome"
    version: int = VERSION
    participant: Id
    endpoint: Id
    resume_key: str
    resumed: bool
    seen: int
    role: Role
    name: Name
    admission: Admission
    lesson: LessonInfo
    profile: ProfileName
    ice_servers: tuple[IceServer, ...] = ()
    heartbeat_ms: int = 250
    silence_ms: int = 1500
    resume_s: int = 60


class Roster(Durable):
    """Who is here, whole: the newest one replaces all before."""

    type: Literal["roster"] = "roster"
    participants: tuple[ParticipantView, ...]


class Admitted(Durable):
    """How the door stands for this endpoint now; ``word`` is the teacher's."""

    type: Literal["admission"] = "admission"
    state: Admission
    word: str = ""


class ConnectionOpen(Durable):
    """Make a peer connection to this endpoint. The impolite side makes the offer.

    All media lines are negotiated from the start; ``media`` says which of them carry something now.
    ``replaces``: keep that older connection until this one is up. ``ice_servers`` are filled in as it
    is sent, so that short-lived TURN credentials are fresh even when it is sent again after a resume.
    ``relay_only``: nobody may learn this endpoint's address; it tells and uses a relay's candidates alone.
    """

    type: Literal["connection_open"] = "connection_open"
    connection: Id
    participant: Id
    endpoint: Id
    kind: EndpointKind
    polite: bool
    media: Media
    replaces: Id | None = None
    relay_only: bool = False
    ice_servers: tuple[IceServer, ...] = ()


class ConnectionMedia(Durable):
    """What an open connection carries has changed (a companion took over the sound, say)."""

    type: Literal["connection_media"] = "connection_media"
    connection: Id
    media: Media


class ConnectionClose(Durable):
    type: Literal["connection_close"] = "connection_close"
    connection: Id
    reason: Literal["replaced", "left", "removed", "gone"]


class ProfileChanged(Durable):
    type: Literal["profile"] = "profile"
    profile: ProfileName


class ChatLine(Durable):
    type: Literal["chat_line"] = "chat_line"
    participant: Id
    name: Name
    text: str
    at_s: float


class PeerLevels(Message):
    type: Literal["peer_levels"] = "peer_levels"
    participant: Id
    peak_dbfs: float
    clipped: bool = False


class Error(Message):
    """A message was not understood or not allowed; the connection lives on. ``seq``: which one."""

    type: Literal["error"] = "error"
    code: ErrorCode
    text: str
    seq: int | None = None


class Bye(Message):
    """The last message before the room closes the connection, and whether to come back."""

    type: Literal["bye"] = "bye"
    code: ErrorCode
    text: str
    retry: bool = False


ClientMessage = Annotated[
    Hello
    | Ack
    | Description
    | Candidate
    | Admit
    | Refuse
    | Remove
    | ConnectionState
    | SetProfile
    | SetMedia
    | Chat
    | Levels
    | Leave
    | SayWaiting
    | ToolRequest
    | TrackRequest
    | ClientPaper,
    Field(discriminator="type"),
]
ServerMessage = Annotated[
    Welcome
    | Ack
    | Description
    | Candidate
    | Roster
    | Admitted
    | ConnectionOpen
    | ConnectionMedia
    | ConnectionClose
    | ProfileChanged
    | ChatLine
    | PeerLevels
    | Error
    | Bye
    | Door
    | ToolNews
    | TrackNews
    | PeerTuner
    | ServerPaper,
    Field(discriminator="type"),
]

client_messages: TypeAdapter[ClientMessage] = TypeAdapter(ClientMessage)
server_messages: TypeAdapter[ServerMessage] = TypeAdapter(ServerMessage)
