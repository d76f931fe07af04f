"""A sound card that asks for a block every so often, and the packets that came in between."""

from __future__ import annotations

from collections.abc import Iterator

from dsp.path.trace import Trace


def ticks(trace: Trace, frames: int) -> Iterator[tuple[float, list[int]]]:
    """Yield local time in samples and the packets that arrived since the last time, from the first packet on.

    The card knows nothing of arrivals: its first block falls half a block after the first packet, as it
    does on average. Ends when the last packet's sound has had its time.
    """
    arrivals = trace.arrival.tolist()
    order = trace.order().tolist()
    now = arrivals[order[0]] + frames / 2
    end = now + len(trace) * trace.ptime_samples
    at = 0
    while now < end:
        came = []
        while at < len(order) and arrivals[order[at]] <= now:
            came.append(order[at])
            at += 1
        yield now, came
        now += frames


class Leave:
    """How much sound a law may leave out: so much a second, while it wants to.

    Parameters
    ----------
    ms_per_s : float or None
        None: as much as it likes.
    """

    def __init__(self, ms_per_s: float | None) -> None:
        self._share = None if ms_per_s is None else ms_per_s / 1000
        self._saved = 0.0

    def grants(self, samples: float, played: float) -> bool:
        """Whether ``samples`` may be left out now, ``played`` samples after it was last asked."""
        if self._share is None:
            return True
        self._saved += played * self._share
        if self._saved < samples:
            return False
        self._saved -= samples
        return True

    def content(self) -> None:
        """Nothing is to be left out: nothing is saved up for later."""
        self._saved = 0.0
