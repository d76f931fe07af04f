"""A client of the lesson room for native programs and tests: stays connected by itself.

It resumes with full-jitter backoff, sends durable messages again until they are acknowledged, and
delivers what comes exactly once and in order.
"""

from __future__ import annotations

import asyncio
import math
import random
import time
from collections.abc import AsyncIterator, Callable

from signaling.connection import Connection, ConnectionLost, Connector, NotText
from signaling.dialling import socket_connector
from signaling.haste import later, race
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

BACKOFF_BASE_S = 0.3
FRESH_S = 3.0
BACKOFF_CAP_S = 4.0  # so that all are back within 5 s of the server, however long it was away


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
        self._hurried = asyncio.Event()
        self._connected_s = -math.inf

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

    def hurry(self, *, whatever: bool = False) -> None:
        """The path is in doubt: open a second transport at once, and go on trying every second.

        The first is kept until the second is there; messages are lost and doubled as little as ever. A
        transport that is itself just seconds old is not doubted, but for ``whatever``.
        """
        if whatever or time.monotonic() - self._connected_s > FRESH_S:
            self._hurried.set()

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
                await self._wait(self._rng.uniform(0.0, ceiling_s))
        finally:
            self._end()

    async def _wait(self, seconds: float) -> None:
        """Wait, unless there is haste."""
        try:
            async with asyncio.timeout(seconds):
                await self._hurried.wait()
        except TimeoutError:
            pass

    async def _once(self) -> bool:
        """From one transport, or several that follow each other without a gap, to the last one's end.

        Whether it got as far as a welcome.
        """
        connection: Connection | None = await self._reach()
        welcomed = False
        while connection is not None:
            here, connection = connection, None
            listening = asyncio.create_task(self._listen(here))
            try:
                connection = await self._successor(listening)
            finally:
                listening.cancel()
                await asyncio.gather(listening, return_exceptions=True)
                welcomed = welcomed or self.session.online
                if connection is None:
                    await here.close(1000, "")
                else:
                    later(here.close(1000, ""))  # over a path that may be dead: nobody waits for that
                    self.session.disconnected()
        return welcomed

    async def _reach(self) -> Connection:
        """Open a transport; in haste, more than one at a time."""
        first = asyncio.ensure_future(self._connect())
        hurried = asyncio.create_task(self._hurried.wait())
        try:
            await asyncio.wait((first, hurried), return_when=asyncio.FIRST_COMPLETED)
            connection = await (first if first.done() else race(self._connect, first))
        finally:
            hurried.cancel()
            if not first.done():
                first.cancel()
        self._arrived()
        return connection

    async def _successor(self, listening: asyncio.Task[None]) -> Connection | None:
        """Wait for the transport's end (None), or for another that has been opened in haste."""
        hurried = asyncio.create_task(self._hurried.wait())
        racing: asyncio.Task[Connection] | None = None
        try:
            await asyncio.wait((listening, hurried), return_when=asyncio.FIRST_COMPLETED)
            if not listening.done():
                racing = asyncio.create_task(race(self._connect))
                await asyncio.wait((listening, racing), return_when=asyncio.FIRST_COMPLETED)
                if racing.done():
                    connection = racing.result()
                    self._arrived()
                    return connection
            listening.result()
            return None
        finally:
            hurried.cancel()
            if racing is not None and not racing.done():
                racing.cancel()
                await asyncio.gather(racing, return_exceptions=True)

    def _arrived(self) -> None:
        self._hurried.clear()
        self._connected_s = time.monotonic()

    async def _listen(self, connection: Connection) -> None:
        """Say hello, then hand on what comes, until the transport or the stay ends."""
        self._outgoing = asyncio.Queue()
        sending: asyncio.Task[None] | None = None
        try:
            await connection.send(self.session.connected())
            sending = asyncio.create_task(self._pump(connection))
            while self.bye is None:
                try:
                    text = await connection.receive()
                except NotText:
                    continue
                self._take(text)
                if self.session.online:
                    self._say("online")
        except ConnectionLost:
            pass
        finally:
            if sending is not None:
                sending.cancel()
                await asyncio.gather(sending, return_exceptions=True)

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
