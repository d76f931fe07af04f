"""Lesson time: one clock for all who are in a lesson, which never goes back."""

from __future__ import annotations

import math

from dsp.clock import PeerClock

__all__ = ["LessonClock"]

SLEW = 5e-3  # a correction is made by so much of the time that passes: 5 ms a second, unheard in a click
JUMP_S = 0.05  # more than that is not corrected by stealth: it is another time


class LessonClock:
    """Map between the local monotonic clock and lesson time.

    Lesson time is the teacher's clock (ADR 15): its monotonic clock plus a constant, which it says. Whoever
    is not the teacher follows by a `PeerClock`. What that learns reaches lesson time slowly enough that
    nothing that is scheduled stumbles: corrections are slewed, so that lesson time never goes back. Where it
    would have to move by more than 50 ms (the teacher's machine slept, its page was reloaded), it jumps, and
    ``epoch`` counts.

    Before anything is known, lesson time is this end's own clock.

    Parameters
    ----------
    origin_s : float
        Added to the local clock while nobody leads but this end (its unix time at monotonic 0, say).

    Notes
    -----
    Realtime-safe: yes. Thread-safe: no.
    """

    def __init__(self, *, origin_s: float = 0.0) -> None:
        self._own_s = origin_s
        self._known = False
        self._anchor_s = 0.0
        self._offset_s = origin_s  # lesson time minus local, at the anchor, once the rest is slewed away
        self._rate = 0.0
        self._rest_s = 0.0
        self._bound_s = 0.0
        self._unsure = 0.0
        self.epoch = 0

    @property
    def known(self) -> bool:
        """Whether this end leads or follows a teacher; else its time is its own."""
        return self._known

    def bound_at(self, local_s: float) -> float:
        """How far lesson time can be off, what is not yet slewed included; infinite while unknown."""
        if not self._known:
            return math.inf
        return self._bound_s + self._unsure * abs(local_s - self._anchor_s) + abs(self._left_at(local_s))

    def lead(self, *, now_s: float) -> None:
        """This end is the teacher's: its clock is lesson time."""
        self._aim(self._own_s, 0.0, now_s)
        self._bound_s = self._unsure = 0.0

    def follow(self, peer: PeerClock, origin_s: float, *, now_s: float) -> None:
        """Take over what is known of the teacher's clock by now; call it whenever more is.

        Parameters
        ----------
        peer : PeerClock
            The teacher's clock. Nothing happens before its first exchange.
        origin_s : float
            What the teacher adds to it.
        """
        if not peer.ready:
            return
        self._aim(peer.to_remote(now_s) - now_s + origin_s, peer.skew_ppm * 1e-6, now_s)
        self._bound_s = peer.bound_at(now_s)
        self._unsure = max(0.0, peer.bound_at(now_s + 1.0) - self._bound_s)

    def to_lesson(self, local_s: float) -> float:
        """Lesson time at a local monotonic time."""
        since_s = local_s - self._anchor_s
        return local_s + self._offset_s + self._rate * since_s - self._left_at(local_s)

    def to_local(self, lesson_s: float) -> float:
        """The local monotonic time of a lesson time."""
        local_s = lesson_s - self._offset_s
        for _ in range(6):  # each turn leaves 1/200 of the error
            local_s += lesson_s - self.to_lesson(local_s)
        return local_s

    def _aim(self, offset_s: float, rate: float, now_s: float) -> None:
        rest_s = now_s + offset_s - self.to_lesson(now_s)
        if abs(rest_s) > JUMP_S or not self._known:
            self.epoch += 1
            rest_s = 0.0
        self._known = True
        self._anchor_s, self._offset_s, self._rate, self._rest_s = now_s, offset_s, rate, rest_s

    def _left_at(self, local_s: float) -> float:
        """What of the correction is still to come."""
        gone_s = SLEW * max(0.0, local_s - self._anchor_s)
        return math.copysign(max(0.0, abs(self._rest_s) - gone_s), self._rest_s)
