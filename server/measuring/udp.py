"""A UDP socket that says when a datagram arrived, with which mark, and at which of our addresses.

The kernel stamps arrivals where it can (SO_TIMESTAMPNS): a thread that wakes late does not make the path
look late. Stamps are turned into the monotonic clock at once.
"""

from __future__ import annotations

import socket
import struct
import sys
import time
from dataclasses import dataclass

from server.measuring.packets import Address

_SO_TIMESTAMPNS = 35  # Linux; the socket module has no name for it
_IP_PKTINFO = 8
_IP_MTU_DISCOVER, _PMTUDISC_PROBE = 10, 3
_MAX_BYTES = 2048
_MAX_AGE_NS = 1_000_000_000
_TOGETHER_NS, _TRIES = 3_000, 8
_BUFFER_BYTES = 1 << 20
_STAMP = struct.Struct("qq")
_PKTINFO = struct.Struct("@I4s4s")
_LINUX = sys.platform.startswith("linux")


@dataclass(frozen=True, slots=True)
class Datagram:
    """What came: from whom, when (monotonic ns), with which mark (TOS; None: not known), and where to."""

    data: bytes
    address: Address
    at_ns: int
    tos: int | None
    local: bytes | None


def _now_by_both() -> tuple[int, int]:
    """The same moment by the monotonic and by the wall clock, ns; tried again when interrupted in between."""
    for _ in range(_TRIES):
        before_ns, wall_ns, after_ns = time.monotonic_ns(), time.time_ns(), time.monotonic_ns()
        if after_ns - before_ns < _TOGETHER_NS:
            break
    return before_ns, wall_ns


class StampedSocket:
    """A bound UDP socket.

    Parameters
    ----------
    host : str
        An address of this machine, or the wildcard.
    port : int
        0: any.

    Raises
    ------
    OSError
        The port is taken or the address is not ours.

    Notes
    -----
    Thread-safe: one thread receives, any may send. Marks, kernel stamps and the reply's own address are
    Linux's and IPv4's; elsewhere arrivals are stamped when they are read.
    """

    def __init__(self, host: str, port: int) -> None:
        found = socket.getaddrinfo(host or None, port, type=socket.SOCK_DGRAM, flags=socket.AI_PASSIVE)
        family, _, _, _, address = found[0]
        self._socket = socket.socket(family, socket.SOCK_DGRAM)
        self._plain = family == socket.AF_INET
        try:
            self._prepare()
            self._socket.bind(address)
        except OSError:
            self._socket.close()
            raise
        self._tos = 0

    def _prepare(self) -> None:
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _BUFFER_BYTES)
        if not _LINUX:
            return
        self._socket.setsockopt(socket.SOL_SOCKET, _SO_TIMESTAMPNS, 1)
        if self._plain:
            self._socket.setsockopt(socket.IPPROTO_IP, socket.IP_RECVTOS, 1)
            self._socket.setsockopt(socket.IPPROTO_IP, _IP_PKTINFO, 1)

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self._socket.getsockname()[1])

    def within(self, seconds: float) -> None:
        """Let `receive` wait so long at most."""
        self._socket.settimeout(seconds)

    def never_split(self) -> None:
        """Send with "don't fragment", and let too large a datagram fail here rather than be split."""
        if _LINUX and self._plain:
            self._socket.setsockopt(socket.IPPROTO_IP, _IP_MTU_DISCOVER, _PMTUDISC_PROBE)

    def receive(self) -> Datagram | None:
        """The next datagram; None if none came in time, or the socket was told of an unreachable peer.

        Raises
        ------
        OSError
            The socket is closed.
        """
        try:
            data, parts, _, address = self._socket.recvmsg(_MAX_BYTES, 256)
        except (TimeoutError, ConnectionRefusedError):
            return None
        now_ns, wall_ns = _now_by_both()
        at_ns, tos, local = now_ns, None, None
        for level, kind, value in parts:
            if level == socket.SOL_SOCKET and kind == _SO_TIMESTAMPNS and len(value) >= _STAMP.size:
                seconds, rest = _STAMP.unpack_from(value)
                age_ns = wall_ns - seconds * 1_000_000_000 - rest
                if 0 <= age_ns < _MAX_AGE_NS:  # else the wall clock was set in between
                    at_ns = now_ns - age_ns
            elif level == socket.IPPROTO_IP and kind == socket.IP_TOS:
                tos = value[0]
            elif level == socket.IPPROTO_IP and kind == _IP_PKTINFO and len(value) >= _PKTINFO.size:
                local = _PKTINFO.unpack_from(value)[1]
        return Datagram(data, (str(address[0]), int(address[1])), at_ns, tos, local)

    def send(self, data: bytes, to: Address, *, tos: int = 0, local: bytes | None = None) -> bool:
        """Send; False where the system refuses (no way there, or too large).

        Parameters
        ----------
        local : bytes, optional
            Which of our addresses it shall come from, as a `Datagram` said.
        """
        parts: list[tuple[int, int, bytes]] = []
        if local is not None and self._plain and _LINUX:
            parts.append((socket.IPPROTO_IP, _IP_PKTINFO, _PKTINFO.pack(0, local, b"\0" * 4)))
        try:
            if tos != self._tos and self._plain:
                self._socket.setsockopt(socket.IPPROTO_IP, socket.IP_TOS, tos)
                self._tos = tos
            if parts:
                self._socket.sendmsg([data], parts, 0, to)
            else:
                self._socket.sendto(data, to)
        except OSError:
            return False
        return True

    def close(self) -> None:
        """Let the port go."""
        self._socket.close()
