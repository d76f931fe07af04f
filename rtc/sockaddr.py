"""C's own `sendto`, and addresses as it wants them."""

from __future__ import annotations

import ctypes
import socket
import struct
import sys
from typing import Any


def _sendto() -> Any:
    if sys.platform != "linux":  # elsewhere addresses are laid out otherwise
        return None
    # PyDLL, unlike CDLL and the socket module, keeps the interpreter's lock during the call.
    function = ctypes.PyDLL(None).sendto
    function.restype = ctypes.c_ssize_t
    function.argtypes = (
        ctypes.c_int,
        ctypes.c_char_p,
        ctypes.c_size_t,
        ctypes.c_int,
        ctypes.c_char_p,
        ctypes.c_uint32,
    )
    return function


SENDTO = _sendto()
MOST_BYTES = 28
"""Of a packed address, ``AF_INET6``'s."""


def pack(family: int, address: tuple[Any, ...]) -> bytes | None:
    """``struct sockaddr`` of a numeric address; None where C's `sendto` is not used, or cannot be.

    Parameters
    ----------
    family : int
        The socket's, ``AF_INET`` or ``AF_INET6``.
    address : tuple
        As the socket module has it: ``(host, port)`` or ``(host, port, flow, scope)``.
    """
    if SENDTO is None:
        return None
    host, port, *rest = address
    try:
        packed = socket.inet_pton(family, host)
        if family == socket.AF_INET:
            return struct.pack("=H2s4s8x", family, port.to_bytes(2, "big"), packed)
        flow, scope = (*rest, 0, 0)[:2]
        return struct.pack("=H2sI16sI", family, port.to_bytes(2, "big"), flow, packed, scope)
    except (OSError, OverflowError, struct.error):
        return None


def unpack(packed: bytes) -> tuple[Any, ...]:
    """The address in a ``struct sockaddr``, as the socket module has it; Linux only."""
    family, port = struct.unpack_from("=H2s", packed)
    number = int.from_bytes(port, "big")
    if family == socket.AF_INET:
        return socket.inet_ntop(family, packed[4:8]), number
    flow, raw, scope = struct.unpack_from("=I16sI", packed, 4)
    return socket.inet_ntop(socket.AF_INET6, raw), number, flow, scope
