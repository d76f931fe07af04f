"""The process that takes a backing track apart: ``python -m rtc.track_worker probe|render ...``.

A file from outside is decoded apart from the server: what a broken one does, it does to this process
alone, which may use so much memory and time and no more. It says how far it is, a JSON object a line.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
from pathlib import Path

import av.logging

from .track_audio import TrackAudioError, probe, render

MAX_MEMORY_BYTES = 1 << 30
MAX_CPU_S = 300
_STEP = 0.01


class Teller:
    """Writes what is done, a hundredth at a time."""

    def __init__(self) -> None:
        self._told = 0.0

    def done(self, share: float) -> None:
        """So much is done, 0-1."""
        if share >= self._told + _STEP:
            self._told = share
            say(done=round(share, 3))


def say(**what: object) -> None:
    """One line to our owner; without an owner there is nothing left to do."""
    try:
        sys.stdout.write(json.dumps(what) + "\n")
        sys.stdout.flush()
    except BrokenPipeError:
        os._exit(1)


def limit() -> None:
    """Let the system hold this process to its share, where it can."""
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource  # noqa: PLC0415 - not on Windows

        resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY_BYTES, MAX_MEMORY_BYTES))
        resource.setrlimit(resource.RLIMIT_CPU, (MAX_CPU_S, MAX_CPU_S))
    with contextlib.suppress(AttributeError, OSError):
        os.nice(10)


def main(what: str, path: str, container: str, *rest: str) -> None:
    """``probe PATH CONTAINER``, or ``render PATH CONTAINER TO TEMPO KEY SECONDS``."""
    av.logging.set_level(av.logging.PANIC)
    limit()
    try:
        if what == "probe":
            say(seconds=probe(Path(path), container).seconds)
            return
        to, tempo_percent, key, seconds = rest
        length_s = render(
            Path(path),
            container,
            Path(to),
            tempo_percent=int(tempo_percent),
            key=int(key),
            seconds=float(seconds),
            on_done=Teller().done,
        )
        say(seconds=length_s)
    except TrackAudioError as error:
        say(problem=error.problem)


if __name__ == "__main__":
    main(*sys.argv[1:])
