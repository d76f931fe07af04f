"""One echo in its lesson: an ordinary endpoint of the room, reached without a socket."""

from __future__ import annotations

import asyncio

import structlog

from rtc import RtcError
from server.echo.connection import EchoConnection
from signaling.client import RoomClient
from signaling.connection import Connector
from signaling.invite import Invite
from signaling.messages import (
    Candidate,
    ConnectionClose,
    ConnectionOpen,
    Description,
    EndpointKind,
    Media,
    ServerMessage,
)

BEAT_S = 0.25
IDLE_S = 300.0  # alone for so long, it leaves: whoever wanted it has gone

log: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger("klangbro.echo")


class EchoParticipant:
    """Joins a lesson as a pupil and plays back to everyone it is connected with.

    Parameters
    ----------
    token : str
        Of the echo's own invite.
    connect : Connector
        The way to the rooms of this process.
    pause_s : float
        How long to wait before playing back.
    """

    def __init__(self, token: str, connect: Connector, *, pause_s: float, idle_s: float = IDLE_S) -> None:
        self._client = RoomClient(
            Invite("https://localhost", token),
            kind=EndpointKind.ECHO,
            media=Media(audio=True),
            connect=connect,
        )
        self._pause_s = pause_s
        self._idle_s = idle_s
        self._connections: dict[str, EchoConnection] = {}

    async def run(self) -> None:
        """Take part until the room ends it, or nobody has been connected for a while."""
        ticking = asyncio.create_task(self._tick())
        try:
            async with self._client:
                async for message in self._client:
                    await self._take(message)
        finally:
            ticking.cancel()
            await asyncio.gather(ticking, return_exceptions=True)
            for connection in self._connections.values():
                await connection.close()
            self._connections.clear()

    async def _take(self, message: ServerMessage) -> None:
        if isinstance(message, ConnectionOpen):
            await self._open(message)
        elif isinstance(message, ConnectionClose):
            closed = self._connections.pop(message.connection, None)
            if closed is not None:
                await closed.close()
        elif isinstance(message, Description | Candidate):
            connection = self._connections.get(message.connection)
            if connection is not None:
                await self._hand_on(connection, message)

    async def _open(self, opened: ConnectionOpen) -> None:
        welcome = self._client.welcome
        connection = EchoConnection(
            opened,
            ice_servers=opened.ice_servers,
            pause_s=self._pause_s,
            silence_s=(welcome.silence_ms if welcome else 1500) / 1000,
            send=self._client.send,
        )
        self._connections[opened.connection] = connection
        try:
            await connection.start()
        except RtcError as error:
            self._failed(connection, error)

    async def _hand_on(self, connection: EchoConnection, message: Description | Candidate) -> None:
        try:
            if isinstance(message, Description):
                await connection.describe(message)
            else:
                await connection.add(message)
        except RtcError as error:
            self._failed(connection, error)

    def _failed(self, connection: EchoConnection, error: RtcError) -> None:
        log.info("echo connection failed", reason=type(error).__name__)
        connection.report("failed")

    async def _tick(self) -> None:
        loop = asyncio.get_running_loop()
        busy_s = loop.time()
        while loop.time() - busy_s < self._idle_s:
            await asyncio.sleep(BEAT_S)
            for connection in self._connections.values():
                connection.beat()
                if connection.peer.state == "up":
                    busy_s = loop.time()
        await self._client.leave()
