"""What keeps the audio thread on time in a Python process, as far as the system grants it."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import os
import signal
import struct
import sys
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any, TypeVar

__all__ = ["SWITCH_INTERVAL_S", "prepared_process", "raise_priority", "run_loop", "stopped_by", "sweep"]

SWITCH_INTERVAL_S = 5e-5
"""With CPython's default of 5 ms one busy thread makes most 64-frame callbacks (1.33 ms) miss. The event loop
has little to do while sound plays (the audio thread reads the socket): what counts is soon, not seldom."""
_PRIORITY = 60
T = TypeVar("T")
YOUNG_EVERY_TICKS, ALL_EVERY_TICKS = 4, 2400
"""Of the session, 250 ms each: a second, and ten minutes."""


def run_loop(main: Coroutine[Any, Any, T]) -> T:
    """Run a program's coroutine on the quickest event loop there is."""
    try:
        import uvloop  # noqa: PLC0415 - not on every system
    except ImportError:
        return asyncio.run(main)
    return uvloop.run(main)


def stopped_by(stop: Callable[[], object]) -> None:
    """Call ``stop`` in this loop when the person or the system ends us; Windows' Ctrl-C raises by itself."""
    if sys.platform == "win32":
        return
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop)


@contextlib.contextmanager
def prepared_process() -> Iterator[None]:
    """While inside, let threads take turns quickly, keep cores awake, and never collect garbage by chance.

    The collector starts in whichever thread allocates, the audio thread too, and a full collection walks the
    whole imported stack (some 20 ms). So everything loaded so far is taken out of its sight, and only
    `sweep` collects.
    """
    before_s, collects = sys.getswitchinterval(), gc.isenabled()
    sys.setswitchinterval(SWITCH_INTERVAL_S)
    gc.collect()
    gc.freeze()
    gc.disable()
    try:
        with _short_sleeps():
            yield
    finally:
        if collects:
            gc.enable()
        gc.unfreeze()
        sys.setswitchinterval(before_s)


def sweep(ticks: int) -> None:
    """Collect garbage; call it often, outside the audio thread.

    What died young costs some 0.1 ms; all of it, once in a while, 2.

    Parameters
    ----------
    ticks : int
        Calls so far.
    """
    if ticks % YOUNG_EVERY_TICKS == 0:
        gc.collect(2 if ticks % ALL_EVERY_TICKS == 0 else 1)


@contextlib.contextmanager
def _short_sleeps() -> Iterator[None]:
    """Ask Linux not to put cores into sleeps they wake from late, where it grants that (root, mostly)."""
    with contextlib.ExitStack() as held:  # closing the file ends the request
        with contextlib.suppress(OSError):
            held.enter_context(Path("/dev/cpu_dma_latency").open("wb", buffering=0)).write(
                struct.pack("=i", 0)
            )
        yield


def raise_priority() -> bool:
    """Ask for SCHED_FIFO for the calling thread; whether it was granted."""
    if not hasattr(os, "sched_setscheduler"):
        return False
    with contextlib.suppress(OSError):
        os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(_PRIORITY))
        return True
    return False
