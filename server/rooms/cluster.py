"""This server as one of several: what it does besides serving, from the first to the last moment."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

from server.rooms.bus import RedisBus
from server.rooms.nodes import Nodes
from signaling.service import LessonService


@dataclass(frozen=True)
class Cluster:
    """The nodes as the database knows them, and the bus to them."""

    nodes: Nodes
    bus: RedisBus

    @asynccontextmanager
    async def joined(self, rooms: LessonService) -> AsyncIterator[None]:
        """Be one of the nodes; at the end close the rooms."""
        await self.nodes.join()
        working = asyncio.gather(self.nodes.watch(rooms), self.bus.work(rooms))
        try:
            yield
        finally:
            await rooms.close()
            working.cancel()
            with suppress(asyncio.CancelledError):
                await working
