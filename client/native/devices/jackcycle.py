"""JACK's process thread as a loop of our own: the graph goes on before our work of a cycle is done.

A process callback holds up every program behind it until it returns. With ``jack_cycle_wait`` and
``jack_cycle_signal`` (JACK 2, PipeWire) the blocks change hands first, which takes microseconds, and the
work follows: it has the rest of the cycle and may run into the next, and nobody's sound stops for it.
"""

from __future__ import annotations

import contextlib
import ctypes
import threading
from collections.abc import Callable

from client.native.errors import DeviceError

__all__ = ["CycleLoop"]

_ENDS_WITHIN_S = 0.2
_THREAD = ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p)


class CycleLoop:
    """Runs ``cycle`` in JACK's own thread.

    Parameters
    ----------
    library : str
        Name of libjack.
    client : int
        Address of the client.
    cycle : Callable[[int, Callable[[], None]], None]
        Called once a cycle with its frames and with ``done``, which it calls once when it needs JACK's
        buffers no more. Must not raise.

    Raises
    ------
    DeviceError
        JACK does not take a thread of ours; it is too old.

    Notes
    -----
    Realtime-safe: what runs in the thread, as far as ``cycle`` is. Thread-safe: `end` yes.
    """

    def __init__(self, library: str, client: int, cycle: Callable[[int, Callable[[], None]], None]) -> None:
        self._wait = ctypes.CDLL(library).jack_cycle_wait
        self._wait.restype, self._wait.argtypes = ctypes.c_uint32, (ctypes.c_void_p,)
        lib = ctypes.PyDLL(library)  # signalling takes microseconds: the lock is not given up for it
        self._signal = lib.jack_cycle_signal
        self._signal.restype, self._signal.argtypes = None, (ctypes.c_void_p, ctypes.c_int)
        self._client, self._cycle = client, cycle
        self._ending, self._ended = False, threading.Event()
        self._thread = _THREAD(self._run)  # kept: JACK knows only its address
        take = lib.jack_set_process_thread
        take.restype, take.argtypes = ctypes.c_int, (ctypes.c_void_p, _THREAD, ctypes.c_void_p)
        if take(client, self._thread, None) != 0:
            raise DeviceError("This JACK is too old. Install JACK 2: apt install jackd2")

    def end(self) -> None:
        """Have the thread return after its next cycle; waits for that, 0.2 s at most.

        A thread that JACK cancels instead may die while it waits for the interpreter's lock.
        """
        self._ending = True
        self._ended.wait(_ENDS_WITHIN_S)

    def _run(self, _argument: int | None) -> None:
        wait, client, cycle, done = self._wait, self._client, self._cycle, self._done
        while True:
            frames = wait(client)
            if self._ending:
                break
            cycle(frames, done)
        done()
        self._ended.set()

    def _done(self) -> None:
        self._signal(self._client, 0)
