"""How often one network address may ask."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from ipaddress import IPv6Address, ip_address
from typing import TYPE_CHECKING

from limits import RateLimitItem, parse
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import MovingWindowRateLimiter
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from server.settings import Settings

if TYPE_CHECKING:
    from server.shared_rates import SharedRates

_EACH_ITS_OWN = frozenset({"api", "websocket"})
#: Rows of the audit log that strangers can cause: for one account, and in all.
_ROWS = {"refusal_rows": "5/hour", "all_refusal_rows": "200/hour"}
#: What one API key may ask for, from wherever.
_KEYS = {"api_key": "120/minute"}


def who(host: str | None) -> str:
    """Turn a client's address into the key it is counted under; an IPv6 /64 is one household."""
    try:
        address = ip_address((host or "").partition("%")[0])
    except ValueError:
        return host or "unknown"
    if isinstance(address, IPv6Address) and address.ipv4_mapped is None:
        return str(int(address) >> 64)
    return str(getattr(address, "ipv4_mapped", None) or address)


class Rates:
    """The counters of one process. Addresses live in memory only, for as long as they are counted.

    What protects from guessing is counted by all nodes together while `shared` lasts; how often pages ask is
    each node's own matter, and asked too often to ask another machine each time.
    """

    def __init__(self, settings: Settings) -> None:
        self._together: SharedRates | None = None
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        self._items: dict[str, RateLimitItem] = {
            "api": parse(settings.rate_api),
            "websocket": parse(settings.rate_websocket),
            "host_key_errors": parse(settings.rate_host_key_errors),
            "code_errors": parse(settings.rate_code_errors),
            "sign_in_errors": parse(settings.rate_sign_in_errors),
            "account_errors": parse(settings.rate_account_errors),
            "mails": parse(settings.rate_mails),
            "interests": parse(settings.rate_interests),
            **{what: parse(often) for what, often in (_ROWS | _KEYS).items()},
        }

    @contextmanager
    def shared(self, together: SharedRates) -> Iterator[None]:
        """Count together with the other nodes until the block ends."""
        self._together = together
        try:
            yield
        finally:
            self._together = None

    @asynccontextmanager
    async def of_all_nodes(self, bus_url: str | None, key: bytes) -> AsyncIterator[None]:
        """Count together as long as the block lasts, where there is a bus to other nodes."""
        if bus_url is None:
            yield
            return
        # Redis' client takes a moment to import, and most servers are alone.
        from server.shared_rates import SharedRates  # noqa: PLC0415

        together = SharedRates(bus_url, key)
        try:
            with self.shared(together):
                yield
        finally:
            await together.close()

    async def take(self, what: str, host: str | None) -> bool:
        """Count one; False if this address has had its share."""
        item, key = self._items[what], who(host)
        if self._together is not None and what not in _EACH_ITS_OWN:
            said = await self._together.hit(item, what, key)
            if said is not None:
                return said
        return await self._limiter.hit(item, what, key)

    async def is_spent(self, what: str, host: str | None) -> bool:
        """Tell whether this address has had its share, without counting."""
        item, key = self._items[what], who(host)
        if self._together is not None and what not in _EACH_ITS_OWN:
            said = await self._together.test(item, what, key)
            if said is not None:
                return not said
        return not await self._limiter.test(item, what, key)


class RateLimits:
    """ASGI middleware: answers 429 to an address that asks too often; pages and health are free."""

    def __init__(self, app: ASGIApp, *, rates: Rates) -> None:
        self._app = app
        self._rates = rates

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        counted = {"websocket": "websocket", "http": "api"}.get(scope["type"])
        if counted == "api" and not str(scope["path"]).startswith("/api/"):
            counted = None
        host = (scope.get("client") or (None, 0))[0]
        if counted is None or await self._rates.take(counted, host):
            await self._app(scope, receive, send)
        elif counted == "websocket":
            # Refused before the handshake: the client sees a failed upgrade and backs off.
            await receive()
            await send({"type": "websocket.close", "code": 1013, "reason": "too many connections"})
        else:
            refusal = JSONResponse(
                {"error": {"code": "too_fast", "text": "Too many requests.", "remedy": "Wait a minute."}},
                status_code=429,
                headers={"Retry-After": "60"},
            )
            await refusal(scope, receive, send)
