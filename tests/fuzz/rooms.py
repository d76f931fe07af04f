"""What reaches the server: tokens, invites, messages of every type, uploads; and what reaches a client."""

from __future__ import annotations

import json
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

from server.errors import ServerError
from server.rooms.bus import hand_on
from server.scores.files import ScoreFiles
from server.scores.kinds import media_type
from signaling.invite import InviteError, build, parse
from signaling.messages import EndpointKind, Hello, Media, client_messages, server_messages
from signaling.room import Room
from signaling.salvage import message_number
from signaling.session import Session
from signaling.tokens import TokenExpired, TokenInvalid, issue, verify
from tests.fuzz.examples import examples
from tests.fuzz.target import Target
from tests.signaling.house import KEY, claims
from tests.signaling.table import table

ROLES = ("teacher", "pupil", "waiting")


def _base() -> str:
    """A lesson with a score on the table, a teacher, a pupil, and one who waits."""
    world, _, _ = table()
    world.device("waiting").connect()
    world.settle()
    return world.room.to_json()


class Lesson:
    """A room whose three transports say whatever is in an input, line by line in turns."""

    def __init__(self) -> None:
        self._stored = _base()
        self._room = self._fresh()

    def _fresh(self) -> Room:
        return Room.from_json(self._stored, new_key=lambda: "key-of-a-fuzzer-000")

    def take(self, data: bytes) -> None:
        """Feed it; whatever is said, the room goes on, and what it has become can be stored."""
        room = self._room
        links = [e.link for e in room.state.endpoints.values() if e.link is not None]
        for number, line in enumerate(data.splitlines()[:4]):
            link = links[(number + len(data)) % len(links)]
            try:
                message = client_messages.validate_json(line)
            except ValueError:
                room.unreadable(link, message_number(line.decode("utf-8", "replace")), now_s=200.0)
                continue
            if isinstance(message, Hello):
                room.hello(f"{link}x", claims("newcomer"), message, now_s=200.0)
            else:
                self._numbered(room, link, message)
        if room.changed:
            kept = room.to_json()
            self._room = self._fresh() if len(data) % 8 else Room.from_json(kept) and self._fresh()

    def _numbered(self, room: Room, link: str, message: Any) -> None:
        held = room.holds(link)
        if held is not None and getattr(message, "seq", None) is not None and message.type != "ack":
            message = message.model_copy(update={"seq": held.seen + 1})
        room.receive(link, message, now_s=200.0)


_LESSON = Lesson()
_REAL = ("sonata", "c5", "c7", "teacher", "pupil", "waiting", "e1", "e3")


def _real(text: bytes) -> Iterator[bytes]:
    """The same message about things that are there."""
    message = json.loads(text)
    for key in ("connection", "participant", "score", "id"):
        if isinstance(message.get(key), str):
            for name in _REAL:
                yield json.dumps(message | {key: name}).encode()


def _room_seeds() -> Iterator[bytes]:
    for text in examples(client_messages):
        yield text
        yield from _real(text)


def _client_session(data: bytes) -> None:
    session = Session("token", kind=EndpointKind.PAGE, media=Media(audio=True))
    for line in data.decode("utf-8", "replace").splitlines()[:4]:
        session.receive(line)


def _token(data: bytes) -> None:
    try:
        verify(KEY, data.decode("utf-8", "surrogateescape"), 0.0)
    except (TokenInvalid, TokenExpired):
        return


def _token_seeds() -> Iterator[bytes]:
    yield issue(KEY, claims("pupil")).encode()
    yield b"eyJhbGciOiJub25lIn0.e30."
    yield b"eyJhbGciOiJIUzI1NiIsImNyaXQiOlsiYjY0Il0sImI2NCI6ZmFsc2V9.e30.AAAA"


def _invite(data: bytes) -> None:
    try:
        parse(data.decode("utf-8", "surrogateescape"))
    except InviteError:
        return


def _state(data: bytes) -> None:
    try:
        room = Room.from_json(data)
    except ValueError:
        return
    assert Room.from_json(room.to_json()).state == room.state


class _Rooms:
    """Takes what another node, or whoever is at Redis, says over the bus."""

    def heard(self, lesson: str, revision: int) -> None:
        assert isinstance(lesson, str)
        assert isinstance(revision, int)

    def carried(self, lesson: str, revision: int, link: str, text: str) -> None:
        self.heard(lesson, revision)
        assert isinstance(link, str)
        assert isinstance(text, str)


_ROOMS: Any = _Rooms()
_FOLDER = tempfile.TemporaryDirectory(prefix="klangbro-fuzz-")
_NO_DATABASE: Any = None  # taking in asks none
_FILES = ScoreFiles(Path(_FOLDER.name), _NO_DATABASE, lambda: 0.0)


async def _chunks(data: bytes) -> AsyncIterator[bytes]:
    size = 1 + len(data) % 7
    for at in range(0, len(data), size):
        yield data[at : at + size]


def _upload(data: bytes) -> None:
    """Of what is no score, only some reaches the disk: files would be all that is measured."""
    if media_type(data[:16]) is None and len(data) % 16:
        return
    work = _FILES.take_in("lesson", _chunks(data[:64]))
    try:
        work.send(None)
    except StopIteration as done:
        name, found = done.value
        assert found == media_type(data[:16])
        assert _FILES.remove("lesson", name)
    except ServerError:
        assert media_type(data[:16]) is None


def _upload_seeds() -> Iterator[bytes]:
    yield from (b"%PDF-1.7 x", b"\x89PNG\r\n\x1a\nx", b"\xff\xd8\xffx", b"GIF89ax", b"RIFF1234WEBPVP8 ")


TARGETS = (
    Target("room", _LESSON.take, _room_seeds, json=True, most_bytes=3000),
    Target("client", _client_session, lambda: examples(server_messages), json=True, most_bytes=3000),
    Target("token", _token, _token_seeds, most_bytes=600),
    Target(
        "invite",
        _invite,
        lambda: [build("https://school.example:8443", "aa.bb.cc", "ab" * 32).encode()],
        most_bytes=300,
    ),
    Target("state", _state, lambda: [_base().encode()], json=True, most_bytes=8000),
    Target(
        "bus", lambda data: hand_on(_ROOMS, data), lambda: [b'["l", 3]', b'["l", 3, "n.1", "{}"]'], json=True
    ),
    Target("upload", _upload, _upload_seeds, most_bytes=64),
)
