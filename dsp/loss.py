"""How much a path loses, and how many in a row: counted before anything is recovered."""

from __future__ import annotations

import math
from dataclasses import dataclass

from dsp.packets import Unwrapper

MEMORY_S = 8.0
LEAST_PACKETS = 100  # fewer say nothing
_SIZE = 1 << 13
_REORDER = 24  # so many packets a straggler is waited for
_RESTART = 3000  # RFC 3550, A.1: MAX_DROPOUT


@dataclass(frozen=True, slots=True)
class PathLoss:
    """What a receiver says about the path from its sender.

    Attributes
    ----------
    loss_pct : float
        Share of packets that never came, 0 to 100.
    burst_packets : float
        Mean length of the runs of lost packets, 1 or more.
    """

    loss_pct: float
    burst_packets: float


class LossWatch:
    """Follow a stream's sequence numbers.

    Packets that come late or out of order are no losses; what redundancy brings must not be added.

    Notes
    -----
    Realtime-safe: yes. Thread-safe: no.
    """

    def __init__(self) -> None:
        self._came = bytearray(_SIZE)
        self._begin()
        self._expected = self._lost = self._bursts = 0.0
        self._read_s: float | None = None

    def _begin(self) -> None:
        self._sequences = Unwrapper(16)
        self._highest: int | None = None
        self._judged = 0  # everything below has been counted
        self._in_burst = False

    def add(self, sequence: int) -> None:
        """Take note of one packet by its 16 bits."""
        number = self._sequences.peek(sequence)
        highest = self._highest
        if highest is not None and abs(number - highest) > _RESTART:
            self._begin()
            highest = None
        number = self._sequences.unwrap(sequence)
        if highest is None:
            self._highest = self._judged = number
        elif number > highest:
            for missed in range(highest + 1, number):
                self._came[missed % _SIZE] = 0
            self._highest = number
        elif number < self._judged:
            return
        self._came[number % _SIZE] = 1

    def read(self, *, now_s: float) -> PathLoss | None:
        """Say what the last seconds were like; None while too little has come.

        Parameters
        ----------
        now_s : float
            Monotonic; call a few times a second.
        """
        self._forget(now_s)
        if self._highest is not None:
            until = self._highest - _REORDER
            for number in range(max(self._judged, until - _SIZE + 1), until):
                self._judge(bool(self._came[number % _SIZE]))
            self._judged = max(self._judged, until)
        if self._expected < LEAST_PACKETS:
            return None
        burst = self._lost / self._bursts if self._bursts > 0.5 else 1.0
        return PathLoss(100.0 * self._lost / self._expected, max(1.0, burst))

    def _forget(self, now_s: float) -> None:
        if self._read_s is not None:
            kept = math.exp(-max(0.0, now_s - self._read_s) / MEMORY_S)
            self._expected *= kept
            self._lost *= kept
            self._bursts *= kept
        self._read_s = now_s

    def _judge(self, came: bool) -> None:
        self._expected += 1.0
        if not came:
            self._lost += 1.0
            self._bursts += not self._in_burst
        self._in_burst = not came
