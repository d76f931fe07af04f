"""A sound card that asks for a block every so often, and the packets that came in between."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.jitter.trace import Trace


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
