"""Where aioice hands over datagrams: sockets, the selected pair, candidates, STUN."""

from __future__ import annotations

import asyncio
import logging
import struct
import sys
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import aioice.ice
import aioice.stun
from aiortc.rtcdtlstransport import RTCDtlsTransport

from ..config import RelayServer
from ..datagrams import Address, DatagramFilter, FilteredTransport, Outlet, SendDatagram, duplicate
from ..rtp import MAX_DATAGRAM_BYTES, is_media, is_rtcp
from ..shared_transport import SharedTransport
from .relays import channels_of, gather_relayed

logger = logging.getLogger(__name__)

_SEAM = "klangbro_seam"
_LOOPBACK = "127.0.0.1"
# Datagrams that wait for aiortc's data pump; more than this before it runs is a flood.
_MAX_QUEUED = 1024
_RECEIVE_BYTES = 2048


@dataclass
class EdgeCounters:
    """What came in and was dropped, by kind."""

    stun_malformed: int = 0
    rtp_malformed: int = 0
    rtcp_malformed: int = 0
    data_malformed: int = 0
    oversized: int = 0
    unknown: int = 0
    video_unwanted: int = 0


@dataclass(eq=False)
class Seam:
    """What stands between aioice's sockets and aiortc, one for each connection.

    Attributes
    ----------
    lends : bool
        Whether an audio thread reads the selected pair's socket, by `SharedTransport.receive`.
    selected : SharedTransport or None
        What it reads.
    came_s : float
        When the datagram came that aiortc's pump is at (``time.monotonic()``), however long it waited since.
    on_data_sent : callable or None
        ``on_data_sent(text, at_s)`` with what a data channel said and when it went to the socket.
    """

    take_audio: Callable[[bytes, float], bool]
    on_path: Callable[[SendDatagram | None], None]
    datagram_filter: DatagramFilter | None
    loopback: bool
    lends: bool = False
    relays: tuple[RelayServer, ...] = ()
    unwanted: frozenset[int] = frozenset()
    counters: EdgeCounters = field(default_factory=EdgeCounters)
    outlets: dict[int, Outlet] = field(default_factory=dict)
    shared: dict[int, SharedTransport] = field(default_factory=dict)
    selected: SharedTransport | None = None
    direct: bool = False
    path: str = ""
    came_s: float = 0.0
    on_data_sent: Callable[[bytes, float], None] | None = None
    handed_s: float = 0.0
    waiting_s: deque[float] = field(default_factory=deque)

    def install(self, connection: Any) -> None:
        """Stand in front of one ICE connection, before it gathers candidates."""
        setattr(connection, _SEAM, self)
        connection._nominated = _Nominated(self.follow)
        queue = connection._queue
        gather = connection.get_component_candidates

        def data_received(data: bytes, component: int) -> None:
            if queue.qsize() < _MAX_QUEUED:
                queue.put_nowait((data, component))
                self.waiting_s.append(self.handed_s)
            else:
                self.counters.unknown += 1

        async def get_component_candidates(component: int, addresses: list[str], timeout: int = 5) -> Any:  # noqa: ASYNC109 -- aioice says so
            relay_only = connection._transport_policy == aioice.ice.TransportPolicy.RELAY
            if not relay_only and (self.loopback or not addresses):
                addresses = [*addresses, _LOOPBACK]
            own, relayed = await asyncio.gather(
                gather(component=component, addresses=addresses, timeout=timeout),
                gather_relayed(connection, component, self.relays, hide_address=relay_only, within_s=timeout),
            )
            for transport in self.shared.values():
                transport.adopt()
            return [*own, *relayed]

        connection.data_received = data_received
        connection.get_component_candidates = get_component_candidates

    def stamp(self, dtls: RTCDtlsTransport) -> None:
        """Know of each datagram that aiortc's pump takes when it came."""
        transport: Any = dtls.transport
        receive = transport._recv

        async def recv() -> bytes:
            data: bytes = await receive()
            self.came_s = self.waiting_s.popleft() if self.waiting_s else time.monotonic()
            return data

        transport._recv = recv

    def follow(self, pair: Any) -> None:
        """Send on the pair ICE selected."""
        outlet = None if pair is None else self.outlets.get(pair.protocol.id)
        self._lend(None if pair is None else self.shared.get(pair.protocol.id))
        if outlet is None:
            self.path = ""
            self.on_path(None)
            return
        self.direct = outlet.direct
        self.path = f"{pair.local_candidate.type}/{pair.remote_candidate.type}"
        address: Address = pair.remote_addr
        self.on_path(outlet.to(address))

    def _lend(self, transport: SharedTransport | None) -> None:
        """Let the audio thread read there, and no longer where it did."""
        if not self.lends or transport is self.selected:
            return
        if self.selected is not None:
            self.selected.take_back()
        self.selected = transport
        if transport is not None:
            transport.lend()

    def opened(self, protocol: Any, transport: Any) -> Any:
        """Take note of a socket; gives back what aioice shall send through."""
        loop = asyncio.get_running_loop()
        channels = channels_of(transport)
        own = None if channels is not None or sys.platform == "win32" else duplicate(transport)
        if own is not None:  # Windows' loop cannot be asked to watch a socket
            transport = SharedTransport(transport, own, protocol, self.take)
            self.shared[protocol.id] = transport
        outlet = Outlet(transport, loop, self.datagram_filter, channels=channels)
        self.outlets[protocol.id] = outlet
        if hasattr(transport, "max_size"):
            # asyncio allocates this much for every datagram; its 256 KiB cost four times what 2 KiB do.
            transport.max_size = _RECEIVE_BYTES
        return transport if self.datagram_filter is None else FilteredTransport(transport, outlet)

    def closed(self, protocol: Any) -> None:
        """Forget a socket."""
        self.outlets.pop(protocol.id, None)
        self.shared.pop(protocol.id, None)

    def take(self, datagram: bytes, arrival_s: float) -> bool:
        """Whether a datagram fresh from the socket was dealt with here; from whichever thread reads."""
        fits = 1 < len(datagram) <= MAX_DATAGRAM_BYTES
        return fits and is_media(datagram[0]) and self.media(datagram, arrival_s)

    def media(self, datagram: bytes, arrival_s: float) -> bool:
        """Whether a media datagram was dealt with here."""
        if is_rtcp(datagram):
            return False
        if self.take_audio(datagram, arrival_s):
            return True
        if datagram[1] & 0x7F in self.unwanted:
            self.counters.video_unwanted += 1
            return True
        return False


class _Nominated(dict[int, Any]):
    """aioice's table of selected pairs, telling when it changes."""

    def __init__(self, on_change: Callable[[Any], None]) -> None:
        super().__init__()
        self._on_change = on_change

    def __setitem__(self, component: int, pair: Any) -> None:
        super().__setitem__(component, pair)
        self._on_change(pair)

    def clear(self) -> None:
        super().clear()
        self._on_change(None)


class GuardedStunProtocol(aioice.ice.StunProtocol):
    """aioice's socket protocol; datagrams that are no STUN never meet its parser.

    Connections without a seam (somebody else's) behave as before.
    """

    def connection_made(self, transport: Any) -> None:
        seam = getattr(self.receiver, _SEAM, None)
        super().connection_made(transport if seam is None else seam.opened(self, transport))

    def connection_lost(self, exc: Exception | None) -> None:
        seam: Seam | None = getattr(self.receiver, _SEAM, None)
        if seam is not None:
            shared = seam.shared.get(self.id)
            if shared is not None and not shared.is_closing():
                return  # the loop's own transport, which the shared one stands for, is gone
            seam.closed(self)
        super().connection_lost(exc)

    def datagram_received(self, data: bytes | str, addr: tuple[Any, ...]) -> None:
        seam: Seam | None = getattr(self.receiver, _SEAM, None)
        if seam is None or isinstance(data, str):
            super().datagram_received(data, addr)
            return
        shared = seam.shared.get(self.id)
        seam.handed_s = (shared and shared.arrival_s) or time.monotonic()
        size = len(data)
        first = data[0] if size else 255
        if not 1 < size <= MAX_DATAGRAM_BYTES:
            # aiortc reads data[0] and pylibsrtp refuses what its buffer cannot hold: either would end the
            # lesson.
            seam.counters.oversized += 1
        elif is_media(first):
            if not seam.media(data, seam.handed_s):
                self.receiver.data_received(data, self.local_candidate.component)
        elif first < 4:
            self._stun(seam, data, addr)
        elif 19 < first < 64:
            self.receiver.data_received(data, self.local_candidate.component)
        else:
            seam.counters.unknown += 1

    def _stun(self, seam: Seam, data: bytes, addr: tuple[Any, ...]) -> None:
        try:
            aioice.stun.parse_message(data)
            super().datagram_received(data, addr)
        except Exception as error:  # whatever the bytes of a stranger provoke must not reach the event loop
            seam.counters.stun_malformed += 1
            logger.debug("STUN dropped: %r", error)


def install_protocol() -> None:
    """Let every ICE connection made from now on use the guarded protocol."""
    aioice.ice.StunProtocol = GuardedStunProtocol  # type: ignore[misc]


def _parse_stun_strictly(parse: Callable[[bytes], Any]) -> Callable[[bytes], Any]:
    """aioice's STUN parser with what it leaks turned into the ``ValueError`` its callers expect."""

    def parse_message(data: bytes) -> Any:
        try:
            return parse(data)
        except (struct.error, IndexError, KeyError, OverflowError) as error:
            raise ValueError(f"malformed STUN: {error}") from error

    return parse_message


def ice_connection(dtls: RTCDtlsTransport) -> Any:
    """The aioice connection under a DTLS transport."""
    return dtls.transport._connection


setattr(aioice.stun, "parse_message", _parse_stun_strictly(aioice.stun.parse_message))  # noqa: B010 -- its type forbids the plain form
install_protocol()
