"""Runs the echoes of this server, a bounded number of them."""

from __future__ import annotations

import asyncio
from importlib import import_module
from typing import TYPE_CHECKING

from server.errors import EchoBusyError
from signaling.local import connector
from signaling.service import LessonService

if TYPE_CHECKING:
    from server.echo import participant

MAX_ECHOES = 16


class EchoHost:
    """Starts echoes and ends them with the server.

    Notes
    -----
    One event loop; not thread-safe.
    """

    def __init__(self, rooms: LessonService) -> None:
        self._rooms = rooms
        self._running: set[asyncio.Task[None]] = set()

    @property
    def running(self) -> int:
        """Echoes at work."""
        return len(self._running)

    def ensure_room(self) -> None:
        """Raise EchoBusyError if as many echoes run as this server takes."""
        if len(self._running) >= MAX_ECHOES:
            raise EchoBusyError(
                f"{MAX_ECHOES} echoes are running, which is what this server takes.",
                "Try again in a few minutes.",
            )

    async def start(self, token: str, *, pause_ms: int) -> None:
        """Let an echo join the lesson of `token`. Raises EchoBusyError."""
        self.ensure_room()
        # aiortc takes a second to import, for which no lesson should wait.
        module = await asyncio.to_thread(import_module, "server.echo.participant")
        make: type[participant.EchoParticipant] = module.EchoParticipant
        echo = make(token, connector(self._rooms), pause_s=pause_ms / 1000)
        task = asyncio.create_task(echo.run())
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def close(self) -> None:
        """End all echoes."""
        running = list(self._running)
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
