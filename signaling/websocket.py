"""The ASGI edge: WebSockets at ``/ws``, for pages of allowed origins and for native clients."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final, Protocol
from urllib.parse import urlsplit

from fastapi import WebSocket, WebSocketDisconnect
from starlette.routing import BaseRoute, WebSocketRoute
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocketState
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.exceptions import InvalidState
from websockets.protocol import State

from signaling.connection import ConnectionLost, NotText
from signaling.frames import Frames
from signaling.lean import Inbox, Signal
from signaling.messages import MAX_MESSAGE_BYTES
from signaling.service import LessonService

PATH = "/ws"


_EXTENSION = "klangbro.socket"
_READ_AHEAD = 16
_IN_A_ROW = 8
_SHORT, _MEDIUM = 126, 1 << 16
_OPEN = State.OPEN  # as an enum's member it is looked up anew for every message


class _Socket(Protocol):
    """What an endpoint finds of its transport in its scope; texts need not pass the middlewares."""

    async def receive(self) -> Any: ...

    def push(self, text: str, /) -> bool: ...

    def listen(self, take: Callable[[str], bool], /) -> None: ...


def _frame(text: bytes) -> bytes:
    """A whole text message as one frame of a server's (RFC 6455, 5.2)."""
    size = len(text)
    if size < _SHORT:
        return bytes((0x81, size)) + text
    if size < _MEDIUM:
        return b"\x81\x7e" + size.to_bytes(2, "big") + text
    return b"\x81\x7f" + size.to_bytes(8, "big") + text


class _Protocol(WebSocketsSansIOProtocol):
    """uvicorn's (0.54), with shortcuts for many small messages, and a mended end.

    uvicorn stops reading after every message until it is fetched, which costs two system calls each; here
    a few may wait. A text that can go out at once is written without a task's turn, and one that whoever
    listens takes at once needs none either.
    """

    _take: Callable[[str], bool] | None = None
    _in_a_row = 0
    _has_come = False
    _frames: Frames | None = None

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.queue = Inbox()  # type: ignore[assignment]
        self.writable = Signal()  # type: ignore[assignment]
        self.writable.set()

    def listen(self, take: Callable[[str], bool], /) -> None:
        """Offer each whole text to `take` before it is queued."""
        self._take = take
        self.request.headers.clear()  # the parser keeps the request as long as it lives
        for done_with in ("request", "response"):  # of the handshake: some 4 KiB for every socket
            self.__dict__.pop(done_with, None)

    def data_received(self, data: bytes) -> None:
        self._in_a_row = 0
        self._has_come = True
        if self._frames is None:
            super().data_received(data)
            if self.handshake_initiated:
                self._frames = Frames()  # uvicorn gives the request by itself: frames begin with what is next
            return
        at = 0
        while self._is_between_messages() and (found := self._frames.text(data, at)) is not None:
            text, at = found
            self.frames, self.curr_msg_data_type = [text], "text"
            self.send_receive_event_to_app()
        if at < len(data):
            self._frames.follow(data, at)
            super().data_received(data[at:] if at else data)

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        # Who listens knows us, as the scope does: rings that would wait for the next look for garbage.
        self._take = None
        scope: Any = getattr(self, "scope", None)
        if scope is not None:
            scope["extensions"].pop(_EXTENSION, None)

    def _is_between_messages(self) -> bool:
        return self.conn.state is _OPEN and not self.conn.expect_continuation_frame

    def send_keepalive_ping(self) -> None:
        """Ask whether the client is still there, unless it has just been heard from."""
        if self._has_come and not self.close_sent and not self.transport.is_closing():
            self._has_come = False
            self.schedule_ping()
        else:
            super().send_keepalive_ping()

    def _is_taken(self) -> bool:
        # Only so many: whose buffer is full of messages shall not keep the others waiting.
        if self._take is None or self._in_a_row >= _IN_A_ROW or self.close_sent:
            return False
        if self.curr_msg_data_type != "text" or len(self.frames) != 1 or not self.queue.empty():
            return False
        try:
            text = self.frames[0].decode()
        except UnicodeDecodeError:  # uvicorn has an answer to that
            return False
        self._in_a_row += 1
        if not self._take(text):
            return False
        self.frames = []
        return True

    def handle_connect(self, event: Any) -> None:
        super().handle_connect(event)
        scope: Any = getattr(self, "scope", None)
        if scope is not None:
            scope["extensions"][_EXTENSION] = self

    def send_receive_event_to_app(self) -> None:
        if self._is_taken():
            return
        paused = self.read_paused
        self.read_paused = paused or self.queue.qsize() < _READ_AHEAD  # to uvicorn: nothing left to stop
        reads_on = self.read_paused and not paused
        super().send_receive_event_to_app()
        if reads_on:
            self.read_paused = False

    def push(self, text: str, /) -> bool:
        """Send a text at once; False where it has to wait, or there is nobody to send it to any more."""
        ended = self.disconnected or self.close_sent or self.transport.is_closing()
        if ended or not self.handshake_complete or not self.writable.is_set():
            return False
        if self.conn.state is not _OPEN or self.conn.extensions:
            return False
        self.transport.write(_frame(text.encode()))
        return True

    def shutdown(self) -> None:
        # It cannot end while a client that said goodbye still holds its socket.
        try:
            super().shutdown()
        except InvalidState:  # both farewells are said, only TLS's own is awaited
            self.transport.close()


#: What uvicorn has to be started with for the promised keep-alive (ping 5 s, timeout 15 s) and sizes.
#: Twice the message size: what is only somewhat too large is answered instead of cut off.
UVICORN_SETTINGS: Final[dict[str, Any]] = {
    "ws": _Protocol,
    "ws_ping_interval": 5.0,
    "ws_ping_timeout": 15.0,
    "ws_max_size": 2 * MAX_MESSAGE_BYTES,
    "ws_per_message_deflate": False,  # small messages: it would cost more than it saves
}

_DEFAULT_PORTS = {"http": 80, "https": 443}


class WebSocketConnection:
    """A FastAPI WebSocket as a `signaling.connection.Connection`."""

    def __init__(self, websocket: WebSocket) -> None:
        self._websocket = websocket
        self._socket: _Socket | None = websocket.scope.get("extensions", {}).get(_EXTENSION)

    async def receive(self) -> str:
        """The next text; `NotText` for a binary message."""
        try:
            event = await (self._socket or self._websocket).receive()
        except RuntimeError:
            raise ConnectionLost from None
        if event["type"] != "websocket.receive":
            raise ConnectionLost
        text = event.get("text")
        if not isinstance(text, str):
            raise NotText
        return text

    def listen(self, take: Callable[[str], bool], /) -> None:
        """Offer texts to `take` as they come, where the server is ours."""
        if self._socket is not None:
            self._socket.listen(take)

    def push(self, text: str, /) -> bool:
        """Send at once, if nothing waits."""
        return self._socket is not None and self._socket.push(text)

    async def send(self, text: str, /) -> None:
        """Send; waits while the transport's buffer is full."""
        try:
            await self._websocket.send_text(text)
        except (WebSocketDisconnect, RuntimeError):
            raise ConnectionLost from None

    async def close(self, code: int, reason: str, /) -> None:
        """Close, unless closed already."""
        if self._websocket.application_state is not WebSocketState.DISCONNECTED:
            try:
                await self._websocket.close(code, reason)
            except (WebSocketDisconnect, RuntimeError):
                return


Origin = tuple[str, str, int]


def _origin(address: str) -> Origin | None:
    """Scheme, host and port of an address; None if it is none a page can have."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in _DEFAULT_PORTS or not parts.hostname:
        return None
    return parts.scheme, parts.hostname, port or _DEFAULT_PORTS[parts.scheme]


def origin_allowed(origin: str | None, host: str | None, allowed: Iterable[str] = ()) -> bool:
    """Whether a page of `origin` may open a WebSocket at `host` (both as their headers say).

    A page of the same host always may, one of the configured origins may, and a client that names no
    origin is no browser and is judged by its token alone. Browsers cannot leave out or forge Origin.
    """
    if origin is None:
        return True
    theirs = _origin(origin)
    if theirs is None:
        return False
    # The page's own scheme is lent to Host: behind a proxy that ends TLS we cannot know ours.
    ours = _origin(f"{theirs[0]}://{host or ''}")
    return theirs == ours or theirs in {_origin(entry) for entry in allowed}


def routes(service: LessonService, *, allowed_origins: Iterable[str] = ()) -> list[BaseRoute]:
    """Routes of the lesson room, to stand before all others.

    Parameters
    ----------
    allowed_origins : Iterable[str]
        ``https://host[:port]`` of pages served elsewhere that may use this server.
    """
    return [WebSocketRoute(PATH, _LessonRoom(service, tuple(allowed_origins)))]


class _LessonRoom:
    """The endpoint as an ASGI application: no layer of a framework stands around each lesson's socket."""

    def __init__(self, service: LessonService, allowed: tuple[str, ...]) -> None:
        self._service = service
        self._allowed = allowed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        websocket = WebSocket(scope, receive=receive, send=send)
        headers = websocket.headers
        if not origin_allowed(headers.get("origin"), headers.get("host"), self._allowed):
            await websocket.close(1008)
            return
        await websocket.accept()
        await self._service.serve(WebSocketConnection(websocket))
