"""The timetable of a municipality: plan, move, call off, let somebody stand in, and read it."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncConnection

from server.db import Database
from server.delivered.matching import Warned
from server.errors import UnknownHereError
from server.lessons import plan_repository
from server.people.repository import Membership, Person
from server.roles.names import AccountRole
from server.timetable import frame, people, repository
from server.timetable.checking import check
from server.timetable.errors import BegunError, NowhereError, OtherWeekError
from server.timetable.frame import Kind
from server.timetable.holding import Holding
from server.timetable.learners import Stay, changed, learning
from server.timetable.listing import out
from server.timetable.repository import Occurrence, Series
from server.timetable.schemas import (
    IN_A_ROOM,
    Done,
    Frame,
    Move,
    NewOnce,
    NewPlace,
    NewPupils,
    NewSeries,
    NewTimes,
    OccurrenceOut,
    PlaceOut,
    TimesOut,
)
from server.timetable.series import Part, Rule
from server.timetable.settling import Settling
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
        self._settling = Settling(holding, now_s)
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
                await self._settling.settle_all(connection, member, made)
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
                await self._settling.settle_all(connection, member, was)

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
            host = await people.host(connection, member.municipality_id, new.host)
            await self._known(connection, member, new.place)
            part = Part(0, new.first_day, new.at, new.minutes, teacher.id, new.place)
            made = Series(
                secrets.token_hex(8),
                member.municipality_id,
                Rule(new.zone, new.every_weeks, new.last_day, (part,)),
                new.instrument,
                new.meeting_url,
                tuple(map(Stay, new.pupils)),
                None if host is None else host.id,
                new.level,
            )
            await repository.add_series(connection, made, self._now_s())
            return await self._settling.settle(connection, member, made, empty=False)

    async def plan_once(self, member: Membership, new: NewOnce, *, for_others: bool) -> Done:
        """Plan one time that belongs to no series. Raises as `plan_series`, and BegunError if it is past."""
        async with self._database.write() as connection:
            teacher = await people.teacher(connection, member, new.teacher if for_others else None)
            await self._known(connection, member, new.place)
            learn = await people.known(connection, member.municipality_id, new.pupils)
            host = await people.host(connection, member.municipality_id, new.host)
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
                level=new.level,
            )
            if begins_s <= self._now_s():
                raise BegunError
            await check(connection, member.municipality_id, [made], [teacher], learn, host=host)
            warned = await self._holding.make(connection, made, teacher, learn, host)
            return await self._settling.done(connection, member, [made.id], warned)

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
            return await self._settling.settle(connection, member, replace(series, rule=rule), empty=True)

    async def cancel(self, member: Membership, occurrence_id: str, *, following: bool) -> Done:
        """Call off one time, or its series from there on. Raises UnknownHereError, BegunError."""
        async with self._database.write() as connection:
            found = await self._theirs(connection, member, occurrence_id)
            if following and found.series_id is not None and found.n is not None:
                (series,) = await repository.find_series(connection, [found.series_id])
                ended = replace(series, rule=series.rule.ended(found.n))
                return await self._settling.settle(connection, member, ended, empty=True)
            await self._holding.cancel(connection, found, by=member.person_id, now_s=self._now_s())
            return await self._settling.done(connection, member, [found.id], ())

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

    async def let_in(self, member: Membership, occurrence_id: str, new: NewPupils) -> Done:
        """Let other pupils come to one time, or to its series from there on; who sits beside them too.

        Of a series' times, those whose pupils were changed by themselves keep theirs.

        Raises
        ------
        UnknownHereError, BegunError, ConflictsError, RelayMissingError, AgreementStateError
        NowhereError
            They are too many for a lesson room, and there is no place.
        """
        async with self._database.write() as connection:
            here = member.municipality_id
            found = await self._theirs(connection, member, occurrence_id)
            learn = await people.known(connection, here, new.pupils)
            was = await self._host(connection, found)
            host = was if new.host is None else await people.host(connection, here, new.host)
            every = [found]
            if new.following and found.series_id is not None and found.n is not None:
                (series,) = await repository.find_series(connection, [found.series_id])
                every = await self._following(connection, series, found)
                stays = changed(series.learners, found.n, new.pupils)
                await repository.set_learners(connection, series.id, stays)
                await repository.set_host(connection, series.id, None if host is None else host.id)
            if len(learn) + 1 > IN_A_ROOM and any(not (one.place_id or one.meeting_url) for one in every):
                raise NowhereError(IN_A_ROOM)
            teach = await people.by_id(connection, here, {one.teacher_id for one in every})
            await check(connection, here, every, teach.values(), learn, host=host)
            warned: set[Warned] = set()
            for one in every:
                teacher = teach[one.teacher_id]
                warned |= await self._holding.let_in(
                    connection, one, teacher, learn, host, by=member.person_id
                )
            return await self._settling.done(connection, member, [one.id for one in every], warned)

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
        host = await self._host(connection, wanted)
        await check(connection, member.municipality_id, [wanted], [teacher], learn, host=host)
        warned = await self._holding.alter(connection, wanted, teacher, own=True)
        return await self._settling.done(connection, member, [wanted.id], warned)

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

    async def _following(
        self, connection: AsyncConnection, series: Series, first: Occurrence
    ) -> list[Occurrence]:
        """One time of a series and all after it that are to come with the pupils the series gives them."""
        later = [
            one
            for one in await repository.of_series(connection, series.id)
            if (one.n or 0) >= (first.n or 0) and one.begins_s > self._now_s()
        ]
        ids = [one.id for one in later]
        called_off = {one.occurrence.id for one in await repository.listed(connection, ids) if one.cancelled}
        pupils = await repository.pupils_of(connection, ids)
        return [
            one
            for one in later
            if one.id not in called_off
            and (
                one.id == first.id
                or {who for who, _, _ in pupils[one.id]} == set(learning(series.learners, one.n or 0))
            )
        ]

    async def _host(self, connection: AsyncConnection, found: Occurrence) -> Person | None:
        if found.lesson_id is None:
            return None
        hosts = (await plan_repository.hosts_of(connection, [found.lesson_id]))[found.lesson_id]
        known = await people.known(connection, found.municipality_id, [one.person_id for one in hosts])
        return known[0] if known else None

    async def _pupils(self, connection: AsyncConnection, found: Occurrence) -> list[Person]:
        ids = [one for one, _, _ in (await repository.pupils_of(connection, [found.id]))[found.id]]
        return await people.known(connection, found.municipality_id, ids)
