"""TURN allocations: tried in order of preference, one kept; and the quick way into their channels.

aiortc knows one TURN server by one transport and waits five seconds for it. Behind a firewall that swallows
UDP that is no relay at all. Here the next way is tried as soon as the one before has failed or been silent
for a moment, and the first that answers is used (as RFC 8305 does for addresses): one allocation for each
connection, over UDP wherever that passes.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Sequence
from typing import Any

import aioice.ice
import aioice.stun
from aioice.candidate import candidate_priority

from ..config import RelayServer
from ..datagrams import Address

logger = logging.getLogger(__name__)

# Two round trips of a slow path, and one lost datagram's repetition.
NEXT_AFTER_S = 0.8
# A relay by UDP before one by TCP before one by TLS (RFC 8445, 5.1.2.1: the local preference).
_LOCAL_PREFERENCE = {("udp", False): 65535, ("tcp", False): 32768, ("tcp", True): 16384}
# More than this waiting in a stream is sound that comes too late to be played.
_MAX_WAITING_BYTES = 65536

Found = tuple[aioice.Candidate, Any]


async def gather_relayed(
    connection: Any, component: int, servers: Sequence[RelayServer], *, hide_address: bool, within_s: float
) -> list[aioice.Candidate]:
    """Allocate at the first of these servers that answers; its candidate, or none.

    Parameters
    ----------
    connection : aioice.Connection
    hide_address : bool
        Leave our own address out of the candidate's related address (RFC 9429, 3.5.3).
    within_s : float
        When to give up.
    """
    waiting: set[asyncio.Task[Found]] = set()
    following = iter(servers)
    server = next(following, None)
    deadline_s = time.monotonic() + within_s
    try:
        while server is not None or waiting:
            if server is not None:
                allocating = _allocate(connection, component, server, hide_address=hide_address)
                waiting.add(asyncio.ensure_future(allocating))
                server = next(following, None)
            left_s = deadline_s - time.monotonic()
            patience_s = left_s if server is None else min(NEXT_AFTER_S, left_s)
            done, waiting = await asyncio.wait(
                waiting, timeout=max(0.0, patience_s), return_when=asyncio.FIRST_COMPLETED
            )
            found = [task.result() for task in done if task.exception() is None]
            if found:
                (candidate, protocol), *spare = found
                connection._protocols.append(protocol)
                for _, unused in spare:
                    unused.transport.close()
                return [candidate]
            for task in done:
                logger.info("relay: %s", type(task.exception()).__name__)
            if left_s <= 0:
                break
    finally:
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
    return []


async def _allocate(connection: Any, component: int, server: RelayServer, *, hide_address: bool) -> Found:
    candidate, protocol = await aioice.ice.relayed_candidate(
        component=component,
        hide_related_address=hide_address,
        protocol_factory=lambda: aioice.ice.StunProtocol(connection),
        turn_server=(server.host, server.port),
        turn_username=server.username,
        turn_password=server.credential,
        turn_ssl=server.tls,
        turn_transport=server.transport,
    )
    preference = _LOCAL_PREFERENCE[server.transport, server.tls]
    candidate.priority = candidate_priority(component, "relay", preference)
    return candidate, protocol


class Channels:
    """The channels of one allocation, for sending without a task for each datagram.

    Notes
    -----
    ``channel`` may be asked from any thread; ``write`` belongs to the event loop.
    """

    def __init__(self, inner: Any) -> None:
        self._inner = inner

    @property
    def transport(self) -> Any:
        """What carries the allocation: a connected UDP socket's transport, or a stream's."""
        return self._inner.transport

    @property
    def is_stream(self) -> bool:
        """Whether that is TCP, perhaps with TLS."""
        return isinstance(self._inner, asyncio.Protocol)

    def channel(self, address: Address) -> int | None:
        """The channel bound to this peer; None if there is none, or aioice has to refresh it first."""
        channel: int | None = self._inner.peer_to_channel.get(address)
        if channel is None or time.time() > self._inner.channel_refresh_at.get(channel, 0.0):
            return None
        return channel

    def write(self, framed: bytes) -> None:
        """Send channel data over a stream; dropped where too much waits already."""
        transport = self._inner.transport
        if not transport.is_closing() and transport.get_write_buffer_size() < _MAX_WAITING_BYTES:
            self._inner._send(framed)


def channels_of(transport: Any) -> Channels | None:
    """The channels behind aioice's stand-in for a socket; None for a socket."""
    inner = getattr(transport, "_TurnTransport__inner_protocol", None)
    return None if inner is None else Channels(inner)


async def ask_permission(transport: Any, host: str) -> bool:
    """Whether the relay would send to this peer (RFC 8656, 9)."""
    request = aioice.stun.Message(
        message_method=aioice.stun.Method.CREATE_PERMISSION, message_class=aioice.stun.Class.REQUEST
    )
    request.attributes["XOR-PEER-ADDRESS"] = (host, 9)
    inner: Any = getattr(transport, "_TurnTransport__inner_protocol")  # noqa: B009 -- a mangled name
    try:
        await inner.request_with_retry(request)
    except aioice.stun.TransactionFailed:
        return False
    return True
