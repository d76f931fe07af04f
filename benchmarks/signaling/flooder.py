"""Somebody who floods a lesson service from one address: ``python -m benchmarks.signaling.flooder``.

A pupil with a real invite, or a program that has it, sends `TIMES` what one client may: messages
on one socket, and new sockets and requests beside them. Plan and report are lines of JSON; every line on
standard input afterwards begins a flood of so many seconds.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import sys
import time
from dataclasses import asdict, dataclass
from typing import Any

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from signaling.messages import Candidate, EndpointKind, Media
from signaling.session import Session

TIMES = 50
HOLD_S = 2.0
_AT_ONCE = 64


@dataclass(frozen=True)
class Flood:
    """What is asked of a flooder.

    Attributes
    ----------
    origin : str
        Of the node, as ``http://host:port``.
    address : str
        Where it comes from.
    token : str
        Of an invite.
    messages, sockets, requests : float
        How many of each a second.
    """

    origin: str
    address: str
    token: str
    messages: float
    sockets: float
    requests: float


@dataclass
class Poured:
    """What was sent, and what of it was refused or cut off."""

    messages: int = 0
    sockets: int = 0
    sockets_refused: int = 0
    requests: int = 0
    requests_refused: int = 0
    cut_off: int = 0


class Flooder:
    """One address that sends far too much."""

    def __init__(self, flood: Flood) -> None:
        self.flood = flood
        self.poured = Poured()
        self._socket = flood.origin.replace("http:", "ws:") + "/ws"

    async def pour(self, seconds: float) -> None:
        """Flood for so long."""
        transport = httpx.AsyncHTTPTransport(local_address=self.flood.address)
        async with httpx.AsyncClient(transport=transport, base_url=self.flood.origin, timeout=5.0) as browser:
            until_s = time.monotonic() + seconds
            await asyncio.gather(
                self._talk(until_s),
                _paced(self.flood.sockets, until_s, self._knock),
                _paced(self.flood.requests, until_s, lambda: self._ask(browser)),
            )

    def _connect(self) -> Any:
        address = (self.flood.address, 0)
        return connect(self._socket, compression=None, ping_interval=None, local_addr=address)

    async def _talk(self, until_s: float) -> None:
        """Messages, each due at its time; whenever it is cut off it comes back."""
        while time.monotonic() < until_s:
            session = Session(self.flood.token, kind=EndpointKind.PAGE, media=Media(audio=True))
            try:
                async with asyncio.timeout_at(asyncio.get_running_loop().time() + HOLD_S):
                    wire = await self._connect()
            except (OSError, WebSocketException, TimeoutError):
                await asyncio.sleep(0.05)
                continue
            async with wire:
                await self._shout(wire, session, until_s)

    async def _shout(self, wire: ClientConnection, session: Session, until_s: float) -> None:
        reading = asyncio.create_task(_read_away(wire))
        try:
            await wire.send(session.connected())
            text = Candidate(connection="c1", candidate="x" * 100).model_dump_json()
            begun_s, sent = time.monotonic(), 0
            while (now_s := time.monotonic()) < until_s:
                due = int((now_s - begun_s) * self.flood.messages)
                for _ in range(due - sent):
                    await wire.send(text)
                    self.poured.messages += 1
                sent = due
                await asyncio.sleep(0.002)
        except (OSError, WebSocketException):
            self.poured.cut_off += 1
        finally:
            reading.cancel()
            await asyncio.gather(reading, return_exceptions=True)

    async def _knock(self) -> None:
        self.poured.sockets += 1
        try:
            async with asyncio.timeout_at(asyncio.get_running_loop().time() + HOLD_S):
                wire = await self._connect()
        except (OSError, WebSocketException, TimeoutError):
            self.poured.sockets_refused += 1
            return
        wire.transport.abort()

    async def _ask(self, browser: httpx.AsyncClient) -> None:
        self.poured.requests += 1
        with contextlib.suppress(httpx.HTTPError):
            answer = await browser.get("/api/lessons", headers={"Authorization": "Bearer none"})
            self.poured.requests_refused += answer.status_code == httpx.codes.TOO_MANY_REQUESTS


async def _read_away(wire: ClientConnection) -> None:
    with contextlib.suppress(OSError, WebSocketException):
        async for _ in wire:
            pass


async def _paced(rate: float, until_s: float, act: Any) -> None:
    """Begin `act` so often, whatever becomes of it, as long as not too many are under way."""
    running: set[asyncio.Task[None]] = set()
    begun_s, done = time.monotonic(), 0
    while (now_s := time.monotonic()) < until_s:
        due = int((now_s - begun_s) * rate)
        for _ in range(due - done):
            if len(running) < _AT_ONCE:
                task = asyncio.create_task(act())
                running.add(task)
                task.add_done_callback(running.discard)
        done = due
        await asyncio.sleep(0.005)
    await asyncio.gather(*running, return_exceptions=True)


def _say(message: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


async def _main() -> None:
    flooder = Flooder(Flood(**json.loads(sys.stdin.readline())))
    _say({"type": "ready"})
    while line := await asyncio.to_thread(sys.stdin.readline):
        await flooder.pour(float(json.loads(line)["seconds"]))
        _say({"type": "poured", **asdict(flooder.poured)})


if __name__ == "__main__":
    asyncio.run(_main())
