"""Redis between the nodes: it wakes, and carries what may vanish. What must arrive takes another way."""

from __future__ import annotations

import asyncio
import json
import random
from collections import deque
from contextlib import suppress
from typing import Any

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

from server.rooms.nodes import Nodes
from signaling.service import LessonService

MAX_WAITING = 10_000
MAX_TOGETHER = 500
AGAIN_S = (0.1, 0.5)

log: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger("klangbro.rooms")


class RedisBus:
    """A `signaling.ports.Bus` on Redis' publish and subscribe, one channel for each node.

    Without Redis the nodes find new revisions by themselves within a second (`Nodes.look`); only candidates
    and levels do not get across.

    Notes
    -----
    One event loop; not thread-safe.
    """

    shared = True

    def __init__(self, url: str, nodes: Nodes) -> None:
        self._nodes = nodes
        self._redis: Redis = Redis.from_url(
            url, socket_connect_timeout=2.0, socket_timeout=5.0, health_check_interval=5, protocol=2
        )
        self._waiting: deque[tuple[str, str]] = deque(maxlen=MAX_WAITING)
        self._wake = asyncio.Event()

    @property
    def node(self) -> str:
        """See `Bus`."""
        return self._nodes.node

    def lives(self, node: str, /) -> bool:
        """See `Bus`."""
        return self._nodes.lives(node)

    def wake(self, node: str, lesson: str, revision: int, /) -> None:
        """See `Bus`."""
        self._put(node, [lesson, revision])

    def carry(self, node: str, lesson: str, revision: int, link: str, text: str, /) -> None:
        """See `Bus`."""
        self._put(node, [lesson, revision, link, text])

    def _put(self, node: str, what: list[object]) -> None:
        self._waiting.append((_channel(node), json.dumps(what)))
        self._wake.set()

    async def work(self, rooms: LessonService) -> None:
        """Send and receive until cancelled, whatever becomes of Redis meanwhile."""
        try:
            await asyncio.gather(self._again(self._send), self._again(lambda: self._listen(rooms)))
        finally:
            with suppress(RedisError, OSError):
                await self._redis.aclose()

    async def _again(self, work: Any) -> None:
        told = False
        while True:
            try:
                await work()
                told = False
            except (RedisError, OSError) as error:
                if not told:
                    log.warning("bus away; lessons go on more slowly", reason=type(error).__name__)
                told = True
            await asyncio.sleep(random.uniform(*AGAIN_S))  # noqa: S311 - only spreads the nodes

    async def _send(self) -> None:
        while True:
            self._wake.clear()
            if not self._waiting:
                await self._wake.wait()
            together = [self._waiting.popleft() for _ in range(min(MAX_TOGETHER, len(self._waiting)))]
            pipeline = self._redis.pipeline(transaction=False)
            for channel, text in together:
                pipeline.publish(channel, text)
            await pipeline.execute()

    async def _listen(self, rooms: LessonService) -> None:
        async with self._redis.pubsub(ignore_subscribe_messages=True) as listening:
            await listening.subscribe(_channel(self.node))
            await self._nodes.look(rooms)  # what was announced while nobody listened
            while True:
                message = await listening.get_message(timeout=2.0)
                if message is not None:
                    hand_on(rooms, message["data"])


def hand_on(rooms: LessonService, data: bytes | str) -> None:
    """Give the rooms what came over the bus; what is malformed is left out."""
    try:
        what = json.loads(data)
    except (ValueError, RecursionError):
        return
    match what:
        case [str(lesson), int(revision)]:
            rooms.heard(lesson, revision)
        case [str(lesson), int(revision), str(link), str(text)]:
            rooms.carried(lesson, revision, link, text)


def _channel(node: str) -> str:
    return f"klangbro:{node}"
