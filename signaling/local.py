"""Connections within one process: for the echo participant, and for tests without a socket."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from signaling.connection import Connection, ConnectionLost, Connector

if TYPE_CHECKING:
    from signaling.service import LessonService

CAPACITY = 64


class _Half:
    """One direction: a bounded queue that ends."""

    def __init__(self, capacity: int) -> None:
        self._texts: list[str] = []
        self._capacity = capacity
        self._ended = False
        self._moved = asyncio.Condition()

    async def put(self, text: str) -> None:
        async with self._moved:
            await self._moved.wait_for(lambda: self._ended or len(self._texts) < self._capacity)
            if self._ended:
                raise ConnectionLost
            self._texts.append(text)
            self._moved.notify_all()

    async def get(self) -> str:
        async with self._moved:
            await self._moved.wait_for(lambda: self._ended or bool(self._texts))
            if not self._texts:
                raise ConnectionLost
            self._moved.notify_all()
            return self._texts.pop(0)

    async def end(self) -> None:
        async with self._moved:
            self._ended = True
            self._moved.notify_all()


class LocalConnection:
    """One end of an in-process transport; texts sent before the end still arrive."""

    def __init__(self, incoming: _Half, outgoing: _Half) -> None:
        self._incoming = incoming
        self._outgoing = outgoing

    async def receive(self) -> str:
        """The next text; raises `ConnectionLost` after the last."""
        return await self._incoming.get()

    async def send(self, text: str, /) -> None:
        """Hand over a text; waits while `CAPACITY` are unread."""
        await self._outgoing.put(text)

    async def close(self, code: int, reason: str, /) -> None:
        """End both directions."""
        await self._outgoing.end()
        await self._incoming.end()


def pair(capacity: int = CAPACITY) -> tuple[LocalConnection, LocalConnection]:
    """Two ends of one transport."""
    one, two = _Half(capacity), _Half(capacity)
    return LocalConnection(one, two), LocalConnection(two, one)


def connector(service: LessonService, capacity: int = CAPACITY) -> Connector:
    """A way for a `RoomClient` to reach a service in the same process."""
    serving: set[asyncio.Task[None]] = set()

    async def connect() -> Connection:
        ours, theirs = pair(capacity)
        task = asyncio.create_task(service.serve(theirs))
        serving.add(task)
        task.add_done_callback(serving.discard)
        return ours

    return connect
