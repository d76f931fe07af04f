"""Ways out of an ICE socket that any thread may take."""

from __future__ import annotations

import asyncio
import os
import socket
import struct
import threading
from collections.abc import Callable
from typing import Any, Protocol

from . import sockaddr

SendDatagram = Callable[[bytes], None]
Address = tuple[str, int]
DatagramFilter = Callable[[SendDatagram], SendDatagram]
"""Wraps the way of outgoing datagrams to one destination: ``filter(send) -> send``.

The filter is called once per pair of local socket and remote address. The ``send`` it is handed sends one
datagram now, from any thread, and never raises nor waits. The ``send`` it returns gets every datagram that
leaves: audio from whichever thread calls ``AudioSender.send``, and STUN, DTLS, data channel, video and RTCP
from the event loop. So what it returns must be thread-safe; it may send now, later or never.
"""

_MAX_REMEMBERED_ADDRESSES = 256
_CHANNEL_DATA = struct.Struct("!HH")  # channel number and length (RFC 8656, 12.4)


class RelayChannels(Protocol):
    """A TURN allocation's channels, as `Outlet` needs them."""

    @property
    def transport(self) -> Any:
        """What carries the allocation."""

    @property
    def is_stream(self) -> bool:
        """Whether that is a stream; otherwise a connected UDP socket."""

    def channel(self, address: Address, /) -> int | None:
        """The channel bound to a peer and fit for use; from any thread."""

    def write(self, framed: bytes, /) -> None:
        """Send over the stream, on the event loop."""


class _OwnSocket:
    """A duplicate of a transport's socket, closed when the last thread lets go of it.

    A duplicate because asyncio may close its own at any time, and the system hands the number to somebody
    else.
    """

    def __init__(self, duplicate: socket.socket) -> None:
        self._socket = duplicate
        self.refused = 0

    def send_to(self, address: Address) -> SendDatagram:
        target = sockaddr.pack(self._socket.family, address)
        return self._giving_it_up(address) if target is None else self._keeping_the_lock(target)

    def send_on(self) -> SendDatagram:
        """To where the socket is connected."""
        return self._giving_it_up(None) if sockaddr.SENDTO is None else self._keeping_the_lock(None)

    def _keeping_the_lock(self, target: bytes | None) -> SendDatagram:
        """Linux: `sendto` takes two microseconds; getting the interpreter's lock back may take hundreds."""
        sendto, number, size = sockaddr.SENDTO, self._socket.fileno(), len(target or b"")

        def send(datagram: bytes) -> None:
            if sendto(number, datagram, len(datagram), socket.MSG_DONTWAIT, target, size) < 0:
                self.refused += 1

        return send

    def _giving_it_up(self, address: Address | None) -> SendDatagram:
        own = self._socket

        def send(datagram: bytes) -> None:
            try:
                if address is None:
                    own.send(datagram)
                else:
                    own.sendto(datagram, address)
            except OSError:  # full, unreachable, just unplugged: to real-time sound all of these are loss
                self.refused += 1

        return send

    def __del__(self) -> None:
        self._socket.close()


def duplicate(transport: Any) -> socket.socket | None:
    """Duplicate the socket under an asyncio or uvloop transport; ``None`` where there is none (TURN)."""
    inner = transport.get_extra_info("socket")
    if inner is None:
        return None
    if isinstance(inner, socket.socket):
        own = inner.dup()
    elif os.name == "posix":  # uvloop's stand-in has a number but no dup
        own = socket.socket(inner.family, inner.type, inner.proto, fileno=os.dup(inner.fileno()))
    else:
        own = inner.dup()
    own.setblocking(False)
    return own


class Outlet:
    """Everything that leaves through one ICE socket.

    Parameters
    ----------
    transport : asyncio.DatagramTransport
        A UDP socket's, or aioice's stand-in for a TURN allocation.
    loop : asyncio.AbstractEventLoop
        Where the transport lives.
    datagram_filter : DatagramFilter or None
        Wrapped around every destination.
    channels : RelayChannels or None
        The allocation's channels, if the transport stands for one.

    Notes
    -----
    What ``to`` returns is thread-safe. Over UDP it is one ``sendto``, and so it is over a relay reached by
    UDP, once the peer has a channel. Over a relay reached by TCP or TLS it hops to the loop.
    """

    def __init__(
        self,
        transport: Any,
        loop: asyncio.AbstractEventLoop,
        datagram_filter: DatagramFilter | None = None,
        *,
        channels: RelayChannels | None = None,
    ) -> None:
        self._transport = transport
        self._loop = loop
        self._loop_thread = threading.get_ident()
        self._filter = datagram_filter
        self._channels = channels
        stream = channels is not None and channels.is_stream
        own = None if stream else duplicate(transport if channels is None else channels.transport)
        self._socket = None if own is None else _OwnSocket(own)
        self._ways: dict[Address, SendDatagram] = {}

    @property
    def direct(self) -> bool:
        """Whether datagrams go to the socket without passing the event loop."""
        return self._socket is not None

    def to(self, address: Address) -> SendDatagram:
        """The way to one destination; the same callable every time."""
        way = self._ways.get(address)
        if way is None:
            if len(self._ways) >= _MAX_REMEMBERED_ADDRESSES:  # somebody probes us from everywhere
                self._ways.clear()
            way = self._way(address)
            if self._filter is not None:
                way = self._filter(way)
            self._ways[address] = way
        return way

    def _way(self, address: Address) -> SendDatagram:
        if self._channels is not None:
            return self._relayed(self._channels, address)
        if self._socket is not None:
            return self._socket.send_to(address)
        return self._hop(lambda datagram: self._transport.sendto(datagram, address))

    def _relayed(self, channels: RelayChannels, address: Address) -> SendDatagram:
        """Channel data past aioice's task for each datagram, where there is a channel."""
        straight = self._hop(channels.write) if self._socket is None else self._socket.send_on()
        binding = self._hop(lambda datagram: self._transport.sendto(datagram, address))

        def send(datagram: bytes) -> None:
            channel = channels.channel(address)
            if channel is None:
                binding(datagram)
            else:
                straight(_CHANNEL_DATA.pack(channel, len(datagram)) + datagram)

        return send

    def _hop(self, deliver: SendDatagram) -> SendDatagram:
        """From whichever thread to the loop's."""

        def send(datagram: bytes) -> None:
            if threading.get_ident() == self._loop_thread:
                deliver(datagram)
                return
            try:
                self._loop.call_soon_threadsafe(deliver, datagram)
            except RuntimeError:
                return  # the loop is closed, and so is the lesson

        return send


class FilteredTransport:
    """Stands before a transport so that the loop's own datagrams take the filtered way too."""

    def __init__(self, transport: Any, outlet: Outlet) -> None:
        self._transport = transport
        self._outlet = outlet

    def sendto(self, data: bytes, addr: Address) -> None:
        """Send by way of the filter."""
        self._outlet.to(addr)(bytes(data))

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        """As the transport says."""
        return self._transport.get_extra_info(name, default)

    def is_closing(self) -> bool:
        """As the transport says."""
        return bool(self._transport.is_closing())

    def close(self) -> None:
        """Close the transport."""
        self._transport.close()
