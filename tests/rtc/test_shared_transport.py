from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from rtc.datagrams import duplicate
from rtc.shared_transport import SharedTransport

PATIENCE_S = 30.0


class Desk(asyncio.DatagramProtocol):
    """A shared transport, who sends to it, and what came of that."""

    def __init__(self) -> None:
        self.taken: list[tuple[bytes, int]] = []
        self.left: list[tuple[bytes, Any, int]] = []
        self.lost = 0
        self.shared: SharedTransport
        self.far = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.far.bind(("127.0.0.1", 0))
        self.news = asyncio.Event()
        self.loop = asyncio.get_running_loop()

    def connection_made(self, transport: Any) -> None:
        own = duplicate(transport)
        assert own is not None
        self.shared = SharedTransport(transport, own, self, self.take)

    def take(self, datagram: bytes, arrival_s: float) -> bool:
        assert arrival_s > 0
        if not datagram.startswith(b"sound"):
            return False
        self.taken.append((datagram, threading.get_ident()))
        self.loop.call_soon_threadsafe(self.news.set)
        return True

    def datagram_received(self, data: bytes, addr: Any) -> None:
        self.left.append((data, addr, threading.get_ident()))
        self.news.set()

    def connection_lost(self, exc: Exception | None) -> None:
        self.lost += 1
        self.news.set()

    def send(self, datagram: bytes) -> None:
        self.far.sendto(datagram, self.shared.get_extra_info("sockname"))

    async def sound(self) -> int:
        """Send one packet of sound; the thread that took it."""
        before = len(self.taken)
        self.send(b"sound %d" % before)
        await self.until(lambda: len(self.taken) > before)
        assert self.taken[-1][0] == b"sound %d" % before
        return self.taken[-1][1]

    async def until(self, wished: Callable[[], bool]) -> None:
        async with asyncio.timeout(PATIENCE_S):
            while not wished():
                self.news.clear()
                await self.news.wait()


@asynccontextmanager
async def desk(*, adopted: bool = True) -> AsyncIterator[Desk]:
    loop = asyncio.get_running_loop()
    _, made = await loop.create_datagram_endpoint(Desk, local_addr=("127.0.0.1", 0))
    if adopted:
        made.shared.adopt()
        await made.until(lambda: made.lost == 1)
    try:
        yield made
    finally:
        made.shared.close()
        made.far.close()


class Caller:
    """A thread that comes by every millisecond, as an audio thread does."""

    def __init__(self, shared: SharedTransport) -> None:
        self._shared, self._stop = shared, threading.Event()
        self._thread = threading.Thread(target=self._run)

    def _run(self) -> None:
        while not self._stop.wait(0.001):
            self._shared.receive()

    async def __aenter__(self) -> int:
        self._thread.start()
        assert self._thread.ident is not None
        return self._thread.ident

    async def __aexit__(self, *_: object) -> None:
        self._stop.set()
        await asyncio.to_thread(self._thread.join)


async def test_the_loop_reads_while_nobody_else_does() -> None:
    async with desk() as one:
        one.shared.lend()
        one.send(b"sound 1")
        one.send(b"other")
        await one.until(lambda: len(one.left) == 1)
        assert one.taken == [(b"sound 1", threading.get_ident())]
        assert one.left == [(b"other", one.far.getsockname(), threading.get_ident())]


async def test_a_thread_that_asks_gets_the_sound_and_the_loop_all_else() -> None:
    async with desk() as one:
        one.shared.lend()
        async with Caller(one.shared) as thread:
            while await one.sound() != thread:  # its turn comes within 25 ms
                pass
            one.send(b"other")
            await one.until(lambda: bool(one.left))
            assert one.left[0][2] == threading.get_ident()


async def test_nothing_is_lost_when_the_thread_stays_away() -> None:
    async with desk() as one:
        one.shared.lend()
        async with Caller(one.shared) as thread:
            while await one.sound() != thread:
                pass
        assert await one.sound() == threading.get_ident()


async def test_taken_back_it_is_the_loops_whoever_asks() -> None:
    async with desk() as one:
        one.shared.lend()
        one.shared.take_back()
        async with Caller(one.shared):
            one.send(b"sound")
            await one.until(lambda: bool(one.taken))
            assert one.taken == [(b"sound", threading.get_ident())]


async def test_the_transport_it_stands_for_may_read_until_it_is_adopted() -> None:
    async with desk(adopted=False) as one:
        one.send(b"other")
        await one.until(lambda: bool(one.left))
        assert one.left[0][:2] == (b"other", one.far.getsockname())


async def test_closing_tells_the_protocol_and_later_calls_do_nothing() -> None:
    async with desk() as one:
        one.shared.lend()
        one.shared.close()
        one.shared.close()
        await one.until(lambda: one.lost == 2)
        assert one.shared.is_closing()
        one.shared.receive()
        one.shared.sendto(b"late", ("127.0.0.1", 9))
        one.shared.lend()


async def test_it_sends_from_the_socket_it_reads() -> None:
    async with desk() as one:
        one.far.settimeout(PATIENCE_S)
        one.shared.sendto(b"hello", one.far.getsockname())
        data, sender = await asyncio.to_thread(one.far.recvfrom, 100)
        assert (data, sender) == (b"hello", one.shared.get_extra_info("sockname"))
