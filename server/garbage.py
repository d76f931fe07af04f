"""When this process looks for the garbage that reference counting leaves behind.

Left to itself Python looks through everything there is whenever a quarter more has come. With two thousand
endpoints here that is a million objects, and nothing is answered for 0.2 to 0.5 s each time: p99.9 of a
message's delay was 334 ms for it, and everybody's coming back after a restart cost half a dozen such looks.
So what is young is looked through as ever, and the whole when it costs nobody much: when nobody is here any
more, when many have gone, or after an hour.
"""

from __future__ import annotations

import asyncio
import gc
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Protocol

LOOK_EVERY_S = 10.0
AT_LATEST_S = 3600.0
MANY_GONE = 2000
_NEVER = 1 << 30


class Rooms(Protocol):
    """What is asked of the lesson service."""

    @property
    def links(self) -> int:
        """Transports being served."""
        ...

    @property
    def gone(self) -> int:
        """Transports that have ended so far."""
        ...


class Rounds:
    """Says when everything is to be looked through.

    Parameters
    ----------
    now_s : float
        Monotonic seconds.
    """

    def __init__(self, *, now_s: float) -> None:
        self._at_s = now_s
        self._gone = 0

    def due(self, rooms: Rooms, *, now_s: float) -> bool:
        """Whether to look now; whoever is told so does."""
        gone = rooms.gone - self._gone
        calm = gone > 0 and rooms.links == 0
        if not (calm or gone >= MANY_GONE or now_s - self._at_s >= AT_LATEST_S):
            return False
        self._at_s, self._gone = now_s, rooms.gone
        return True


@asynccontextmanager
async def seldom(rooms: Rooms) -> AsyncIterator[None]:
    """Within it Python looks through what is young by itself, and through the whole when `Rounds` says so.

    What is there on entry stays, as modules do, and is never looked through.
    """
    before = gc.get_threshold()
    gc.collect()
    gc.freeze()
    gc.set_threshold(before[0], before[1], _NEVER)
    rounds = asyncio.create_task(_go(rooms))
    try:
        yield
    finally:
        rounds.cancel()
        gc.set_threshold(*before)
        gc.unfreeze()


async def _go(rooms: Rooms) -> None:
    rounds = Rounds(now_s=time.monotonic())
    while True:
        await asyncio.sleep(LOOK_EVERY_S)
        if rounds.due(rooms, now_s=time.monotonic()):
            gc.collect()
