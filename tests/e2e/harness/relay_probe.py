"""Run inside a namespace: what a relay lets one do. Prints one JSON object."""

from __future__ import annotations

import asyncio
import json
import socket
import statistics
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from typing import Any

from aioice import stun, turn

from server.turn.credentials import new_credential

PROBES = 300


def listens(where: str, within_s: float) -> dict[str, Any]:
    """Wait until somebody listens there."""
    host, _, port = where.rpartition(":")
    until_s = time.monotonic() + within_s
    while True:
        try:
            socket.create_connection((host, int(port)), timeout=1).close()
        except OSError:
            if time.monotonic() > until_s:
                raise
            select_nothing(0.05)
        else:
            return {"listens": True}


def select_nothing(seconds: float) -> None:
    """Let go of the processor until the next try."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as quiet:
        quiet.settimeout(seconds)
        try:
            quiet.recv(1)
        except TimeoutError:
            return


class Quiet(asyncio.DatagramProtocol):
    def __init__(self) -> None:
        self.got: asyncio.Queue[bytes] = asyncio.Queue()

    def datagram_received(self, data: bytes, addr: Any) -> None:
        self.got.put_nowait(data)


async def allocate(host: str, port: int, secret: str, lives_s: int = 300, **how: Any) -> Any:
    made = new_credential(secret, "probe", expires_s=int(time.time()) + lives_s)
    return await turn.create_turn_endpoint(
        Quiet, server_addr=(host, port), username=made.username, password=made.password, **how
    )


def inner(transport: Any) -> Any:
    return transport._TurnTransport__inner_protocol


async def peers(host: str, port: int, secret: str, addresses: Sequence[str]) -> dict[str, Any]:
    """Which of these peers the relay opens a channel or a permission to: error codes, 0 where it does."""
    codes: dict[str, int] = {}
    for six in (False, True):
        wanted = [address for address in addresses if (":" in address) is six]
        if not wanted:
            continue
        with relaying_ipv6() if six else nullcontext():
            transport, _ = await allocate(host, port, secret)
        for number, address in enumerate(wanted):
            codes[address] = max(
                await asked(transport, stun.Method.CREATE_PERMISSION, address, None),
                await asked(transport, stun.Method.CHANNEL_BIND, address, 0x4000 + number),
            )
        transport.close()
    return codes


@contextmanager
def relaying_ipv6() -> Iterator[None]:
    """Let aioice, which asks for IPv4 relays alone, ask for one of IPv6 (RFC 8656, 18.6)."""
    entry = (0x0017, "REQUESTED-ADDRESS-FAMILY", stun.pack_unsigned, stun.unpack_unsigned)
    stun.ATTRIBUTES_BY_TYPE[0x0017] = stun.ATTRIBUTES_BY_NAME["REQUESTED-ADDRESS-FAMILY"] = entry
    plain = turn.TurnClientUdpProtocol.request_with_retry

    async def asking(self: Any, request: stun.Message) -> Any:
        if request.message_method == stun.Method.ALLOCATE:
            request.attributes["REQUESTED-ADDRESS-FAMILY"] = 0x02000000
        return await plain(self, request)

    setattr(turn.TurnClientUdpProtocol, "request_with_retry", asking)  # noqa: B010
    try:
        yield
    finally:
        setattr(turn.TurnClientUdpProtocol, "request_with_retry", plain)  # noqa: B010


async def asked(transport: Any, method: stun.Method, address: str, channel: int | None) -> int:
    request = stun.Message(message_method=method, message_class=stun.Class.REQUEST)
    if channel is not None:
        request.attributes["CHANNEL-NUMBER"] = channel
    request.attributes["XOR-PEER-ADDRESS"] = (address, 5000)
    try:
        await inner(transport).request_with_retry(request)
    except stun.TransactionFailed as error:
        return int(error.response.attributes["ERROR-CODE"][0])
    return 0


async def outlives(host: str, port: int, secret: str) -> dict[str, Any]:
    """Whether what stands goes on when its credential's time is over, and nothing new begins."""
    lives_s = 2
    began_s = time.time()
    transport, _ = await allocate(host, port, secret, lives_s)
    refreshed = 0
    while time.time() < began_s + lives_s + 1.5:
        request = stun.Message(message_method=stun.Method.REFRESH, message_class=stun.Class.REQUEST)
        request.attributes["LIFETIME"] = 600
        await inner(transport).request_with_retry(request)
        refreshed += 1
        await asyncio.to_thread(select_nothing, 0.2)
    try:
        await allocate(host, port, secret, -10)
        anew = 0
    except stun.TransactionFailed as error:
        anew = int(error.response.attributes["ERROR-CODE"][0])
    transport.close()
    return {"refreshed": refreshed, "anew": anew}


async def delay(host: str, port: int, secret: str) -> dict[str, Any]:
    """How much longer a datagram takes through the relay than to the relay's machine, one way, ms."""
    loop = asyncio.get_running_loop()
    one, _ = await allocate(host, port, secret)
    other, received = await allocate(host, port, secret)
    for here, there in ((one, other), (other, one)):
        here.sendto(b"open", there.get_extra_info("sockname"))
    near, near_got = await loop.create_datagram_endpoint(Quiet, local_addr=(local(host), 0))
    far, _ = await loop.create_datagram_endpoint(Quiet, local_addr=(local(host), 0))
    relayed, direct = [], []
    channels = inner(one)
    to = other.get_extra_info("sockname")
    async with asyncio.timeout(10):
        while to not in channels.peer_to_channel:
            await asyncio.to_thread(select_nothing, 0.02)
    while not received.got.empty():
        received.got.get_nowait()
    for number in range(PROBES):
        payload = b"%160d" % number
        began_s = time.perf_counter()
        one.sendto(payload, to)
        while await asyncio.wait_for(received.got.get(), 5) != payload:
            pass
        relayed.append(time.perf_counter() - began_s)
        began_s = time.perf_counter()
        far.sendto(payload, near.get_extra_info("sockname"))
        await asyncio.wait_for(near_got.got.get(), 5)
        direct.append(time.perf_counter() - began_s)
    for transport in (one, other, near, far):
        transport.close()
    added = (statistics.median(relayed) - statistics.median(direct)) * 1000
    return {"added_p50_ms": added, "relayed_p50_ms": statistics.median(relayed) * 1000, "n": PROBES}


def local(host: str) -> str:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect((host, 9))
        return str(probe.getsockname()[0])


def main(what: str, where: str, *rest: str) -> None:
    """``listens HOST:PORT SECONDS``; ``peers``, ``outlives`` or ``delay`` with HOST:PORT SECRET ..."""
    if what == "listens":
        said = listens(where, float(rest[0]))
    else:
        host, _, port = where.rpartition(":")
        secret, *more = rest
        run = {"outlives": outlives, "delay": delay}
        work = peers(host, int(port), secret, more) if what == "peers" else run[what](host, int(port), secret)
        said = asyncio.run(work)
    sys.stdout.write(json.dumps(said) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
