"""Whose clock is lesson time, and what it shows here."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from client.native.clock_talk import ClockTalk
from dsp.clock import PeerClock
from dsp.lesson_clock import LessonClock
from signaling.messages import EndpointKind, ParticipantView, Role

__all__ = ["Leader", "LessonTime", "leader_of"]


@dataclass(frozen=True, slots=True)
class Leader:
    """Whose clock is lesson time."""

    participant: str
    kind: EndpointKind


class FarClock(Protocol):
    """A connection, as far as lesson time is concerned."""

    @property
    def far_end(self) -> Leader: ...
    @property
    def clock_talk(self) -> ClockTalk: ...


def leader_of(participants: Iterable[ParticipantView]) -> Leader | None:
    """The first teacher's page, or their companion where there is no page (ADR 15); None without them."""
    for one in participants:
        kinds = {end.kind for end in one.endpoints if end.admitted}
        if one.role is Role.TEACHER and kinds:
            page = EndpointKind.PAGE in kinds
            return Leader(one.id, EndpointKind.PAGE if page else EndpointKind.COMPANION)
    return None


class LessonTime:
    """This end's lesson clock, kept up with what the connections learn.

    Parameters
    ----------
    origin_s : float or None
        What this end adds to its monotonic clock while it leads: by default unix time at its zero, so that
        lesson time hardly moves when a teacher starts anew.

    Notes
    -----
    One event loop; ``clock`` is read by it alone.
    """

    def __init__(self, *, origin_s: float | None = None) -> None:
        self._own_s = time.time() - time.monotonic() if origin_s is None else origin_s
        self.clock = LessonClock(origin_s=self._own_s)
        self.origin_s: float | None = None
        self._clocks: dict[Leader, PeerClock] = {}

    def clock_of(self, far: Leader) -> PeerClock:
        """A far end's clock, the same over every connection to it."""
        return self._clocks.setdefault(far, PeerClock())

    def keep(
        self,
        me: Leader | None,
        participants: Iterable[ParticipantView],
        connections: Iterable[FarClock],
        *,
        now_s: float,
    ) -> None:
        """Look who leads, and follow; to be called a few times a second."""
        leader = leader_of(participants)
        self.origin_s = None
        if leader is None:
            return
        if leader == me:
            self.origin_s = self._own_s
            self.clock.lead(now_s=now_s)
            return
        for one in connections:
            if one.far_end == leader and one.clock_talk.origin_s is not None:
                self.clock.follow(one.clock_talk.clock, one.clock_talk.origin_s, now_s=now_s)
