"""The companion's door on loopback: a WebSocket for pages, and a page that shows a code."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import secrets
import time
from collections.abc import Callable, Coroutine
from http import HTTPStatus
from urllib.parse import urlsplit

from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.datastructures import Headers
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response

from client.companion.carrier import Carrier, Stage
from client.companion.exchange import (
    CODE_DIGITS,
    Action,
    Exchange,
    Go,
    HideCode,
    Join,
    Leave,
    Mute,
    Pairing,
    ShowCode,
)
from client.companion.keys import Keys
from client.companion.showing import Shown
from client.native.errors import ClientError
from client.native.options import SessionOptions

__all__ = ["PORTS", "Companion"]

log = logging.getLogger(__name__)

PORTS = (47810, 47811, 47812, 47813, 47814)
"""Pages look for it here, one after the other; client/web/src/core/companion.ts has the same list."""
MOST_PAGES = 8
MOST_MESSAGE_BYTES = 16 * 1024
MOST_AHEAD_S = 1.0
"""A changeover that is agreed for later than this is for then: clocks are set while people play."""
RETURN_S = 10.0
"""A page that is loaded anew has so long until its sound is given up."""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
_GREETING = "klangbro companion\n"


class Companion:
    """Serves pages until cancelled.

    Parameters
    ----------
    options : SessionOptions
        Devices and all else but the invite.
    keys : Keys
    shown : Shown
    ports : tuple[int, ...]
        The first that is free is taken.
    on_ready : Callable[[int], None]
        Told the port.

    Notes
    -----
    One event loop; not thread-safe.
    """

    def __init__(
        self,
        options: SessionOptions,
        keys: Keys,
        shown: Shown,
        *,
        ports: tuple[int, ...] = PORTS,
        on_ready: Callable[[int], None] = lambda _: None,
    ) -> None:
        self._on_ready = on_ready
        self._keys, self._shown, self._ports = keys, shown, ports
        self._pairing = Pairing(lambda: f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}")
        self._carrier = Carrier(options, self._told)
        self._pages: dict[Exchange, ServerConnection] = {}
        self._holder: Exchange | None = None
        self._given_up: asyncio.TimerHandle | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self.port = 0

    async def run(self) -> None:
        """Serve until cancelled.

        Raises
        ------
        ClientError
            No port of ours is free: most likely another companion runs.
        """
        server = await self._listen()
        self._on_ready(self.port)
        self._carrier.send_leftovers()
        try:
            await asyncio.get_running_loop().create_future()
        finally:
            server.close()
            await self._carrier.leave()

    async def _listen(self) -> Server:
        for port in self._ports:
            with contextlib.suppress(OSError):
                server = await serve(
                    self._page,
                    "127.0.0.1",
                    port,
                    process_request=self._request,
                    max_size=MOST_MESSAGE_BYTES,
                    compression=None,
                    server_header=None,
                    logger=logging.getLogger("websockets.quiet"),
                )
                self.port = server.sockets[0].getsockname()[1]
                return server
        raise ClientError(f"None of the ports {self._ports[0]} to {self._ports[-1]} is free on this machine.")

    # -- HTTP ------------------------------------------------------------------------------------------

    def _request(self, connection: ServerConnection, request: Request) -> Response | None:
        """None: go on to a WebSocket. Whoever reached us under another name (DNS rebinding) gets nothing."""
        hosts = {f"127.0.0.1:{self.port}", f"localhost:{self.port}"}
        if request.headers.get("Host", "") not in hosts:
            return _answer(HTTPStatus.MISDIRECTED_REQUEST, "")
        if request.path == "/page":
            if _trustworthy(request.headers.get("Origin", "")) and len(self._pages) < MOST_PAGES:
                return None
            return _answer(HTTPStatus.FORBIDDEN, "")
        if request.path == "/":
            return _answer(HTTPStatus.OK, _GREETING)
        shown = self._shown.page(request.path.removeprefix("/code/"))
        if shown is None or not request.path.startswith("/code/"):
            return _answer(HTTPStatus.NOT_FOUND, "")
        return _answer(HTTPStatus.OK, shown, "text/html; charset=utf-8")

    # -- pages -----------------------------------------------------------------------------------------

    async def _page(self, connection: ServerConnection) -> None:
        assert connection.request is not None
        exchange = Exchange(connection.request.headers["Origin"], self._keys, self._pairing)
        self._pages[exchange] = connection
        try:
            async for text in connection:
                said = _parsed(text)
                answers, actions = exchange.hear(said, now_s=time.monotonic())
                for answer in answers:
                    await connection.send(json.dumps(answer))
                for action in actions:
                    await self._do(exchange, action)
        except ConnectionClosed:
            pass
        finally:
            del self._pages[exchange]
            for action in exchange.closed():
                await self._do(exchange, action)
            if self._holder is exchange:
                self._await_return()

    async def _do(self, exchange: Exchange, action: Action) -> None:
        match action:
            case ShowCode():
                await asyncio.to_thread(self._shown.show, action.code, action.origin, self.port)
            case HideCode():
                self._shown.hide()
            case Join():
                await self._take(exchange, action)
            case Leave() if exchange is self._holder:
                self._holder = None
                await self._carrier.leave(at_s=_monotonic_s(action.at_ms))
            case Go() if exchange is self._holder:
                self._carrier.go(at_s=_monotonic_s(action.at_ms))
            case Mute() if exchange is self._holder:
                self._carrier.mute(action.muted)
            case _:
                pass

    async def _take(self, exchange: Exchange, join: Join) -> None:
        """The newest page has the companion; the one before has its sound back."""
        before, self._holder = self._holder, exchange
        if self._given_up is not None:
            self._given_up.cancel()
            self._given_up = None
        if before is not None and before is not exchange:
            before.joined = False
            self._send(before, "ended", "")
        await self._carrier.join(join.invite, muted=join.muted)

    def _await_return(self) -> None:
        """A page that is loaded anew is back at once; one that does not come back has left."""
        self._given_up = asyncio.get_running_loop().call_later(RETURN_S, self._give_up)

    def _give_up(self) -> None:
        self._holder = self._given_up = None
        self._spawn(self._carrier.leave())

    def _told(self, stage: Stage, text: str) -> None:
        if self._holder is not None:
            self._send(self._holder, stage, text)
        if stage == "ended" and self._holder is not None:
            self._holder.joined = False

    def _send(self, exchange: Exchange, stage: Stage, text: str) -> None:
        connection = self._pages.get(exchange)
        if connection is not None:
            self._spawn(_deliver(connection, {"type": "state", "stage": stage, "text": text}))

    def _spawn(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _monotonic_s(at_ms: float | None) -> float:
    """A page's instant on our clock; page and companion share the machine's. None: now; never far ahead."""
    ahead_s = 0.0 if at_ms is None else at_ms / 1e3 - time.time()
    return time.monotonic() + min(MOST_AHEAD_S, max(0.0, ahead_s))


async def _deliver(connection: ServerConnection, message: dict[str, object]) -> None:
    with contextlib.suppress(ConnectionClosed):
        await connection.send(json.dumps(message))


def _parsed(text: str | bytes) -> dict[str, object]:
    """A message; anything malformed is one without a type."""
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}


def _trustworthy(origin: str) -> bool:
    """Only pages that a browser trusts with a microphone: https, or this machine's own."""
    parts = urlsplit(origin)
    here = parts.hostname in ("localhost", "127.0.0.1")
    return parts.scheme == "https" or (parts.scheme == "http" and here)


def _answer(status: HTTPStatus, body: str, kind: str = "text/plain; charset=utf-8") -> Response:
    """Other sites may neither read nor frame what is shown here."""
    raw = body.encode()
    headers = Headers(
        {
            "Content-Type": kind,
            "Content-Length": str(len(raw)),
            "Connection": "close",
            "Cache-Control": "no-store",
            "Content-Security-Policy": _POLICY,
            "Cross-Origin-Resource-Policy": "same-origin",
            "Referrer-Policy": "no-referrer",
            "X-Content-Type-Options": "nosniff",
        }
    )
    return Response(status.value, status.phrase, headers, raw)
