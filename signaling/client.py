"""A client of the lesson room for native programs and tests: stays connected by itself.

It resumes with full-jitter backoff, sends durable messages again until they are acknowledged, and
delivers what comes exactly once and in order.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import random
import ssl
from collections.abc import AsyncIterator, Callable

from websockets.asyncio.client import ClientConnection
from websockets.asyncio.client import connect as open_websocket
from websockets.exceptions import ConnectionClosed, WebSocketException

from signaling.connection import Connection, ConnectionLost, Connector, NotText
from signaling.invite import Invite, parse
from signaling.messages import (
    Bye,
    ClientMessage,
    EndpointKind,
    Leave,
    Media,
    ServerMessage,
    Welcome,
)
from signaling.session import Session

PING_INTERVAL_S = 5.0
PING_TIMEOUT_S = 15.0
OPEN_TIMEOUT_S = 10.0
MAX_SERVER_BYTES = 1024 * 1024
BACKOFF_BASE_S = 0.3
BACKOFF_CAP_S = 4.0  # so that all are back within 5 s of the server, however long it was away


class ServerNotTrusted(Exception):  # noqa: N818
    """The server's certificate does not hold; nothing of ours was sent to it, and trying again is no help."""


class PinMismatch(ServerNotTrusted):
    """The server shows another certificate than the invite promised."""


class SocketConnection:
    """A websockets client connection as a `signaling.connection.Connection`."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket

    async def receive(self) -> str:
        """The next text."""
        try:
            text = await self._socket.recv()
        except ConnectionClosed:
            raise ConnectionLost from None
        if not isinstance(text, str):
            raise NotText
        return text

    async def send(self, text: str, /) -> None:
        """Send; waits while the network does not take it."""
        try:
            await self._socket.send(text)
        except ConnectionClosed:
            raise ConnectionLost from None

    async def close(self, code: int, reason: str, /) -> None:
        """Close, and wait for the other side at most a moment."""
        await self._socket.close(code, reason)


def tls_context(invite: Invite) -> ssl.SSLContext | None:
    """TLS as the invite asks for it: the pinned certificate, else the system's trust."""
    if not invite.websocket_url.startswith("wss:"):
        return None
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if invite.fingerprint is not None:
        # The certificate was made on the spot and no authority knows it; `check_pin` compares the
        # whole certificate before the token, or anything else of ours, is sent.
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def check_pin(invite: Invite, certificate: bytes | None) -> None:
    """Compare a certificate (DER) with the invite's fingerprint.

    Raises
    ------
    PinMismatch
        It is another one.
    """
    if invite.fingerprint is None:
        return
    shown = hashlib.sha256(certificate or b"").hexdigest()
    if not hmac.compare_digest(shown, invite.fingerprint):
        raise PinMismatch("the server's certificate is not the one in the invite; ask for a new invite")


def socket_connector(invite: Invite) -> Connector:
    """A way to the server of an invite over WebSocket."""

    async def connect() -> Connection:
        try:
            socket = await open_websocket(
                invite.websocket_url,
                ssl=tls_context(invite),
                open_timeout=OPEN_TIMEOUT_S,
                ping_interval=PING_INTERVAL_S,
                ping_timeout=PING_TIMEOUT_S,
                close_timeout=2.0,
                max_size=MAX_SERVER_BYTES,
                compression=None,
                user_agent_header=None,
            )
        except ssl.SSLCertVerificationError:
            raise ServerNotTrusted(
                "the server's certificate is not known here; use the invite exactly as the server printed it"
            ) from None
        except (OSError, TimeoutError, WebSocketException) as error:
            raise ConnectionLost(f"the server cannot be reached ({type(error).__name__})") from None
        if invite.fingerprint is not None and invite.websocket_url.startswith("wss:"):
            tls = socket.transport.get_extra_info("ssl_object")
            try:
                check_pin(invite, tls.getpeercert(binary_form=True))
            except PinMismatch:
                await socket.close()
                raise
        return SocketConnection(socket)

    return connect


class RoomClient:
    """One endpoint in a lesson.

    Parameters
    ----------
    invite : Invite or str
        The invite, or its address.
    kind : EndpointKind
        What this endpoint is.
    media : Media
        What it offers.
    connect : Connector, optional
        How to reach the room; by default a WebSocket to the invite's server.
    rng : random.Random, optional
        Source of the backoff's jitter.
    on_state : Callable[[str], None], optional
        Told ``"connecting"``, ``"online"``, ``"offline"``, ``"ended"`` as they happen.

    Raises
    ------
    InviteError
        The invite is not one.

    Attributes
    ----------
    session : Session
        The protocol's state: what is unacknowledged, what was dropped.
    bye : Bye or None
        The room's last word, once it has said it.
    problem : str
        Why the server could not be reached when last tried, if it could not; no address in it.

    Notes
    -----
    ``async with`` it, then ``async for message in client``: every message of the room but
    acknowledgements, in order, durable ones once; it ends after a bye without retry, or `close`, and
    raises `ServerNotTrusted` where the server's certificate does not hold.
    `send` never waits. One event loop; not thread-safe.
    """

    def __init__(
        self,
        invite: Invite | str,
        *,
        kind: EndpointKind = EndpointKind.COMPANION,
        media: Media | None = None,
        connect: Connector | None = None,
        rng: random.Random | None = None,
        on_state: Callable[[str], None] | None = None,
    ) -> None:
        self.invite = parse(invite) if isinstance(invite, str) else invite
        self.session = Session(self.invite.token, kind=kind, media=media or Media(audio=True))
        self.bye: Bye | None = None
        self.problem = ""
        self._connect = connect or socket_connector(self.invite)
        self._rng = rng or random.SystemRandom()
        self._on_state = on_state
        self._state = "offline"
        self._incoming: asyncio.Queue[ServerMessage | None] = asyncio.Queue()
        self._outgoing: asyncio.Queue[str] = asyncio.Queue()
        self._drained = asyncio.Event()
        self._running: asyncio.Task[None] | None = None

    @property
    def state(self) -> str:
        """One of ``"connecting"``, ``"online"``, ``"offline"``, ``"ended"``."""
        return self._state

    @property
    def welcome(self) -> Welcome | None:
        """The room's newest welcome."""
        return self.session.welcome

    async def __aenter__(self) -> RoomClient:
        self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    def start(self) -> None:
        """Connect, and stay connected."""
        if self._running is None:
            self._running = asyncio.create_task(self._run())

    def send(self, message: ClientMessage) -> None:
        """Send a message: a durable one arrives exactly once however often the network goes away, an
        ephemeral one only if the room can be reached now.

        Raises
        ------
        ValueError
            It is larger than the room takes.
        """
        for text in self.session.send(message):
            self._outgoing.put_nowait(text)

    async def drained(self) -> None:
        """Wait until every durable message is acknowledged."""
        while self.session.unacked and self._state != "ended":
            self._drained.clear()
            await self._drained.wait()

    async def leave(self, *, within_s: float = 2.0) -> None:
        """Leave the lesson for good, and close."""
        self.send(Leave())
        try:
            async with asyncio.timeout(within_s):
                await self.drained()
        except TimeoutError:
            pass
        await self.close()

    async def close(self) -> None:
        """Close the transport; the room keeps the place for a while."""
        if self._running is not None:
            self._running.cancel()
            await asyncio.gather(self._running, return_exceptions=True)
        self._end()

    def __aiter__(self) -> AsyncIterator[ServerMessage]:
        return self._messages()

    async def _messages(self) -> AsyncIterator[ServerMessage]:
        while (message := await self._incoming.get()) is not None:
            yield message
        self._incoming.put_nowait(None)
        if self._running is not None and self._running.done() and not self._running.cancelled():
            failure = self._running.exception()
            if failure is not None:
                raise failure

    # -- staying connected -----------------------------------------------------------------------

    async def _run(self) -> None:
        failures = 0
        try:
            while True:
                self._say("connecting")
                try:
                    welcomed = await self._once()
                except ConnectionLost as lost:
                    welcomed = False
                    self.problem = str(lost)
                self.session.disconnected()
                if self.bye is not None and not self.bye.retry:
                    return
                self.bye = None
                self._say("offline")
                failures = 0 if welcomed else failures + 1
                ceiling_s = min(BACKOFF_CAP_S, BACKOFF_BASE_S * 2 ** min(failures, 10))
                await asyncio.sleep(self._rng.uniform(0.0, ceiling_s))
        finally:
            self._end()

    async def _once(self) -> bool:
        """One transport from hello to its end; whether it got as far as a welcome."""
        connection = await self._connect()
        self._outgoing = asyncio.Queue()
        sending: asyncio.Task[None] | None = None
        welcomed = False
        try:
            await connection.send(self.session.connected())
            sending = asyncio.create_task(self._pump(connection))
            while self.bye is None:
                try:
                    text = await connection.receive()
                except NotText:
                    continue
                self._take(text)
                if self.session.online and not welcomed:
                    welcomed = True
                    self._say("online")
        except ConnectionLost:
            pass
        finally:
            if sending is not None:
                sending.cancel()
                await asyncio.gather(sending, return_exceptions=True)
            await connection.close(1000, "")
        return welcomed

    async def _pump(self, connection: Connection) -> None:
        outgoing = self._outgoing
        while True:
            await connection.send(await outgoing.get())

    def _take(self, text: str) -> None:
        received = self.session.receive(text)
        for reply in received.replies:
            self._outgoing.put_nowait(reply)
        if received.message is not None:
            if isinstance(received.message, Bye):
                self.bye = received.message
            self._incoming.put_nowait(received.message)
        if not self.session.unacked:
            self._drained.set()

    def _say(self, state: str) -> None:
        if state != self._state:
            self._state = state
            if self._on_state is not None:
                self._on_state(state)

    def _end(self) -> None:
        self._say("ended")
        self.session.disconnected()
        self._drained.set()
        self._incoming.put_nowait(None)
