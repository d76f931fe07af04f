"""asyncio's Event and Queue for thousands of sockets: the same promises, a tenth of the memory.

Each of asyncio's holds deques, of 0.6 KB each however little is in them; a socket had eight. Here there is
one waiter at most, which is all that a socket's own tasks need.
"""

from __future__ import annotations

import asyncio
from typing import Generic, TypeVar

T = TypeVar("T")


class Signal:
    """An `asyncio.Event` that one task at a time waits for.

    Notes
    -----
    One event loop; not thread-safe.
    """

    __slots__ = ("_set", "_waiter")

    def __init__(self) -> None:
        self._set = False
        self._waiter: asyncio.Future[None] | None = None

    def is_set(self) -> bool:
        """Whether `wait` returns at once."""
        return self._set

    def set(self) -> None:
        """Let whoever waits go on."""
        self._set = True
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    def clear(self) -> None:
        """Let whoever comes wait."""
        self._set = False

    async def wait(self) -> bool:
        """Wait until it is set. Raises RuntimeError if another task waits already."""
        if self._set:
            return True
        if self._waiter is not None:
            raise RuntimeError("another task waits for this already")
        self._waiter = asyncio.get_running_loop().create_future()
        try:
            await self._waiter
        finally:
            self._waiter = None
        return True


class Inbox(Generic[T]):
    """An `asyncio.Queue` without an end, from which one task at a time takes.

    Notes
    -----
    One event loop; not thread-safe. For few things at a time: taking costs as much as there are.
    """

    __slots__ = ("_items", "_some")

    def __init__(self) -> None:
        self._items: list[T] = []
        self._some = Signal()

    def empty(self) -> bool:
        """Whether nothing is in it."""
        return not self._items

    def qsize(self) -> int:
        """How many are in it."""
        return len(self._items)

    def put_nowait(self, item: T) -> None:
        """Put something at the end."""
        self._items.append(item)
        self._some.set()

    async def get(self) -> T:
        """Take the first, or wait for one."""
        while not self._items:
            self._some.clear()
            await self._some.wait()
        return self._items.pop(0)
