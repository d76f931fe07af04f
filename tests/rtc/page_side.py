"""A page's part of a measurement, played by a peer of ours."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping

from rtc.measuring_end import padded
from rtc.peer import Peer
from tests.rtc.world import PATIENCE_S, Waiting

KNOCKS_EVERY_S = 0.05
SIZE = 122


class PageSide:
    """Knocks, sends and writes down, by its own clock (ns)."""

    def __init__(self) -> None:
        self.peer = Peer(offers=True, on_beat=self._take)
        self.sent_ns: dict[int, int] = {}
        self.came: list[tuple[int, int]] = []
        self._answered = asyncio.Event()
        self._news = Waiting()

    async def knock(self) -> None:
        """Until the channel carries both ways."""
        async with asyncio.timeout(PATIENCE_S):
            while not self._answered.is_set():
                self.peer.send_beat({"r": 0, "s": 0})
                with_patience = asyncio.wait_for(self._answered.wait(), KNOCKS_EVERY_S)
                await asyncio.gather(with_patience, return_exceptions=True)

    async def send(self, run: int, count: int, interval_us: int) -> None:
        """Send a run's packets, and wait until nearly as many have come: a machine that stalls drops some."""
        for sequence in range(count):
            self.sent_ns[sequence] = time.monotonic_ns()
            self.peer.send_beat(padded({"r": run, "s": sequence}, SIZE))
            await asyncio.sleep(interval_us * 1e-6)
        await self._news.until(lambda: len(self.came) >= 0.8 * count)

    def _take(self, message: Mapping[str, object], arrival_s: float) -> None:
        if message["r"] == 0:
            self._answered.set()
            return
        self.came.append((int(str(message["s"])), round(arrival_s * 1e9)))
        self._news.changed()
