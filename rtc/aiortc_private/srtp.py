"""SRTP without giving up the interpreter's lock.

cffi lets other threads run during every call. For two microseconds of cipher that is a bad bargain: the
audio thread then has to get the lock back from the network thread, or the other way round. `ctypes.PyDLL`
keeps it. Where libsrtp's functions are not exported (they are in the wheels for Linux and macOS), pylibsrtp's
own way is taken.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import Any

import pylibsrtp
from pylibsrtp import _binding

Crypt = Callable[[bytes], bytes]
_BUFFER_BYTES = 2048
_TRAILER_BYTES = 144  # SRTP_MAX_TRAILER_LEN


def protect_with(session: pylibsrtp.Session) -> Crypt:
    """Encrypt with this session: ``packet -> datagram``. Raises what ``session.protect`` raises."""
    return _keeping_the_lock(session, "srtp_protect") or session.protect


def unprotect_with(session: pylibsrtp.Session) -> Crypt:
    """Decrypt and authenticate with this session. Raises what ``session.unprotect`` raises."""
    return _keeping_the_lock(session, "srtp_unprotect") or session.unprotect


def _keeping_the_lock(session: Any, name: str) -> Crypt | None:
    try:
        function = getattr(ctypes.PyDLL(_binding.__file__), name)
    except (OSError, AttributeError):
        return None
    function.argtypes, function.restype = (ctypes.c_void_p,) * 3, ctypes.c_int
    context = int(_binding.ffi.cast("uintptr_t", session._srtp[0]))
    buffer = (ctypes.c_char * _BUFFER_BYTES)()
    view = memoryview(buffer).cast("B")
    length = ctypes.c_int()
    at, length_at = ctypes.addressof(buffer), ctypes.addressof(length)
    most = _BUFFER_BYTES - _TRAILER_BYTES

    def crypt(packet: bytes, _keeps: tuple[object, ...] = (session, buffer)) -> bytes:
        size = len(packet)
        if size > most:
            raise ValueError(f"packet of {size} bytes, expected no more than {most}")
        view[:size] = packet
        length.value = size
        code = function(context, at, length_at)
        if code:
            raise pylibsrtp.Error(pylibsrtp.ERRORS[code])
        return bytes(view[: length.value])

    return crypt
