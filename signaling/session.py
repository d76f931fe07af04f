"""The client's half of the protocol, sans-I/O: numbering, acknowledging, resuming.

The same for native clients and for tests; a page does the same in TypeScript. What comes in is
delivered once and in order; what goes out and is durable is kept until acknowledged.
"""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import ValidationError

from signaling.messages import (
    MAX_MESSAGE_BYTES,
    Ack,
    Bye,
    ClientMessage,
    EndpointKind,
    Error,
    ErrorCode,
    Hello,
    Media,
    Resume,
    ServerMessage,
    Welcome,
    server_messages,
)
from signaling.salvage import message_number
from signaling.wire import Durable


@dataclass(frozen=True, slots=True)
class Received:
    """What came of one text: the message, if the application is to see it, and what to send back."""

    message: ServerMessage | None = None
    replies: tuple[str, ...] = ()


class Session:
    """State of one endpoint across any number of transports.

    Attributes
    ----------
    unacked : list of ClientMessage
        Durable messages sent or to be sent, numbered, oldest first.
    dropped : list of ClientMessage
        What was unacknowledged when the room had forgotten this endpoint: it may or may not have
        arrived, and is not sent again by itself.
    """

    def __init__(self, token: str, *, kind: EndpointKind, media: Media) -> None:
        self._token = token
        self._kind = kind
        self.media = media
        self.welcome: Welcome | None = None
        self.unacked: list[ClientMessage] = []
        self.dropped: list[ClientMessage] = []
        self._online = False
        self._sent = 0
        self._seen = 0

    @property
    def online(self) -> bool:
        """Welcomed on the present transport."""
        return self._online

    def connected(self) -> str:
        """A new transport is there: the hello to send first."""
        self._online = False
        resume = None
        if self.welcome is not None:
            resume = Resume(endpoint=self.welcome.endpoint, key=self.welcome.resume_key, seen=self._seen)
        hello = Hello(token=self._token, endpoint=self._kind, media=self.media, resume=resume)
        return hello.model_dump_json(exclude_none=True)

    def disconnected(self) -> None:
        """The transport is gone."""
        self._online = False

    def send(self, message: ClientMessage) -> list[str]:
        """Take a message; what to send now (nothing while offline: durable ones are kept).

        Raises
        ------
        ValueError
            It is larger than the room takes.
        """
        if isinstance(message, Durable):
            message = message.model_copy(update={"seq": self._sent + 1})
        text = message.model_dump_json(exclude_none=True)
        if len(text.encode()) > MAX_MESSAGE_BYTES:
            raise ValueError(
                f"a message has at most {MAX_MESSAGE_BYTES} bytes, this has {len(text.encode())}"
            )
        if isinstance(message, Durable):
            self._sent += 1
            self.unacked.append(message)
        return [text] if self._online else []

    def receive(self, text: str) -> Received:
        """Take a text of the room. One that cannot be read is left out, since a newer server may say more;
        its number, if it has one, counts all the same, or nothing would get past it.
        """
        try:
            message = server_messages.validate_json(text)
        except ValidationError:
            return Received(None, self._counted(message_number(text))[1])
        if isinstance(message, Welcome):
            return self._welcomed(message)
        if isinstance(message, Ack):
            self._acked(message.seq)
            return Received()
        if isinstance(message, Durable):
            return self._durable(message)
        if isinstance(message, Error) and message.code is ErrorCode.GAP:
            return Received(message, self._again())
        if isinstance(message, Bye):
            self._online = False
        return Received(message)

    def _welcomed(self, welcome: Welcome) -> Received:
        if self.welcome is None or self.welcome.endpoint == welcome.endpoint:
            self._acked(welcome.seen)
        else:
            self.dropped = self.unacked
            self.unacked = []
            self._sent = 0
        self._sent = max(self._sent, welcome.seen)
        if not welcome.resumed:
            self._seen = 0
        self.welcome = welcome
        self._online = True
        return Received(welcome, self._again())

    def _durable(self, message: ServerMessage) -> Received:
        new, replies = self._counted(getattr(message, "seq", None) or 0)
        return Received(message if new else None, replies)

    def _counted(self, seq: int | None) -> tuple[bool, tuple[str, ...]]:
        """Whether a number is the next one, and the acknowledgement to send."""
        if seq is None:
            return False, ()
        new = seq == self._seen + 1
        self._seen += new
        return new, (Ack(seq=self._seen).model_dump_json(),)

    def _acked(self, seq: int) -> None:
        self.unacked = [m for m in self.unacked if isinstance(m, Durable) and (m.seq or 0) > seq]

    def _again(self) -> tuple[str, ...]:
        return tuple(message.model_dump_json(exclude_none=True) for message in self.unacked)
