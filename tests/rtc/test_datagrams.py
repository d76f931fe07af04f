from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

from rtc.datagrams import FilteredTransport, Outlet, SendDatagram


@contextmanager
def listener() -> Iterator[socket.socket]:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind(("127.0.0.1", 0))
        sock.settimeout(10)
        yield sock


@asynccontextmanager
async def transport() -> AsyncIterator[asyncio.DatagramTransport]:
    loop = asyncio.get_running_loop()
    made, _ = await loop.create_datagram_endpoint(asyncio.DatagramProtocol, local_addr=("127.0.0.1", 0))
    try:
        yield made
    finally:
        made.close()


class Relay:
    """Like aioice's TURN transport: no socket of its own, and only for the loop's thread."""

    def __init__(self) -> None:
        self.sent: list[tuple[bytes, Any, int]] = []

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        return default

    def sendto(self, data: bytes, addr: Any) -> None:
        self.sent.append((data, addr, threading.get_ident()))


async def test_any_thread_sends_by_the_socket_ice_bound() -> None:
    async with transport() as made:
        with listener() as sock:
            outlet = Outlet(made, asyncio.get_running_loop())
            way = outlet.to(sock.getsockname())
            thread = threading.Thread(target=way, args=(b"hello",))
            thread.start()
            thread.join()
            data, sender = await asyncio.to_thread(sock.recvfrom, 100)
            assert data == b"hello"
            assert sender == made.get_extra_info("sockname")
            assert outlet.direct
            assert outlet.to(sock.getsockname()) is way


async def test_sending_outlives_the_transport_without_an_error() -> None:
    async with transport() as made:
        outlet = Outlet(made, asyncio.get_running_loop())
        way = outlet.to(("127.0.0.1", 9))
    del outlet
    way(b"late")


async def test_a_relay_is_only_touched_on_the_loops_thread() -> None:
    relay = Relay()
    outlet = Outlet(relay, asyncio.get_running_loop())
    way = outlet.to(("192.0.2.1", 5))
    thread = threading.Thread(target=way, args=(b"from a thread",))
    thread.start()
    thread.join()
    assert relay.sent == []
    way(b"from the loop")
    await asyncio.sleep(0)
    assert {(data, ident) for data, _, ident in relay.sent} == {
        (b"from a thread", threading.get_ident()),
        (b"from the loop", threading.get_ident()),
    }
    assert not outlet.direct


async def test_a_filter_stands_in_both_ways_out() -> None:
    passed: list[bytes] = []

    def only_even(send: SendDatagram) -> SendDatagram:
        def way(datagram: bytes) -> None:
            passed.append(datagram)
            if datagram[0] % 2 == 0:
                send(datagram)

        return way

    async with transport() as made:
        with listener() as sock:
            outlet = Outlet(made, asyncio.get_running_loop(), only_even)
            filtered = FilteredTransport(made, outlet)
            filtered.sendto(b"\x01loop", sock.getsockname())
            outlet.to(sock.getsockname())(b"\x02thread")
            assert (await asyncio.to_thread(sock.recvfrom, 100))[0] == b"\x02thread"
            assert passed == [b"\x01loop", b"\x02thread"]
            assert filtered.get_extra_info("sockname") == made.get_extra_info("sockname")


async def test_addresses_that_only_probe_are_not_remembered_forever() -> None:
    outlet = Outlet(Relay(), asyncio.get_running_loop())
    for port in range(1, 2000):
        outlet.to(("192.0.2.1", port))
    assert len(outlet._ways) <= 256


class Allocation:
    """A relay's channels as `Outlet` sees them, over a connected socket or over a stream."""

    def __init__(self, transport: Any, *, stream: bool) -> None:
        self.transport, self.is_stream = transport, stream
        self.bound: dict[Any, int] = {}
        self.written: list[bytes] = []

    def channel(self, address: Any, /) -> int | None:
        return self.bound.get(address)

    def write(self, framed: bytes, /) -> None:
        self.written.append(framed)


async def test_over_a_relay_reached_by_udp_any_thread_sends_once_the_peer_has_a_channel() -> None:
    loop = asyncio.get_running_loop()
    peer = ("198.51.100.7", 5004)
    with listener() as sock:
        connected, _ = await loop.create_datagram_endpoint(
            asyncio.DatagramProtocol, remote_addr=sock.getsockname()
        )
        relay, channels = Relay(), Allocation(connected, stream=False)
        outlet = Outlet(relay, loop, channels=channels)
        way = outlet.to(peer)
        way(b"no channel yet")
        channels.bound[peer] = 0x4001
        thread = threading.Thread(target=way, args=(b"sound",))
        thread.start()
        thread.join()
        framed = await asyncio.to_thread(sock.recv, 100)
        connected.close()
    assert [(data, address) for data, address, _ in relay.sent] == [(b"no channel yet", peer)]
    assert framed == b"\x40\x01\x00\x05sound"
    assert outlet.direct


async def test_over_a_relay_reached_by_tcp_sound_is_framed_and_written_on_the_loops_thread() -> None:
    relay, channels = Relay(), Allocation(None, stream=True)
    channels.bound["peer", 1] = 0x4000
    outlet = Outlet(relay, asyncio.get_running_loop(), channels=channels)
    thread = threading.Thread(target=outlet.to(("peer", 1)), args=(b"abc",))
    thread.start()
    thread.join()
    assert channels.written == []
    await asyncio.sleep(0)
    assert channels.written == [b"\x40\x00\x00\x03abc"]
    assert not outlet.direct
    assert relay.sent == []
