"""An event loop whose time passes only while nobody has anything to do: the same from the same seed."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")
_ROUND_S = 1e-6


class _Pacer:
    """Stands where a selector would wait for sockets; there are none, so waiting is passing time."""

    def __init__(self, loop: VirtualLoop) -> None:
        self._loop = loop

    def select(self, timeout: float | None) -> list[object]:
        if timeout is None:
            raise RuntimeError("nobody has anything left to do")
        # Never quite nothing: what is due in less than a float can tell would be waited for for ever.
        self._loop.now_s += max(_ROUND_S, timeout)
        return []


class VirtualLoop(asyncio.BaseEventLoop):
    """asyncio without sockets, threads or a clock.

    Attributes
    ----------
    now_s : float
        What `time` says.
    """

    def __init__(self) -> None:
        super().__init__()
        self.now_s = 0.0
        self._selector = _Pacer(self)

    def time(self) -> float:
        """Virtual seconds."""
        return self.now_s

    def _process_events(self, event_list: list[object]) -> None:
        """No sockets, no events."""

    def _write_to_self(self) -> None:
        """Nobody sleeps in a selector."""


def run(main: Coroutine[Any, Any, T]) -> T:
    """Run to the end and cancel what is left, as `asyncio.run` does."""
    loop = VirtualLoop()
    try:
        return loop.run_until_complete(main)
    finally:
        left = asyncio.all_tasks(loop)
        for task in left:
            task.cancel()
        if left:
            loop.run_until_complete(asyncio.wait(left))
        loop.close()
