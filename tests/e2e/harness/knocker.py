"""A pupil who is there by the protocol alone: knocks, writes, is let in or sent out; no sound, no browser."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TypeVar

from signaling.client import RoomClient
from signaling.messages import EndpointKind, Media, ServerMessage, Welcome
from tests.e2e.harness.server import Server

PATIENCE_S = 30.0
M = TypeVar("M", bound=ServerMessage)


def here(server: Server, url: str) -> str:
    """An invite's address as this machine reaches the server."""
    return f"{server.origin}/join{url.split('/join', 1)[1]}"


@asynccontextmanager
async def knocking(server: Server, url: str) -> AsyncIterator[RoomClient]:
    """Stand at the lesson's door."""
    media = Media(audio=True, video=True)
    async with RoomClient(here(server, url), kind=EndpointKind.PAGE, media=media) as client:
        await hear(client, Welcome)
        yield client


async def hear(client: RoomClient, kind: type[M]) -> M:
    """Wait for the next message of a kind."""
    async with asyncio.timeout(PATIENCE_S):
        async for message in client:
            if isinstance(message, kind):
                return message
    raise AssertionError(f"the room said goodbye before a {kind.__name__}")
