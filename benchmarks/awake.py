"""Keep the processor's cores from going to sleep while something is timed.

A core that sleeps between two periods of 1.33 ms comes back late: by a tenth of a millisecond on metal, by
more than a period on some virtual machines, where the host lends a halted core to somebody else. What is then
measured is the host. Studios switch this off for good (``idle=poll``, ``cpu_dma_latency``); a benchmark does
so for as long as it runs, with a loop on each core that gives way to everything (SCHED_IDLE).
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

_LOOP = """
import os, sys, threading
os.sched_setaffinity(0, {int(sys.argv[1])})
os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
while True:
    pass
"""


@contextmanager
def awake() -> Iterator[bool]:
    """Hold all cores awake; gives whether this system can."""
    if not hasattr(os, "SCHED_IDLE"):
        yield False
        return
    loops = [
        subprocess.Popen([sys.executable, "-S", "-c", _LOOP, str(core)], stdin=subprocess.PIPE)
        for core in sorted(os.sched_getaffinity(0))
    ]
    try:
        yield True
    finally:
        for loop in loops:
            loop.kill()
            loop.wait()
            assert loop.stdin is not None
            loop.stdin.close()
