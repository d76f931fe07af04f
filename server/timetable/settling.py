"""What is planned of a series is brought to what it says: all of it, or nothing if somebody is taken."""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncConnection

from server.delivered.matching import Warned
from server.people.repository import Membership, Person
from server.timetable import frame, people, repository
from server.timetable.changes import Changes, Kept, changes
from server.timetable.checking import check
from server.timetable.errors import EmptySeriesError
from server.timetable.holding import Holding
from server.timetable.learners import learning
from server.timetable.listing import out
from server.timetable.repository import Occurrence, Series
from server.timetable.schemas import Done, TimesOut
from server.timetable.series import Slot


class Settling:
    """Plans, moves and takes out the times of series; every step is part of its caller's transaction.

    Parameters
    ----------
    holding : Holding
    now_s : Callable[[], float]
        Seconds since 1970.
    """

    def __init__(self, holding: Holding, now_s: Callable[[], float]) -> None:
        self._holding = holding
        self._now_s = now_s

    async def settle_all(self, connection: AsyncConnection, member: Membership, days: TimesOut) -> None:
        """Settle every series that has something on these days. Raises as `settle`."""
        ids = await repository.series_from(connection, member.municipality_id, days.first_day)
        for series in await repository.find_series(connection, ids):
            if any(days.first_day <= slot.day <= days.last_day for slot in series.rule.slots()):
                await self.settle(connection, member, series, empty=True)

    async def settle(
        self, connection: AsyncConnection, member: Membership, series: Series, *, empty: bool
    ) -> Done:
        """Bring what is planned of a series to what it says.

        Raises
        ------
        EmptySeriesError
            Nothing is planned of it, and ``empty`` does not allow that.
        ConflictsError, RelayMissingError, AgreementStateError
        """
        free = await frame.free_days(connection, series.municipality_id)
        every = list(series.rule.slots())
        slots = [slot for slot in every if not free(slot.day)]
        before = {one.id: one for one in await repository.of_series(connection, series.id)}
        found = changes(slots, every, map(_kept, before.values()), now_s=self._now_s())
        if not empty and not found.add:
            raise EmptySeriesError
        await repository.set_rule(connection, series.id, series.rule)
        for gone in found.drop:  # first, so that they take nobody's time any more
            await self._holding.drop(connection, before[gone], by=member.person_id)
        ids, warned = await self._plan(connection, series, found, before)
        done = await self.done(connection, member, ids, warned)
        return done.model_copy(update={"left_out": [slot.day for slot in every if free(slot.day)]})

    async def _plan(
        self, connection: AsyncConnection, series: Series, found: Changes, before: dict[str, Occurrence]
    ) -> tuple[list[str], set[Warned]]:
        here = series.municipality_id
        # Whoever was to learn there may be nobody any more.
        add = [_new(series, slot) for slot in found.add if learning(series.learners, slot.n)]
        alter = [_altered(before[one], slot) for one, slot in found.alter]
        planned = await repository.pupils_of(connection, [one.id for one in alter])
        groups: dict[tuple[str, ...], list[Occurrence]] = defaultdict(list)
        for one in add:
            groups[learning(series.learners, one.n or 0)].append(one)
        for one in alter:
            groups[tuple(sorted(who for who, _, _ in planned[one.id]))].append(one)
        teach = await people.by_id(connection, here, {one.teacher_id for one in (*add, *alter)})
        beside = await people.known(connection, here, [series.host_id] if series.host_id else [])
        host = beside[0] if beside else None
        everybody = [one.id for one in (*add, *alter)]
        learn: dict[str, list[Person]] = {}
        for ids, same in groups.items():  # those with the same pupils are asked about together
            pupils = await people.known(connection, here, ids)
            await check(connection, here, same, teach.values(), pupils, host=host, but=everybody)
            learn |= {one.id: pupils for one in same}
        warned: set[Warned] = set()
        for one in alter:
            warned |= await self._holding.alter(connection, one, teach[one.teacher_id], own=False)
        for one in add:
            warned |= await self._holding.make(connection, one, teach[one.teacher_id], learn[one.id], host)
        return everybody, warned

    async def done(
        self, connection: AsyncConnection, member: Membership, ids: Sequence[str], warned: Iterable[Warned]
    ) -> Done:
        """Tell what became of these times."""
        found = await repository.listed(connection, ids)
        return Done(
            occurrences=await out(connection, member, found, now_s=self._now_s()),
            left_out=[],
            warnings=sorted(warned),
        )


def _kept(one: Occurrence) -> Kept:
    return Kept(one.id, one.n or 0, one.begins_s, one.minutes, one.teacher_id, one.place_id, own=one.own)


def _new(series: Series, slot: Slot) -> Occurrence:
    return Occurrence(
        secrets.token_hex(8),
        series.municipality_id,
        series.id,
        slot.n,
        series.rule.zone,
        slot.begins_s,
        slot.begins_s + slot.minutes * 60,
        slot.teacher_id,
        slot.place_id,
        series.instrument,
        series.meeting_url,
        level=series.level,
    )


def _altered(one: Occurrence, slot: Slot) -> Occurrence:
    return replace(
        one,
        begins_s=slot.begins_s,
        ends_s=slot.begins_s + slot.minutes * 60,
        teacher_id=slot.teacher_id,
        place_id=slot.place_id,
        instead_of=None,
    )
