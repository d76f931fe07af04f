"""A JACK client that listens to one port, and comes back when JACK drops it."""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import ExitStack
from types import TracebackType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.jackd import JackServer
from benchmarks.m2e import import_jack
from benchmarks.metrics import Clock

__all__ = ["Ear", "joined"]

_DROPPED_S = 0.3

Floats = NDArray[np.float64]


class Ear:
    """Takes down what comes out of a port, block by block, each with its time.

    JACK skips cycles where the machine is late, and drops a client that it takes for dead: samples counted
    from the first block would be early by all that was skipped, and a dropped ear would hear no sound for
    ever. So every block has its own time, and an ear that hears no cycle is replaced.

    Parameters
    ----------
    graph : JackServer
    port : str
        Need not be there yet; `look` connects to it when it is.
    """

    def __init__(self, graph: JackServer, port: str) -> None:
        self._jack: Any = import_jack()
        self._graph, self._port = graph, port
        self._blocks: list[tuple[float, Floats]] = []
        self._open: ExitStack | None = None
        self._connected = False
        self._alive_s = 0.0

    def __enter__(self) -> Ear:
        self._begin()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def look(self) -> None:
        """Connect, or begin anew where JACK dropped this ear. Call it often."""
        if time.monotonic() - self._alive_s > _DROPPED_S:
            self._end()
            self._begin()
        if not self._connected:
            try:
                self._client.connect(self._port, self._inlet)
            except self._jack.JackError:
                return
            self._connected = True

    def heard(self) -> tuple[Floats, Clock | None]:
        """All ``(frames,)`` so far, and when they sounded; None with less than two blocks."""
        return joined(self._blocks)

    def _begin(self) -> None:
        client = self._client = self._jack.Client(
            "klangbro-ear", no_start_server=True, servername=self._graph.name
        )
        inlet = self._inlet = client.inports.register("ear")
        self._alive_s, self._connected = time.monotonic(), False

        def process(_frames: int) -> None:
            self._alive_s = time.monotonic()
            if self._connected:
                self._blocks.append((self._alive_s, inlet.get_array().astype(np.float64)))

        client.set_process_callback(process)
        self._open = ExitStack()
        self._open.callback(client.close)
        self._open.enter_context(client)

    def _end(self) -> None:
        if self._open is not None:
            self._open.close()
            self._open = None


def joined(blocks: Sequence[tuple[float, Floats]]) -> tuple[Floats, Clock | None]:
    """Blocks with their times as one sound ``(frames,)`` and its clock; None: fewer than two."""
    if len(blocks) < 2:
        return np.zeros(0), None
    begins = np.cumsum([0, *(len(sound) for _, sound in blocks[:-1])]).astype(np.float64)
    times = np.array([time_s for time_s, _ in blocks])
    return np.concatenate([sound for _, sound in blocks]), Clock(begins, times)
