"""Who has permitted to be recorded in a simulated lesson, and how each node hears when that ends."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Sequence

from benchmarks.signaling.world import LESSON, Lot, NodeBus
from signaling.service import LessonService

#: A take may outlive a permission by so much: a node that was cut off, and its next look at the store.
WITHIN_S = 8.0


class Permits:
    """What stands in the database of permissions.

    Attributes
    ----------
    given : set of str
        The participants who permit it now.
    """

    def __init__(self, given: Collection[str]) -> None:
        self.given = set(given)
        self._ended_s: dict[str, float] = {}

    def withdraw(self, participant: str) -> None:
        """Let a permission end."""
        if participant in self.given:
            self.given.remove(participant)
            self._ended_s[participant] = asyncio.get_running_loop().time()

    def cover(self, participants: Collection[str]) -> bool:
        """Whether all of these permit it, or did until just now."""
        since_s = asyncio.get_running_loop().time() - WITHIN_S
        return all(one in self.given or self._ended_s.get(one, -1.0) >= since_s for one in participants)


class NodeWarden:
    """One node's `signaling.ports.Warden`: it hears what ends from the store alone, of whom it relies on."""

    def __init__(self, permits: Permits, bus: NodeBus, lot: Lot) -> None:
        self._permits, self._bus, self._lot = permits, bus, lot
        self._relied: Collection[str] = ()

    async def lacking(self, lesson: str, participants: Collection[str], /) -> Collection[str]:
        """See `Warden`; fails where the store does."""
        self._relied = participants
        await self._bus.newest()
        lacking = [one for one in participants if one not in self._permits.given]
        await self._lot.while_(0.3)
        return lacking

    def running(self, lesson: str, take: str, by: str, recorded: Sequence[str], /) -> None:
        """Nobody keeps a log here."""

    def over(self, lesson: str, /) -> None:
        """See `Warden`."""
        self._relied = ()

    def look(self, service: LessonService) -> None:
        """Tell the room whose permission has ended."""
        ended = [one for one in self._relied if one not in self._permits.given]
        if ended:
            service.withdrawn(LESSON.id, ended)
