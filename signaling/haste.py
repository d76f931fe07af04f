"""Reaching a server over a path that may just be dead: try again before the last try has failed."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Coroutine
from typing import Any

from signaling.connection import Connection, ConnectionLost, Connector

EVERY_S = 1.0
"""A TCP handshake that lost its first packet waits a second, then two, then four: a new try is quicker."""
AT_ONCE = 4


async def race(
    connect: Connector, first: asyncio.Future[Connection] | None = None, *, every_s: float = EVERY_S
) -> Connection:
    """Open a transport, beginning anew every second until one of the tries succeeds.

    Parameters
    ----------
    connect : Connector
    first : Future or None
        A try that is under way already.

    Raises
    ------
    Exception
        What a try raised that was not `ConnectionLost`: trying again is no help.
    """
    tries: list[asyncio.Future[Connection]] = [] if first is None else [first]
    try:
        while True:
            while len(tries) >= AT_ONCE:
                _drop(tries.pop(0))
            tries.append(asyncio.ensure_future(connect()))
            until_s = time.monotonic() + every_s
            while tries and (left_s := until_s - time.monotonic()) > 0:
                done, _ = await asyncio.wait(tries, timeout=left_s, return_when=asyncio.FIRST_COMPLETED)
                for one in done:
                    tries.remove(one)
                    try:
                        return one.result()
                    except ConnectionLost:
                        continue
            if not tries:
                await asyncio.sleep(max(0.0, until_s - time.monotonic()))
    finally:
        for one in tries:
            _drop(one)


_dropped: set[asyncio.Task[None]] = set()


def _drop(task: asyncio.Future[Connection]) -> None:
    """End a try that is no longer wanted, without waiting for it."""
    task.cancel()
    later(_finish(task))


async def _finish(task: asyncio.Future[Connection]) -> None:
    done = await asyncio.gather(task, return_exceptions=True)
    if not isinstance(done[0], BaseException):
        await done[0].close(1000, "")


def later(work: Coroutine[Any, Any, None]) -> None:
    """Let a coroutine run by itself."""
    task = asyncio.create_task(work)
    _dropped.add(task)
    task.add_done_callback(_dropped.discard)
