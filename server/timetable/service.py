"""The timetable of a municipality: plan, move, call off, let somebody stand in, and read it."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncConnection

from server.db import Database
from server.errors import UnknownHereError
from server.people.repository import Membership, Person
from server.roles.names import AccountRole
from server.timetable import frame, people, repository
from server.timetable.changes import Kept, changes
from server.timetable.checking import check
from server.timetable.errors import BegunError, EmptySeriesError, OtherWeekError
from server.timetable.frame import Kind
from server.timetable.holding import Holding
from server.timetable.listing import out
from server.timetable.repository import Occurrence, Series
from server.timetable.schemas import (
    Done,
    Frame,
    Move,
    NewOnce,
    NewPlace,
    NewSeries,
    NewTimes,
    OccurrenceOut,
    PlaceOut,
    TimesOut,
    Warned,
)
from server.timetable.series import Part, Rule, Slot
from server.timetable.wall import utc_s


class Timetables:
    """Every municipality's timetable.

    Parameters
    ----------
    database : Database
    holding : Holding
    now_s : Callable[[], float]
        Seconds since 1970.
    """

    def __init__(self, database: Database, holding: Holding, now_s: Callable[[], float]) -> None:
        self._database = database
        self._holding = holding
        self._now_s = now_s

    # -- the year --------------------------------------------------------------------------------

    async def frame(self, municipality_id: str) -> Frame:
        """Return terms, holidays and places."""
        async with self._database.read() as connection:
            return await frame.read(connection, municipality_id)

    async def add_times(self, member: Membership, kind: Kind, new: NewTimes) -> TimesOut:
        """Add a term, or holidays: what a series has on those days is taken out."""
        async with self._database.write() as connection:
            made = await frame.add_times(connection, kind, member.municipality_id, new)
            if kind == "holiday":
                await self._settle_all(connection, member, made)
        return made

    async def remove_times(self, member: Membership, kind: Kind, times_id: str) -> None:
        """Take one away; on what were holidays the series' lessons are held.

        Raises
        ------
        UnknownHereError
        ConflictsError
            Something else was planned on those days.
        """
        async with self._database.write() as connection:
            was = await frame.remove_times(connection, kind, member.municipality_id, times_id)
            if kind == "holiday":
                await self._settle_all(connection, member, was)

    async def add_place(self, member: Membership, new: NewPlace) -> PlaceOut:
        """Add a room."""
        async with self._database.write() as connection:
            return await frame.add_place(connection, member.municipality_id, new.name)

    async def remove_place(self, member: Membership, place_id: str) -> None:
        """Take a room away. Raises UnknownHereError."""
        async with self._database.write() as connection:
            await frame.remove_place(connection, member.municipality_id, place_id)

    # -- reading ---------------------------------------------------------------------------------

    async def listing(
        self, member: Membership, from_s: float, to_s: float, *, place: str | None = None
    ) -> list[OccurrenceOut]:
        """Return what is within somebody's reach and begins in ``[from_s, to_s)``."""
        reach = repository.mine(member)
        if place is not None:
            reach &= repository.of_place(place)
        async with self._database.read() as connection:
            found = await repository.listing(
                connection, member.municipality_id, reach, from_s=from_s, to_s=to_s
            )
            return await out(connection, member, found, now_s=self._now_s())

    # -- planning --------------------------------------------------------------------------------

    async def plan_series(self, member: Membership, new: NewSeries, *, for_others: bool) -> Done:
        """Plan a lesson that comes back, with a lesson room for each time that is to come.

        Raises
        ------
        UnknownHereError, NoTeacherError, RelayMissingError, AgreementStateError
        EmptySeriesError
            No day of it can be taught.
        ConflictsError
            Somebody or the place is taken; then nothing is planned.
        """
        async with self._database.write() as connection:
            teacher = await people.teacher(connection, member, new.teacher if for_others else None)
            await self._known(connection, member, new.place)
            part = Part(0, new.first_day, new.at, new.minutes, teacher.id, new.place)
            made = Series(
                secrets.token_hex(8),
                member.municipality_id,
                Rule(new.zone, new.every_weeks, new.last_day, (part,)),
                new.instrument,
                new.meeting_url,
                new.pupils,
            )
            await repository.add_series(connection, made, self._now_s())
            return await self._settle(connection, member, made, empty=False)

    async def plan_once(self, member: Membership, new: NewOnce, *, for_others: bool) -> Done:
        """Plan one time that belongs to no series. Raises as `plan_series`, and BegunError if it is past."""
        async with self._database.write() as connection:
            teacher = await people.teacher(connection, member, new.teacher if for_others else None)
            await self._known(connection, member, new.place)
            learn = await people.known(connection, member.municipality_id, new.pupils)
            begins_s = utc_s(new.day, new.at, new.zone)
            made = Occurrence(
                secrets.token_hex(8),
                member.municipality_id,
                None,
                None,
                new.zone,
                begins_s,
                begins_s + new.minutes * 60,
                teacher.id,
                new.place,
                new.instrument,
                new.meeting_url,
            )
            if begins_s <= self._now_s():
                raise BegunError
            await check(connection, member.municipality_id, [made], [teacher], learn)
            warned = await self._holding.make(connection, made, teacher, learn)
            return await self._done(connection, member, [made.id], warned)

    async def move(self, member: Membership, occurrence_id: str, new: Move) -> Done:
        """Move one time, or its series from there on.

        Raises
        ------
        UnknownHereError, BegunError, ConflictsError, AgreementStateError
        OtherWeekError
            A series would leave its week.
        """
        async with self._database.write() as connection:
            found = await self._theirs(connection, member, occurrence_id)
            place = found.place_id if new.place is None else new.place or None
            await self._known(connection, member, place)
            minutes = new.minutes or found.minutes
            if not new.following or found.series_id is None:
                return await self._move_one(connection, member, found, new, minutes=minutes, place=place)
            (series,) = await repository.find_series(connection, [found.series_id])
            assert found.n is not None
            teacher_id = series.rule.part_of(found.n).teacher_id
            try:
                rule = series.rule.moved(found.n, Part(found.n, new.day, new.at, minutes, teacher_id, place))
            except ValueError as error:
                raise OtherWeekError from error
            # What is moved with all after it is no exception of its own any more.
            await repository.change(connection, found.id, own=False, instead_of=None)
            return await self._settle(connection, member, replace(series, rule=rule), empty=True)

    async def cancel(self, member: Membership, occurrence_id: str, *, following: bool) -> Done:
        """Call off one time, or its series from there on. Raises UnknownHereError, BegunError."""
        async with self._database.write() as connection:
            found = await self._theirs(connection, member, occurrence_id)
            if following and found.series_id is not None and found.n is not None:
                (series,) = await repository.find_series(connection, [found.series_id])
                ended = replace(series, rule=series.rule.ended(found.n))
                return await self._settle(connection, member, ended, empty=True)
            await self._holding.cancel(connection, found, by=member.person_id, now_s=self._now_s())
            return await self._done(connection, member, [found.id], ())

    async def substitute(self, member: Membership, occurrence_id: str, teacher_id: str) -> Done:
        """Let somebody else teach one time.

        Raises
        ------
        UnknownHereError, NoTeacherError, BegunError, ConflictsError, AgreementStateError
        """
        async with self._database.write() as connection:
            found = await self._theirs(connection, member, occurrence_id)
            teacher = await people.teacher(connection, member, teacher_id)
            usual = found.instead_of or found.teacher_id
            return await self._alter_one(
                connection,
                member,
                replace(found, teacher_id=teacher.id, instead_of=None if usual == teacher.id else usual),
                teacher,
            )

    # -- parts -----------------------------------------------------------------------------------

    async def _move_one(
        self,
        connection: AsyncConnection,
        member: Membership,
        found: Occurrence,
        new: Move,
        *,
        minutes: int,
        place: str | None,
    ) -> Done:
        begins_s = utc_s(new.day, new.at, found.zone)
        if begins_s <= self._now_s():
            raise BegunError
        moved = replace(found, begins_s=begins_s, ends_s=begins_s + minutes * 60, place_id=place)
        (teacher,) = await people.known(connection, member.municipality_id, [found.teacher_id])
        return await self._alter_one(connection, member, moved, teacher)

    async def _alter_one(
        self, connection: AsyncConnection, member: Membership, wanted: Occurrence, teacher: Person
    ) -> Done:
        learn = await self._pupils(connection, wanted)
        await check(connection, member.municipality_id, [wanted], [teacher], learn)
        warned = await self._holding.alter(
            connection,
            wanted,
            teacher,
            begins_s=wanted.begins_s,
            minutes=wanted.minutes,
            place_id=wanted.place_id,
            own=True,
            instead_of=wanted.instead_of,
        )
        return await self._done(connection, member, [wanted.id], warned)

    async def _settle_all(self, connection: AsyncConnection, member: Membership, days: TimesOut) -> None:
        """Settle every series that has something on these days."""
        ids = await repository.series_from(connection, member.municipality_id, days.first_day)
        for series in await repository.find_series(connection, ids):
            if any(days.first_day <= slot.day <= days.last_day for slot in series.rule.slots()):
                await self._settle(connection, member, series, empty=True)

    async def _settle(
        self, connection: AsyncConnection, member: Membership, series: Series, *, empty: bool
    ) -> Done:
        """Bring what is planned of a series to what it says; all of it, or nothing if somebody is taken."""
        now_s = self._now_s()
        free = await frame.free_days(connection, series.municipality_id)
        every = list(series.rule.slots())
        slots = [slot for slot in every if not free(slot.day)]
        before = {one.id: one for one in await repository.of_series(connection, series.id)}
        found = changes(slots, every, map(_kept, before.values()), now_s=now_s)
        if not empty and not found.add:
            raise EmptySeriesError
        await repository.set_rule(connection, series.id, series.rule)
        add = [_new(series, slot) for slot in found.add]
        alter = [_altered(before[one], slot) for one, slot in found.alter]
        teachers = {
            one.id: one
            for one in await people.known(
                connection, series.municipality_id, {one.teacher_id for one in (*add, *alter)}
            )
        }
        learn = await people.known(connection, series.municipality_id, series.pupils)
        for gone in found.drop:  # first, so that they take nobody's time any more
            await self._holding.drop(connection, before[gone], by=member.person_id)
        await check(connection, series.municipality_id, [*add, *alter], teachers.values(), learn)
        warned: set[Warned] = set()
        for one in alter:
            warned |= await self._holding.alter(
                connection,
                one,
                teachers[one.teacher_id],
                begins_s=one.begins_s,
                minutes=one.minutes,
                place_id=one.place_id,
                own=False,
            )
        for one in add:
            warned |= await self._holding.make(connection, one, teachers[one.teacher_id], learn)
        done = await self._done(connection, member, [one.id for one in (*add, *alter)], warned)
        return done.model_copy(update={"left_out": [slot.day for slot in every if free(slot.day)]})

    async def _done(
        self, connection: AsyncConnection, member: Membership, ids: Sequence[str], warned: Iterable[Warned]
    ) -> Done:
        found = await repository.listed(connection, ids)
        return Done(
            occurrences=await out(connection, member, found, now_s=self._now_s()),
            left_out=[],
            warnings=sorted(warned),
        )

    async def _theirs(
        self, connection: AsyncConnection, member: Membership, occurrence_id: str
    ) -> Occurrence:
        """One that somebody may change: a coordinator any, a teacher their own. It has not begun."""
        found = await repository.find(connection, member.municipality_id, occurrence_id)
        theirs = found is not None and (
            AccountRole.COORDINATOR in member.roles
            or (AccountRole.TEACHER in member.roles and found.teacher_id == member.person_id)
        )
        if found is None or not theirs:
            raise UnknownHereError("lesson")
        (listed,) = await repository.listed(connection, [found.id])
        if listed.cancelled or found.begins_s <= self._now_s():
            raise BegunError
        return found

    async def _known(self, connection: AsyncConnection, member: Membership, place: str | None) -> None:
        if place is not None:
            await frame.known_place(connection, member.municipality_id, place)

    async def _pupils(self, connection: AsyncConnection, found: Occurrence) -> list[Person]:
        ids = [one for one, _, _ in (await repository.pupils_of(connection, [found.id]))[found.id]]
        return await people.known(connection, found.municipality_id, ids)


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
    )


def _altered(one: Occurrence, slot: Slot) -> Occurrence:
    return replace(
        one,
        begins_s=slot.begins_s,
        ends_s=slot.begins_s + slot.minutes * 60,
        teacher_id=slot.teacher_id,
        place_id=slot.place_id,
    )
