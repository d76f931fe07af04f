"""JACK's process thread as a loop of our own, which may let the graph go on before our work is done.

A process callback holds up every program behind it until it returns. With ``jack_cycle_wait`` and
``jack_cycle_signal`` (JACK 2, PipeWire) the blocks can change hands first, which takes microseconds, and the
work follows: it has the rest of the cycle and may run into the next, and nobody's sound stops for it. What
that costs is a block of delay, so it is done only where the work is often late (`Haste`).
"""

from __future__ import annotations

import ctypes
import threading
from collections.abc import Callable

from client.native.devices.base import AudioBlock
from client.native.errors import DeviceError

__all__ = ["CycleLoop", "Haste"]

_ENDS_WITHIN_S = 0.2
_THREAD = ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p)
LATE_SHARE = 0.8
"""Of a cycle: what is handed on after that comes too late, as others need theirs too."""
ALLOWED_PER_S = 1.0
MOST_LATE = 8.0
"""Beyond what is allowed. A start has some, and they pass."""
CALM_S = 60.0
SILENCE = 1e-4
"""-80 dBFS."""

Cycle = Callable[[int, Callable[[], None]], None]


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

    def __init__(self, library: str, client: int, cycle: Cycle) -> None:
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


class Haste:
    """Whether the work of a cycle is done before the graph goes on, or after: from how often it is late.

    Parameters
    ----------
    period_s : float
        One cycle, above 0.

    Attributes
    ----------
    after : bool
        The graph goes on first; what is heard of the work is a block later.

    Notes
    -----
    Realtime-safe: yes. Thread-safe: no.
    """

    def __init__(self, period_s: float) -> None:
        if not period_s > 0.0:
            raise ValueError(f"a cycle lasts some time, got {period_s} s")
        self._period_s = period_s
        self._late = self._calm_s = 0.0
        self.after = False

    def take(self, taken_s: float, played: AudioBlock) -> None:
        """Take note of one cycle's work, and change over if it is time.

        Parameters
        ----------
        taken_s : float
            From the cycle's start until its work was done.
        played : AudioBlock
            What is heard now. Back to the lesser delay it goes in silence alone: a block is left out.
        """
        if taken_s > LATE_SHARE * self._period_s:
            self._late += 1.0
            self._calm_s = 0.0
        else:
            self._late = max(0.0, self._late - ALLOWED_PER_S * self._period_s)
            self._calm_s += self._period_s
        if self._late > MOST_LATE:
            self.after, self._late = True, 0.0
        elif self.after and self._calm_s > CALM_S and _silent(played):
            self.after = False


def _silent(block: AudioBlock) -> bool:
    return bool(block.max() < SILENCE and block.min() > -SILENCE)
