"""Structured logs without names, network addresses or tokens.

Nothing personal is given to the logger in the first place; since a library's message or an exception may
carry some anyway, everything is scrubbed on its way out.
"""

from __future__ import annotations

import logging
import re
import sys
import time
import traceback
from collections.abc import MutableMapping
from ipaddress import ip_address
from typing import Any, TextIO

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog.typing import ExcInfo

from server.errors import ServerError

_SECRETS = re.compile(
    r"eyJ[\w-]+\.[\w-]+\.[\w-]+"  # JSON Web Tokens
    r"|#[tk]=[^\s\"']+"  # fragments of invites and host links
    r"|(?i:bearer)\s+\S+"
)
_PERHAPS_ADDRESS = re.compile(r"(?<![\w:.])(?:(?:\d{1,3}\.){3}\d{1,3}|[0-9a-fA-F:]*:[0-9a-fA-F:.]+)(?![\w:])")
# Ours; every library is held to warnings, for below that they write addresses, SDP and SQL.
_OURS = ("klangbro", "signaling", "server", "rtc")
# Whose messages say what the machine lacks; others may quote what somebody typed.
_SPEAKING = (OSError, ServerError)

Event = MutableMapping[str, Any]


def scrub(text: str) -> str:
    """Replace what looks like a token, a key or a network address by an ellipsis."""
    return _PERHAPS_ADDRESS.sub(_without_address, _SECRETS.sub("…", text))


def _without_address(found: re.Match[str]) -> str:
    try:
        ip_address(found[0])
    except ValueError:
        return found[0]
    return "…"


def _scrub_event(_logger: object, _method: str, event: Event) -> Event:
    return {name: scrub(value) if isinstance(value, str) else value for name, value in event.items()}


def _format_exception(exc_info: ExcInfo) -> str:
    _, error, trace = exc_info
    lines = [f"{frame.filename}:{frame.lineno} in {frame.name}" for frame in traceback.extract_tb(trace)]
    said = f": {error}" if isinstance(error, _SPEAKING) else ""
    return "\n".join([*lines, f"{type(error).__name__}{said}"])


def configure(*, json: bool, level: str, stream: TextIO | None = None) -> None:
    """Send all logging, ours and the libraries', to one stream (standard error by default)."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
        structlog.processors.ExceptionRenderer(_format_exception),
    ]
    last: structlog.typing.Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if json
        else structlog.dev.ConsoleRenderer(colors=False, timestamp_key="at")
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
    root.setLevel(logging.WARNING)
    for name in _OURS:
        logging.getLogger(name).setLevel(level.upper())
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


#: Who asked went away before there was an answer, as nginx counts it: a page that is left, no fault of ours.
GONE = 499


class RequestLog:
    """ASGI middleware: one line per request, with the route's pattern rather than the address typed."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._log: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger("klangbro.http")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status, started = GONE, time.monotonic()

        async def remember_status(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = int(message["status"])
            await send(message)

        try:
            await self._app(scope, receive, remember_status)
        except Exception:
            status = 500
            raise
        finally:
            route = getattr(scope.get("route"), "path", "other")
            milliseconds = round((time.monotonic() - started) * 1000, 1)
            emit = self._log.warning if status >= 500 else self._log.debug
            emit("request", method=scope["method"], route=route, status=status, took_ms=milliseconds)
