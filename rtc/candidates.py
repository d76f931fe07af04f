"""Remote candidates: those in the description, those that trickle, and names that take a while to resolve."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

from aiortc import RTCIceCandidate, RTCIceTransport

from . import sdp

# A browser has a dozen; beyond this somebody plays with us.
_MAX_CANDIDATES = 128


class RemoteCandidates:
    """Hands candidates to the ICE transport in their own time.

    Notes
    -----
    Belongs to the event loop.
    """

    def __init__(self, transport: RTCIceTransport) -> None:
        self._transport = transport
        self._early: list[str | None] | None = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._count = 0
        self._closed = False

    async def described(self, remote: sdp.RemoteDescription) -> None:
        """Take those of the description, then those that came before it."""
        for candidate in remote.candidates:
            await self._add(candidate)
        early, self._early = self._early or [], None
        for text in early:
            await self.trickled(text)
        if remote.candidates_complete:
            self._spawn(self._end())

    async def trickled(self, text: str | None) -> None:
        """Take one more; ``None`` or an empty one ends them. ``SdpError`` if malformed."""
        candidate = sdp.parse_candidate(text) if text and text.strip() else None
        if self._closed or self._count >= _MAX_CANDIDATES:
            return
        if self._early is not None:
            self._count += 1
            self._early.append(text)
        elif candidate is not None:
            await self._add(candidate)
        elif not text or not text.strip():
            self._spawn(self._end())

    async def close(self) -> None:
        """Stop what still resolves."""
        self._closed = True
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _add(self, candidate: RTCIceCandidate) -> None:
        self._count += 1
        adding = self._transport.addRemoteCandidate(candidate)
        if sdp.is_mdns(candidate):
            self._spawn(adding)  # takes up to a second, and often fails: nothing may wait for it
        else:
            await adding

    async def _end(self) -> None:
        """No more will come, once the names among them are resolved."""
        others = [task for task in self._tasks if task is not asyncio.current_task()]
        await asyncio.gather(*others, return_exceptions=True)
        await self._transport.addRemoteCandidate(None)

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
