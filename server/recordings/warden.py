"""Who of a lesson's people may be recorded, for its room; and word to the room when that ends."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field

from server.audit.recordings import RecordingLog
from server.db import Database
from server.lessons import repository
from server.privacy.permission import Permissions, Purpose
from server.privacy.withdrawals import Relied

Withdrawn = Callable[[str, Collection[str]], None]


@dataclass
class _Watch:
    """What one lesson relies on: whose person is which participant, and how to rely no more.

    Until the question is ``answered``, whose permission has ``ended`` belongs to its answer.
    """

    people: dict[str, set[str]] = field(default_factory=dict)
    no_more: list[Callable[[], None]] = field(default_factory=list)
    ended: set[str] = field(default_factory=set)
    answered: bool = False


class RecordingWarden:
    """A `signaling.ports.Warden` that asks `server.privacy.permission`.

    Parameters
    ----------
    database : Database
    permissions : Permissions
    relied : Relied
        Has permissions watched that may end elsewhere.
    log : RecordingLog

    Attributes
    ----------
    tell : Callable[[str, Collection[str]], None]
        Given a lesson and its participants whose permission has ended; set by whoever serves the rooms.

    Notes
    -----
    One event loop. An invite that names no person of a municipality has nobody to permit anything.
    """

    def __init__(
        self, database: Database, permissions: Permissions, relied: Relied, log: RecordingLog
    ) -> None:
        self._database, self._permissions, self._relied, self._log = database, permissions, relied, log
        self._watches: dict[str, _Watch] = {}
        self.tell: Withdrawn = lambda lesson, participants: None
        permissions.on_withdrawal(self._withdrawn)

    async def lacking(self, lesson: str, participants: Collection[str], /) -> Collection[str]:
        """See `signaling.ports.Warden`."""
        self._let_go(lesson)
        watch = self._watches[lesson] = _Watch()
        async with self._database.read() as connection:
            invited = await repository.list_invites(connection, lesson)
        people = {each.participant: each.person_id for each in invited if each.person_id is not None}
        for participant in participants:
            if participant in people:
                watch.people.setdefault(people[participant], set()).add(participant)
        # Watched first and asked then: what ends in between is told.
        watch.no_more = [self._relied.rely(each, Purpose.RECORDING) for each in watch.people]
        granted = {
            each for each in watch.people if await self._permissions.permission(each, Purpose.RECORDING)
        }
        watch.answered = True
        granted -= watch.ended
        return {each for each in participants if people.get(each) not in granted}

    def running(self, lesson: str, take: str, by: str, recorded: Sequence[str], /) -> None:
        """See `signaling.ports.Warden`: the audit log has it."""
        self._log.began(lesson, recorded)

    def over(self, lesson: str, /) -> None:
        """See `signaling.ports.Warden`."""
        self._let_go(lesson)

    def _let_go(self, lesson: str) -> None:
        watch = self._watches.pop(lesson, None)
        for no_more in watch.no_more if watch else ():
            no_more()

    def _withdrawn(self, person_id: str, purpose: Purpose) -> None:
        if purpose is not Purpose.RECORDING:
            return
        for lesson, watch in list(self._watches.items()):
            if person_id not in watch.people:
                continue
            if not watch.answered:
                watch.ended.add(person_id)
            else:
                self.tell(lesson, frozenset(watch.people[person_id]))
