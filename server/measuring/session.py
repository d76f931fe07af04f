"""One permitted measurement: to whom it belongs, what it may still use, and what arrived."""

from __future__ import annotations

from dataclasses import dataclass, field

from server.measuring.pacing import Pacer
from server.measuring.packets import Address, Probe, Start

LIVES_S = 600.0
LEAST_INTERVAL_US = 1000
MOST_BYTES_A_PACKET = 1452
MOST_BYTES_A_SESSION = 80_000_000
MOST_BYTES_OF_LOAD = 40_000_000
MOST_PACKETS_A_RUN = 100_000
MOST_RUNS = 255
MOST_ASKS = 2_000
QUIET_NS = 3_000_000_000
"""Whoever has said nothing for so long is sent nothing more."""


@dataclass
class Arrivals:
    """What came of one run: sequence numbers and times (monotonic ns), as they came."""

    sequence: list[int] = field(default_factory=list)
    at_ns: list[int] = field(default_factory=list)


@dataclass
class Session:
    """See the module. ``expires_s`` is on the desk's clock."""

    key: bytes
    expires_s: float
    address: Address | None = None
    local: bytes | None = None
    heard_ns: int = 0
    bytes_left: int = MOST_BYTES_A_SESSION
    load_left: int = MOST_BYTES_OF_LOAD
    asks_left: int = MOST_ASKS
    arrivals: dict[int, Arrivals] = field(default_factory=dict)
    last: Probe | None = None
    pacer: Pacer | None = None

    def admits(self, run: int, start: Start) -> bool:
        """Whether such a run keeps within what one session may use."""
        return (
            0 < run <= MOST_RUNS
            and start.interval_us >= LEAST_INTERVAL_US
            and start.size <= MOST_BYTES_A_PACKET
            and 0 < start.count <= MOST_PACKETS_A_RUN
            and start.size * start.count <= self.bytes_left
        )

    def note(self, run: int, probe: Probe, at_ns: int) -> None:
        """Remember that a probe came."""
        kept = self.arrivals.get(run)
        if kept is not None and len(kept.sequence) < MOST_PACKETS_A_RUN:
            kept.sequence.append(probe.sequence)
            kept.at_ns.append(at_ns)
            self.last = Probe(probe.sequence, probe.sent_ns, probe.sequence, at_ns)

    def end(self) -> None:
        """Send nothing more."""
        if self.pacer is not None:
            self.pacer.end()
            self.pacer = None
