"""Reading a UDP socket without letting go of the interpreter, with the moment each datagram came."""

from __future__ import annotations

import ctypes
import socket
import struct
import sys
import time
from typing import Any

from . import sockaddr

__all__ = ["StampedSocket"]

RECEIVE_BYTES = 2048
_OLDEST_S = 0.02
_SO_TIMESTAMPNS = 35  # also the type of the control message that brings the stamp
_STAMP = struct.Struct("@Nii4x" if struct.calcsize("P") == 4 else "@Nii")
_TIME = struct.Struct("@qq")
_CONTROL_BYTES = 64


class _Iovec(ctypes.Structure):
    _fields_ = (("base", ctypes.c_void_p), ("length", ctypes.c_size_t))


class _Msghdr(ctypes.Structure):
    _fields_ = (
        ("name", ctypes.c_void_p),
        ("name_length", ctypes.c_uint32),
        ("vectors", ctypes.POINTER(_Iovec)),
        ("vector_count", ctypes.c_size_t),
        ("control", ctypes.c_void_p),
        ("control_length", ctypes.c_size_t),
        ("flags", ctypes.c_int),
    )


def _recvmsg() -> Any:
    if sys.platform != "linux" or struct.calcsize("P") != 8:
        return None  # elsewhere these structures are laid out otherwise
    # PyDLL, unlike CDLL and the socket module, keeps the interpreter's lock during the call.
    function = ctypes.PyDLL(None).recvmsg
    function.restype = ctypes.c_ssize_t
    function.argtypes = (ctypes.c_int, ctypes.c_void_p, ctypes.c_int)
    return function


_RECVMSG = _recvmsg()


class StampedSocket:
    """A UDP socket that is asked, and never waited for.

    Parameters
    ----------
    sock : socket.socket
        Bound, not blocking; closed by `close`.

    Notes
    -----
    Realtime-safe: ``read`` and ``arrival_s`` yes. Thread-safe: no; one reader at a time.
    Linux stamps datagrams as they come in (``SO_TIMESTAMPNS``); elsewhere they count as coming when they are
    read.
    """

    def __init__(self, sock: socket.socket) -> None:
        self._socket = sock
        self._number = sock.fileno()
        self._stamped_s: float | None = None
        self._from: tuple[Any, ...] = ("", 0)
        self._lay_out()
        if _RECVMSG is not None:
            sock.setsockopt(socket.SOL_SOCKET, _SO_TIMESTAMPNS, 1)

    def _lay_out(self) -> None:
        """Lay out what the system writes into, once."""
        self._data = ctypes.create_string_buffer(RECEIVE_BYTES)
        self._name = ctypes.create_string_buffer(sockaddr.MOST_BYTES)
        self._control = ctypes.create_string_buffer(_CONTROL_BYTES)
        self._view = memoryview(self._data).cast("B")
        self._vector = _Iovec(ctypes.addressof(self._data), RECEIVE_BYTES)
        self._header = _Msghdr(
            name=ctypes.addressof(self._name),
            vectors=ctypes.pointer(self._vector),
            vector_count=1,
            control=ctypes.addressof(self._control),
        )
        self._at = ctypes.addressof(self._header)

    def fileno(self) -> int:
        """The socket's number."""
        return self._number

    def read(self) -> bytes | None:
        """The next datagram (its first 2048 bytes); None: none waits."""
        if _RECVMSG is None:
            return self._read_plainly()
        header = self._header
        header.name_length, header.control_length = sockaddr.MOST_BYTES, _CONTROL_BYTES
        size = _RECVMSG(self._number, self._at, socket.MSG_DONTWAIT)
        if size < 0:
            return None
        self._stamped_s = None
        if header.control_length >= _STAMP.size + _TIME.size:
            _, level, kind = _STAMP.unpack_from(self._control)
            if level == socket.SOL_SOCKET and kind == _SO_TIMESTAMPNS:
                seconds, nanoseconds = _TIME.unpack_from(self._control, _STAMP.size)
                self._stamped_s = seconds + nanoseconds * 1e-9
        return bytes(self._view[:size])

    def _read_plainly(self) -> bytes | None:
        try:
            data, self._from = self._socket.recvfrom(RECEIVE_BYTES)
        except OSError:  # nothing waits, or an earlier datagram of ours was refused somewhere
            return None
        return data

    def sender(self) -> tuple[Any, ...]:
        """Whom the last datagram came from, as the socket module has it."""
        return self._from if _RECVMSG is None else sockaddr.unpack(bytes(self._name))

    def arrival_s(self) -> float:
        """When the last datagram came, ``time.monotonic()``.

        One that lay there for longer than 20 ms counts as coming now: this process was not looking, and
        whoever judges freshness has to see that.
        """
        now_s = time.monotonic()
        if self._stamped_s is None:
            return now_s
        waited_s = time.time() - self._stamped_s
        return now_s - waited_s if 0.0 <= waited_s <= _OLDEST_S else now_s

    def close(self) -> None:
        """Close the socket."""
        self._socket.close()
