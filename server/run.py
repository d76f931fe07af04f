"""Listen, serve, and stop cleanly."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import signal
import socket
import sys
from collections.abc import Awaitable, Callable, Iterator

import uvicorn

from server.app import create_app
from server.data_dir import make_data_dir
from server.errors import PortUnavailableError
from server.garbage import seldom
from server.logs import configure
from server.metrics import serving_metrics
from server.settings import Settings
from server.site import Site, prepare_site, remember
from server.state import Services, open_services
from server.tls import Certificate
from signaling.websocket import UVICORN_SETTINGS

STOP_WITHIN_S = 3
DRAIN_S = 1.0
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM)

Announce = Callable[[Services], Awaitable[None]]


def run(settings: Settings, announce: Announce) -> None:
    """Serve until SIGINT or SIGTERM; ``announce`` is awaited once connections are taken.

    Raises
    ------
    PortUnavailableError, CertificateInvalidError, DatabaseUnavailableError, DatabaseNewerError
    """
    configure(json=settings.log_json, level=settings.log_level)
    with listen(settings.host, settings.port) as listener:
        settings = settings.model_copy(update={"port": listener.getsockname()[1]})
        site, certificate = prepare_site(settings)
        make_data_dir(settings.data_dir)
        remember(settings.data_dir, site)
        with asyncio.Runner(loop_factory=_loop_factory()) as runner:
            runner.run(_serve(settings, site, certificate, listener, announce))


def listen(host: str, port: int) -> socket.socket:
    """Take the port, or say why not.

    Raises
    ------
    PortUnavailableError
    """
    try:
        family, _, _, _, address = socket.getaddrinfo(
            host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except (socket.gaierror, UnicodeError) as error:
        raise PortUnavailableError(
            f"{host} is not an address of this machine.", "Leave --host away to listen at all of them."
        ) from error
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        if sys.platform != "win32":  # there it would let two programs share the port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6 and host == "::":
            listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        listener.bind(address)
        listener.listen(2048)  # a restart brings everyone back at once
    except OSError as error:
        listener.close()
        raise _port_error(host, port, error) from error
    return listener


def _port_error(host: str, port: int, error: OSError) -> PortUnavailableError:
    if error.errno == errno.EADDRINUSE:
        return PortUnavailableError(
            f"Port {port} is taken: another program, perhaps another Klangbro, listens there.",
            "Stop it, or choose another with --port.",
        )
    if error.errno in {errno.EACCES, errno.EPERM}:
        return PortUnavailableError(
            f"Port {port} is not open to this user.", "Choose one above 1023 with --port."
        )
    return PortUnavailableError(
        f"{host} is not an address of this machine.", "Leave --host away to listen at all of them."
    )


async def _serve(
    settings: Settings,
    site: Site,
    certificate: Certificate | None,
    listener: socket.socket,
    announce: Announce,
) -> None:
    async with open_services(settings, site) as services:
        app = create_app(settings, services=services)
        config = uvicorn.Config(
            app,
            ssl_certfile=certificate.cert if certificate else None,
            ssl_keyfile=certificate.key if certificate else None,
            **UVICORN_SETTINGS,
            access_log=False,
            log_config=None,
            server_header=False,
            forwarded_allow_ips=settings.trusted_proxies,
            timeout_graceful_shutdown=STOP_WITHIN_S,
        )
        over_s = 0.0 if services.cluster is None else DRAIN_S
        server = _Server(config, lambda: announce(services), lambda: services.rooms.close(over_s=over_s))
        async with seldom(services.rooms):
            with serving_metrics(settings, app.state.metrics):
                await server.serve(sockets=[listener])


class _Server(uvicorn.Server):
    """uvicorn, which tells when it is ready, and leaves the way out to us once it has stopped."""

    def __init__(
        self,
        config: uvicorn.Config,
        ready: Callable[[], Awaitable[None]],
        drain: Callable[[], Awaitable[None]],
    ) -> None:
        super().__init__(config)
        self._ready = ready
        self._drain = drain

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        # First nobody new, so that whoever is told to come back comes to another node, or to the next start.
        for server in self.servers:
            server.close()
        for listener in sockets or []:
            listener.close()
        await self._drain()
        await super().shutdown(sockets)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            await self._ready()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        # uvicorn raises the signal again afterwards, which would skip closing the database.
        before = {number: signal.signal(number, self.handle_exit) for number in STOP_SIGNALS}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    try:
        import uvloop  # noqa: PLC0415 - not on Windows
    except ModuleNotFoundError:
        return None
    factory: Callable[[], asyncio.AbstractEventLoop] = uvloop.new_event_loop
    return factory
