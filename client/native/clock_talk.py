"""What two ends say on the clock channel: when it is, at both."""

from __future__ import annotations

import math
from collections.abc import Mapping

from dsp.clock import PeerClock

__all__ = ["ClockTalk"]

QUICK_S, QUICK_FOR_S = 0.1, 2.0
PATIENT_S = 0.5
_VERSION = 1
_MOST_S = 1e11  # some thousand years


class ClockTalk:
    """One connection's clock messages: composes ours, reads theirs, feeds the far end's `PeerClock`.

    Parameters
    ----------
    clock : PeerClock
        The far end's clock. It outlives a connection: the same end has the same clock over the next one.

    Attributes
    ----------
    origin_s : float or None
        What the far end adds to its clock, if it says that its clock is lesson time.
    malformed : int

    Notes
    -----
    Time is an argument. One event loop; not thread-safe. signaling/PROTOCOL.md has the fields.
    """

    def __init__(self, clock: PeerClock) -> None:
        self.clock = clock
        self.origin_s: float | None = None
        self.malformed = 0
        self.received = 0
        self._count = 0
        self._began_s: float | None = None
        self._newest = -1
        self._echo: dict[str, float | int] | None = None

    def pause_s(self, *, now_s: float) -> float:
        """How long to wait before the next message: ten a second at first, then two."""
        if self._began_s is None:
            self._began_s = now_s
        return QUICK_S if now_s - self._began_s < QUICK_FOR_S else PATIENT_S

    def compose(self, *, now_s: float, origin_s: float | None) -> dict[str, object]:
        """Make the next message; ``origin_s`` where our clock is lesson time."""
        self._count += 1
        return {"v": _VERSION, "n": self._count, "now": now_s, "echo": self._echo, "origin": origin_s}

    def receive(self, message: Mapping[str, object], *, arrival_s: float) -> bool:
        """Take in one message; False, and counted, when it is malformed. One that was overtaken is let be."""
        now_s, count = _number(message.get("now")), message.get("n")
        echo = message.get("echo")
        if message.get("v") != _VERSION or now_s is None or not _counts(count):
            return self._refuse()
        assert isinstance(count, int)
        if count <= self._newest:
            return True
        if echo is not None and not self._exchange(echo, now_s, arrival_s):
            return self._refuse()
        self.received += 1
        self._newest = count
        self._echo = {"t0": now_s, "t1": arrival_s, "n": count}
        self.origin_s = _number(message.get("origin"))
        return True

    def _exchange(self, echo: object, t2_s: float, t3_s: float) -> bool:
        if not isinstance(echo, Mapping):
            return False
        t0_s, t1_s = _number(echo.get("t0")), _number(echo.get("t1"))
        return t0_s is not None and t1_s is not None and self.clock.exchange(t0_s, t1_s, t2_s, t3_s)

    def _refuse(self) -> bool:
        self.malformed += 1
        return False


def _counts(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**53


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if abs(value) < _MOST_S and math.isfinite(value) else None
