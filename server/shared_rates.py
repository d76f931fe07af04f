"""Counters that all nodes share, so that a guesser has the same few tries however many nodes there are.

They lie in Redis, under keyed digests: no address and no name of an account is in there. Where Redis does
not answer, each node counts for itself, which is what one node alone does.
"""

from __future__ import annotations

import hashlib
import hmac
import time
from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from limits import RateLimitItem
from limits.aio.storage import RedisStorage
from limits.aio.strategies import MovingWindowRateLimiter
from redis.exceptions import RedisError

#: How long a Redis that did not answer is left alone.
ALONE_S = 5.0
TIMEOUT_S = 1.0

log: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger("klangbro.rates")


class SharedRates:
    """The counters of all nodes.

    Parameters
    ----------
    url : str
        Redis' address, as ``KLANGBRO_BUS_URL``.
    key : bytes
        Secret of all nodes; without it nobody can try out whose digests those in Redis are.
    now_s : Callable[[], float]
        Monotonic seconds.
    """

    def __init__(self, url: str, key: bytes, now_s: Callable[[], float] = time.monotonic) -> None:
        address = url.replace("unix://", "redis+unix://", 1) if url.startswith("unix:") else url
        self._storage = RedisStorage(
            f"async+{address}",
            implementation="redispy",
            key_prefix="klangbro-rates",
            socket_connect_timeout=TIMEOUT_S,
            socket_timeout=TIMEOUT_S,
        )
        self._limiter = MovingWindowRateLimiter(self._storage)
        self._key = key
        self._now_s = now_s
        self._alone_until_s = float("-inf")

    async def hit(self, item: RateLimitItem, what: str, who: str) -> bool | None:
        """Count one; False if that was too many, None if nobody can say."""
        return await self._ask(lambda: self._limiter.hit(item, what, self._hidden(who)))

    async def test(self, item: RateLimitItem, what: str, who: str) -> bool | None:
        """Tell whether one more would do, without counting; None if nobody can say."""
        return await self._ask(lambda: self._limiter.test(item, what, self._hidden(who)))

    async def _ask(self, question: Callable[[], Awaitable[bool]]) -> bool | None:
        if self._now_s() < self._alone_until_s:
            return None
        try:
            return await question()
        except (RedisError, OSError) as error:
            self._alone_until_s = self._now_s() + ALONE_S
            log.warning("rates counted by each node for itself", reason=type(error).__name__)
            return None

    def _hidden(self, who: str) -> str:
        return hmac.new(self._key, f"klangbro rates {who}".encode(), hashlib.sha256).hexdigest()[:32]

    async def close(self) -> None:
        """Close the connections."""
        bridge: Any = self._storage.bridge  # what it is built on, limits does not say to type checkers
        await bridge.storage.aclose()
