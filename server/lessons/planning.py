"""Lessons that a municipality's people plan, find, enter and call off."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache

from sqlalchemy.ext.asyncio import AsyncConnection

from server.db import Database
from server.delivered.linking import link
from server.delivered.matching import Warned
from server.errors import LessonUnknownError, ServerError, UnknownHereError
from server.lessons import plan_repository, repository
from server.lessons.plan_repository import Found
from server.lessons.plan_schemas import InLesson, NewPlan, NextPage, PlannedLesson, PlannedLessons
from server.lessons.repository import Invite, Lesson
from server.lessons.schemas import InviteOut
from server.lessons.service import Lessons
from server.people import repository as people
from server.people.repository import Membership, Person
from server.privacy.protection import shown
from server.roles.in_lesson import IN_LESSON
from server.roles.names import OF_A_LESSON, AccountRole, Action, LessonState
from server.roles.policy import may_any
from server.roles.reach import state_of
from server.timetable.checking import check_once
from signaling.messages import Role

# A lesson may begin late or run over; after that its invites open nothing.
LEEWAY_S = 3 * 3600.0


def expires(begins_s: float, minutes: int) -> float:
    """Until when the invites of a lesson hold."""
    return float(int(begins_s + minutes * 60 + LEEWAY_S))


# Who is asked first when somebody is more than one thing in a lesson.
_ENTERS_AS = (AccountRole.TEACHER, AccountRole.OBSERVER, AccountRole.HOST, AccountRole.GUARDIAN)


class NoTeacherError(ServerError):
    """A lesson without a teacher."""

    def __init__(self) -> None:
        super().__init__("A lesson needs a teacher of this municipality.", "Choose one.")


class Planning:
    """Plan, list, enter and close a municipality's lessons.

    Parameters
    ----------
    database : Database
    lessons : Lessons
        Makes the rows and writes the invites.
    now_s : Callable[[], float]
        Seconds since 1970.
    """

    def __init__(self, database: Database, lessons: Lessons, now_s: Callable[[], float]) -> None:
        self._database = database
        self._lessons = lessons
        self._now_s = now_s

    async def plan(self, member: Membership, new: NewPlan, *, for_others: bool) -> PlannedLesson:
        """Store a lesson with its invites.

        Raises
        ------
        UnknownHereError
            Somebody named is not of this municipality.
        NoTeacherError, RelayMissingError
        AgreementStateError
            The teacher is a guest by an agreement that has ended by then.
        ConflictsError
            One of them is taken then. A lesson that begins now asks nobody: they are there.
        """
        async with self._database.write() as connection:
            teacher = await self._teacher(connection, member, new.teacher if for_others else None)
            lesson = self._row(
                member.municipality_id, teacher.name, new.instrument, new.begins_at, new.minutes
            )
            invited = [self._invite(lesson, Role.TEACHER, teacher)]
            pupil = host = None
            if new.host is not None:
                host = await _with_role(connection, member.municipality_id, new.host, AccountRole.HOST)
            if new.pupil is not None:
                pupil = await _person(connection, member.municipality_id, new.pupil)
                invited.append(self._invite(lesson, Role.PUPIL, pupil))
            elif new.pupil_name is not None:
                invited.append(self._lessons.new_invite(lesson, Role.PUPIL, new.pupil_name))
            for each in dict.fromkeys(new.observers):
                observer = await _with_role(connection, member.municipality_id, each, AccountRole.OBSERVER)
                invited.append(self._invite(lesson, Role.OBSERVER, observer))
            if new.begins_at is not None:
                what = new.pupil_name or new.instrument
                learn = [] if pupil is None else [pupil]
                await check_once(connection, lesson, teacher, learn, host=host, what=what)
            await repository.add_lesson(connection, lesson, invited)
            warned = await link(connection, lesson, teacher.id, new.level)
            if host is not None:
                await plan_repository.add_host(connection, lesson.id, host.id)
            # Whoever plans sees what they planned, whatever they are towards it.
            held = member.roles & {AccountRole.TEACHER, AccountRole.COORDINATOR}
            (planned,) = await self._out(connection, [Found(lesson, held)])
        return planned.model_copy(update={"warnings": sorted(warned)})

    async def put(
        self,
        connection: AsyncConnection,
        teacher: Person,
        pupils: Sequence[Person],
        host: Person | None = None,
        *,
        begins_at: datetime,
        minutes: int,
        instrument: str,
        level: str,
    ) -> tuple[Lesson, frozenset[Warned]]:
        """Store a lesson of the timetable with its invites; return it and what its agreement does not say.

        Raises
        ------
        RelayMissingError
        AgreementStateError
            The teacher is a guest by an agreement that has ended by then.
        """
        lesson = self._row(teacher.municipality_id, teacher.name, instrument, begins_at, minutes)
        invited = [self._invite(lesson, Role.TEACHER, teacher)]
        invited += [self._invite(lesson, Role.PUPIL, pupil) for pupil in pupils]
        await repository.add_lesson(connection, lesson, invited)
        if host is not None:
            await plan_repository.add_host(connection, lesson.id, host.id)
        return lesson, await link(connection, lesson, teacher.id, level)

    async def let_in(
        self, connection: AsyncConnection, lesson_id: str, pupils: Sequence[Person], host: Person | None
    ) -> None:
        """Let these pupils come to a lesson and no others, and this adult sit beside them.

        Raises
        ------
        RelayMissingError
        """
        lesson = await repository.find_lesson(connection, lesson_id)
        assert lesson is not None
        wanted = {one.id: one for one in pupils}
        for invite in await repository.list_invites(connection, lesson_id):
            if invite.role is not Role.PUPIL or invite.revoked_s is not None:
                continue
            if invite.person_id is not None and wanted.pop(invite.person_id, None) is None:
                await repository.revoke_invite(connection, invite.id, self._now_s())
        for pupil in wanted.values():
            await repository.add_invite(connection, self._invite(lesson, Role.PUPIL, pupil))
        await plan_repository.remove_hosts(connection, lesson_id)
        if host is not None:
            await plan_repository.add_host(connection, lesson_id, host.id)

    async def retime(
        self,
        connection: AsyncConnection,
        lesson_id: str,
        teacher: Person,
        *,
        begins_s: float,
        minutes: int,
        level: str,
    ) -> frozenset[Warned]:
        """Give a lesson another time or teacher; its invites hold until then. As `put` otherwise.

        Whoever taught it before is uninvited.
        """
        before = await repository.list_invites(connection, lesson_id)
        expires_s = expires(begins_s, minutes)
        await repository.retime(
            connection, lesson_id, teacher.name, begins_s=begins_s, minutes=minutes, expires_s=expires_s
        )
        lesson = await repository.find_lesson(connection, lesson_id)
        assert lesson is not None
        teachers = [one for one in before if one.role is Role.TEACHER and one.revoked_s is None]
        for one in teachers:
            if one.person_id != teacher.id:
                await repository.revoke_invite(connection, one.id, self._now_s())
        if all(one.person_id != teacher.id for one in teachers):
            await repository.add_invite(connection, self._invite(lesson, Role.TEACHER, teacher))
        return await link(connection, lesson, teacher.id, level)

    async def listing(
        self, member: Membership, from_s: float, to_s: float, after: str | None = None
    ) -> PlannedLessons:
        """Return a page of the lessons within somebody's reach that begin in ``[from_s, to_s)``."""
        async with self._database.read() as connection:
            found = await plan_repository.find(
                connection,
                member.municipality_id,
                member.person_id,
                member.roles,
                from_s=from_s,
                to_s=to_s,
                after=after,
            )
            page = found[: plan_repository.LISTED]
            listed = await self._out(connection, page)
        more = None
        if found[len(page) :]:
            more = NextPage(from_s=page[-1].lesson.begins_s or 0.0, after=page[-1].lesson.id)
        return PlannedLessons(lessons=listed, next=more)

    async def one(self, lesson: Lesson, roles: frozenset[AccountRole]) -> PlannedLesson:
        """Return one lesson as somebody with these roles towards it sees it."""
        async with self._database.read() as connection:
            return (await self._out(connection, [Found(lesson, roles)]))[0]

    async def entry(self, member: Membership, lesson: Lesson, roles: frozenset[AccountRole]) -> str:
        """Return the address by which somebody enters.

        Raises
        ------
        UnknownHereError
            The invite they would enter by was revoked.
        """
        async with self._database.read() as connection:
            invites = [
                one for one in await repository.list_invites(connection, lesson.id) if one.revoked_s is None
            ]
            children = await plan_repository.pupils_of(connection, member.person_id)
        for role in _ENTERS_AS:
            if role not in roles:
                continue
            theirs = {AccountRole.GUARDIAN: children}.get(role, {member.person_id})
            for invite in invites:
                if invite.role is IN_LESSON[role] and (
                    role is AccountRole.HOST or invite.person_id in theirs
                ):
                    return self._lessons.invite_out(invite).url
        raise UnknownHereError("invite")

    async def invites(self, lesson: Lesson) -> list[InviteOut]:
        """Return a lesson's invites with the addresses that open it, those that hold."""
        async with self._database.read() as connection:
            invites = await repository.list_invites(connection, lesson.id)
        return [self._lessons.listed(one) for one in invites if one.revoked_s is None]

    async def revoke_invite(self, lesson: Lesson, invite_id: str, *, by: str) -> None:
        """Make one of a lesson's invites worthless; ``by`` is who does it. Raises LessonUnknownError."""
        async with self._database.read() as connection:
            invite = await repository.find_invite(connection, invite_id)
        if invite is None or invite.lesson_id != lesson.id:
            raise LessonUnknownError("invite")
        await self._lessons.revoke_invite(invite_id, by=by)

    async def _teacher(self, connection: AsyncConnection, member: Membership, named: str | None) -> Person:
        teacher = named or (member.person_id if AccountRole.TEACHER in member.roles else None)
        if teacher is None:
            raise NoTeacherError
        return await _with_role(connection, member.municipality_id, teacher, AccountRole.TEACHER)

    def _row(
        self, municipality_id: str, teacher: str, instrument: str, begins_at: datetime | None, minutes: int
    ) -> Lesson:
        now_s = self._now_s()
        begins_s = now_s if begins_at is None else begins_at.timestamp()
        expires_s = expires(max(begins_s, now_s), minutes)
        return replace(
            self._lessons.new_lesson(teacher, instrument, (expires_s - now_s) / 3600),
            municipality_id=municipality_id,
            begins_s=begins_s,
            minutes=minutes,
        )

    def _invite(self, lesson: Lesson, role: Role, person: Person) -> Invite:
        self._lessons.check_protected(person.protected)
        return self._lessons.new_invite(
            lesson, role, person.name, protected=person.protected, person_id=person.id
        )

    async def _out(self, connection: AsyncConnection, found: Iterable[Found]) -> list[PlannedLesson]:
        lessons = list(found)
        ids = [one.lesson.id for one in lessons]
        invites = await plan_repository.invites_of(connection, ids)
        hosts = await plan_repository.hosts_of(connection, ids)
        return [
            self._planned(one, invites[one.lesson.id], [host.name for host in hosts[one.lesson.id]])
            for one in lessons
        ]

    def _planned(self, found: Found, invites: list[Invite], hosts: list[str]) -> PlannedLesson:
        lesson = found.lesson
        state = state_of(lesson, self._now_s())
        closed = lesson.revoked_s is not None
        return PlannedLesson(
            id=lesson.id,
            teacher=lesson.teacher,
            instrument=lesson.instrument,
            begins_at=None if lesson.begins_s is None else datetime.fromtimestamp(lesson.begins_s, UTC),
            minutes=lesson.minutes,
            state=state,
            people=[
                InLesson(invite=one.id, role=one.role, name=shown(one.name, one.protected))
                for one in invites
                if closed or one.revoked_s is None
            ],
            hosts=hosts,
            may=_may(found.roles, state),
        )


@cache  # a week asks it for each lesson, and there are a few answers
def _may(roles: frozenset[AccountRole], state: LessonState) -> list[Action]:
    return [
        action
        for action in Action
        if action in OF_A_LESSON and may_any(roles, action, state, same_municipality=True)
    ]


async def _person(connection: AsyncConnection, municipality_id: str, person_id: str) -> Person:
    found = await people.find_person(connection, municipality_id, person_id)
    if found is None:
        raise UnknownHereError("person")
    return found


async def _with_role(
    connection: AsyncConnection, municipality_id: str, person_id: str, role: AccountRole
) -> Person:
    members = await people.members(connection, municipality_id)
    if not any(one.person_id == person_id and role in one.roles for one in members):
        raise NoTeacherError if role is AccountRole.TEACHER else UnknownHereError(role.value)
    return await _person(connection, municipality_id, person_id)
