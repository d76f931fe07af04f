"""Lookups that are asked for at the same time become one query: a restart brings everybody back at once."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Generic, TypeVar

V = TypeVar("V")

MOST = 256


class Together(Generic[V]):
    """Finds values by key, those that are waited for meanwhile in the next query.

    What is returned was read after it was asked for: nothing is remembered.

    Parameters
    ----------
    find : Callable
        Reads the values of up to `MOST` keys; those that are not there are left out.

    Notes
    -----
    One event loop; not thread-safe.
    """

    def __init__(self, find: Callable[[Sequence[str]], Awaitable[Mapping[str, V]]]) -> None:
        self._find = find
        self._waiting: dict[str, asyncio.Future[V | None]] = {}
        self._reader: asyncio.Task[None] | None = None

    async def get(self, key: str) -> V | None:
        """The value now, or None. Raises what `find` raises."""
        answer = self._waiting.get(key)
        if answer is None:
            answer = self._waiting[key] = asyncio.get_running_loop().create_future()
        if self._reader is None or self._reader.done():
            self._reader = asyncio.create_task(self._read())
        return await asyncio.shield(answer)

    async def _read(self) -> None:
        while self._waiting:
            keys = sorted(self._waiting)[:MOST]
            asked = {key: self._waiting.pop(key) for key in keys}
            try:
                found = await self._find(keys)
            except BaseException as error:  # also when cancelled: nobody may be left waiting
                for answer in asked.values():
                    _fail(answer, error if isinstance(error, Exception) else ConnectionError("shutting down"))
                if not isinstance(error, Exception):
                    raise
                continue
            for key, answer in asked.items():
                if not answer.done():
                    answer.set_result(found.get(key))


def _fail(answer: asyncio.Future[V | None], error: Exception) -> None:
    if not answer.done():
        answer.set_exception(error)
        answer.exception()  # whoever asked may have gone meanwhile
