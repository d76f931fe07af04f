"""Figures for Prometheus: how many, how fast, how often. Nobody's name, address, lesson or invite.

They are served apart from what people reach: at a port of their own that is bound to this machine unless
one says otherwise.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, start_http_server
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.errors import PortUnavailableError
from server.logs import GONE
from server.settings import Settings

logger = logging.getLogger(__name__)

_BUCKETS_S = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0)


class Metrics:
    """The figures of one process.

    Parameters
    ----------
    version : str
        The program's.

    Notes
    -----
    Thread-safe: yes. Labels take values from short fixed lists alone, so nothing personal and no flood of
    series can come of a request.
    """

    def __init__(self, version: str) -> None:
        self.registry = CollectorRegistry()
        Gauge("klangbro_info", "Which version runs.", ["version"], registry=self.registry).labels(
            version
        ).set(1)
        self.requests = Counter(
            "klangbro_http_requests",
            "Answers by route and status.",
            ["route", "status"],
            registry=self.registry,
        )
        self.took = Histogram(
            "klangbro_http_seconds", "How long an answer took.", registry=self.registry, buckets=_BUCKETS_S
        )
        self.sockets = Gauge("klangbro_websockets", "Endpoints connected now.", registry=self.registry)
        self.sockets_opened = Counter(
            "klangbro_websockets_opened", "Endpoints that have connected.", registry=self.registry
        )

    def watch(self, name: str, said: str, read: Callable[[], float]) -> None:
        """Let a figure be read whenever it is asked for."""
        self.registry.register(_Read(name, said, read))


class _Read(Collector):
    def __init__(self, name: str, said: str, read: Callable[[], float]) -> None:
        self._name, self._said, self._read = name, said, read

    def collect(self) -> Iterator[Metric]:
        yield GaugeMetricFamily(self._name, self._said, value=self._read())


class Measured:
    """ASGI middleware: counts answers by the route's pattern, never by the address that was typed."""

    def __init__(self, app: ASGIApp, *, metrics: Metrics) -> None:
        self._app, self._metrics = app, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await self._http(scope, receive, send)
        elif scope["type"] == "websocket":
            await self._websocket(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        status, began_s = GONE, time.monotonic()

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = int(message["status"])
            await send(message)

        try:
            await self._app(scope, receive, noting)
        except Exception:
            status = 500
            raise
        finally:
            route = str(getattr(scope.get("route"), "path", "other")) or "pages"
            self._metrics.requests.labels(route, str(status)).inc()
            self._metrics.took.observe(time.monotonic() - began_s)

    async def _websocket(self, scope: Scope, receive: Receive, send: Send) -> None:
        accepted = False

        async def noting(message: Message) -> None:
            nonlocal accepted
            if message["type"] == "websocket.accept":
                accepted = True
                self._metrics.sockets.inc()
                self._metrics.sockets_opened.inc()
            await send(message)

        try:
            await self._app(scope, receive, noting)
        finally:
            if accepted:
                self._metrics.sockets.dec()


@contextmanager
def serving_metrics(settings: Settings, metrics: Metrics) -> Iterator[None]:
    """Serve ``/metrics`` at the port that was set, in a thread of its own; nothing where none was.

    Raises
    ------
    PortUnavailableError
    """
    if settings.metrics_port is None:
        yield
        return
    try:
        server, thread = start_http_server(
            settings.metrics_port, addr=settings.metrics_host, registry=metrics.registry
        )
    except OSError as error:
        raise PortUnavailableError(
            f"The metrics' port {settings.metrics_port} cannot be opened ({error.strerror}).",
            "Choose another with KLANGBRO_METRICS_PORT.",
        ) from error
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
