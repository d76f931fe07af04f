"""Structured logs without names, network addresses or tokens.

Nothing personal is given to the logger in the first place; since a library's message or an exception may
carry some anyway, everything is scrubbed on its way out.
"""

from __future__ import annotations

import logging
import re
import sys
import time
from collections.abc import MutableMapping
from typing import Any, TextIO

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_SECRETS = re.compile(
    r"eyJ[\w-]+\.[\w-]+\.[\w-]+"  # JSON Web Tokens
    r"|#[tk]=[^\s\"']+"  # fragments of invites and host links
    r"|(?i:bearer)\s+\S+"
    r"|\b(?:\d{1,3}\.){3}\d{1,3}\b"
    r"|(?<![\w:])(?:[0-9a-fA-F]{0,4}:){2,7}[0-9a-fA-F]{0,4}(?![\w:])"
)
_NOISY = ("aiortc", "aioice", "uvicorn", "websockets", "asyncio", "alembic", "sqlalchemy", "httpx")

Event = MutableMapping[str, Any]


def scrub(text: str) -> str:
    """Replace what looks like a token, a key or a network address by an ellipsis."""
    return _SECRETS.sub("…", text)


def _scrub_event(_logger: object, _method: str, event: Event) -> Event:
    return {name: scrub(value) if isinstance(value, str) else value for name, value in event.items()}


def configure(*, json: bool, level: str, stream: TextIO | None = None) -> None:
    """Send all logging, ours and the libraries', to one stream (standard error by default).

    Libraries are held to warnings: below that they write addresses and SDP.
    """
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
        structlog.processors.format_exc_info,
    ]
    last: structlog.typing.Processor = (
        structlog.processors.JSONRenderer() if json else structlog.dev.ConsoleRenderer(colors=False)
    )
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, _scrub_event, last],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for name in _NOISY:
        library = logging.getLogger(name)
        library.handlers.clear()
        library.propagate = True
        library.setLevel(logging.WARNING)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )


class RequestLog:
    """ASGI middleware: one line per request, with the route's pattern rather than the address typed."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._log: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger("klangbro.http")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status, started = 500, time.monotonic()

        async def remember_status(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = int(message["status"])
            await send(message)

        try:
            await self._app(scope, receive, remember_status)
        finally:
            route = getattr(scope.get("route"), "path", "other")
            milliseconds = round((time.monotonic() - started) * 1000, 1)
            emit = self._log.warning if status >= 500 else self._log.debug
            emit("request", method=scope["method"], route=route, status=status, took_ms=milliseconds)
