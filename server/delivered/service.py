"""Lessons under agreements: what is proposed, what the teacher confirms, and its entries in the ledger."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from server.agreements import repository as agreements
from server.agreements.errors import AgreementStateError, DisputedError, NotDeliveredError
from server.db import Database
from server.delivered import repository
from server.delivered.attendance import met
from server.delivered.booking import Delivered, entries_of
from server.delivered.course import NewCourse, courses_of, note_course
from server.delivered.dispute_repository import disputed
from server.delivered.measured import measured_at_places
from server.delivered.measurements import Measurements
from server.delivered.months import day_of, month_of, open_month
from server.delivered.repository import Lent
from server.delivered.schemas import DeliveryList, DeliveryOut, NewDelivery
from server.errors import UnknownHereError
from server.ledger import repository as ledger
from server.lessons import plan_repository
from server.lessons.plan_schemas import NextPage
from server.people.repository import Membership
from server.privacy.protection import shown
from server.roles.names import AccountRole
from signaling.messages import Role


class Hours:
    """What guests have taught in a municipality.

    Parameters
    ----------
    database : Database
    now_s : Callable[[], float]
        Seconds since 1970.
    """

    def __init__(self, database: Database, now_s: Callable[[], float]) -> None:
        self._database = database
        self._now_s = now_s

    async def listing(
        self, member: Membership, from_s: float, to_s: float, after: str | None = None
    ) -> DeliveryList:
        """Return a page of the lessons of a time: a teacher's own, or to a coordinator and an admin all."""
        every = bool(member.roles & {AccountRole.COORDINATOR, AccountRole.ADMIN})
        async with self._database.read() as connection:
            found = await repository.listing(
                connection,
                member.municipality_id,
                from_s=from_s,
                to_s=to_s,
                teacher_id=None if every else member.person_id,
                after=after,
            )
            page = found[: repository.LISTED]
            listed = await self._out(connection, member.municipality_id, page)
        more = None
        if found[len(page) :]:
            more = NextPage(from_s=page[-1].begins_s, after=page[-1].delivery.lesson_id)
        return DeliveryList(lessons=listed, next=more)

    async def confirm(self, member: Membership, lesson_id: str, new: NewDelivery) -> DeliveryOut:
        """Enter what became of a lesson; said again otherwise, what was entered is taken back first.

        Raises
        ------
        UnknownHereError
            There is no such lesson of theirs.
        NotDeliveredError
            It has not begun, or was called off before.
        DisputedError
            One of the municipalities disputes what was entered.
        """
        async with self._database.write() as connection:
            lent = await repository.find(connection, member.municipality_id, lesson_id)
            theirs = lent is not None and (
                AccountRole.COORDINATOR in member.roles
                or (AccountRole.TEACHER in member.roles and lent.delivery.teacher_id == member.person_id)
            )
            if lent is None or not theirs:
                raise UnknownHereError("lesson")
            if lent.was_called_off() or lent.begins_s > self._now_s():
                raise NotDeliveredError
            before = lent.delivery
            if (before.outcome, before.minutes, before.cause) != (new.outcome, new.minutes, new.cause):
                if await disputed(connection, [lesson_id]):
                    raise DisputedError
                await self._enter(connection, lent, new)
                await repository.confirm(
                    connection,
                    lesson_id,
                    outcome=new.outcome,
                    minutes=new.minutes,
                    cause=new.cause,
                    now_s=self._now_s(),
                )
            found = await repository.find(connection, member.municipality_id, lesson_id)
            assert found is not None
            return (await self._out(connection, member.municipality_id, [found]))[0]

    async def _enter(self, connection: AsyncConnection, lent: Lent, new: NewDelivery) -> None:
        agreement = await agreements.find(connection, lent.taker, lent.delivery.agreement_id)
        assert agreement is not None
        day = day_of(lent.begins_s, agreement.newest.terms)
        version = agreement.version_on(day)
        if version is None:
            raise AgreementStateError
        settled = await ledger.last_settled(connection, agreement.id)
        month = open_month(month_of(day), settled)
        wrong = await ledger.standing(connection, agreement.id, lent.delivery.lesson_id)
        now_s = self._now_s()
        back = [one.counter(month=open_month(one.month, settled), at_s=now_s) for one in wrong]
        found = Delivered(
            agreement_id=agreement.id,
            lesson_id=lent.delivery.lesson_id,
            giver=lent.delivery.giver,
            taker=lent.taker,
            day=day.isoformat(),
            month=month,
            outcome=new.outcome,
            minutes=new.minutes,
        )
        await ledger.append(connection, [*back, *entries_of(found, version, at_s=now_s)])

    async def tell(self, lesson_id: str, role: Role, told: NewCourse) -> bool:
        """Note how a lesson goes at one end; whether anything of it is kept."""
        async with self._database.write() as connection:
            return await note_course(connection, lesson_id, role, told, self._now_s())

    async def _out(
        self, connection: AsyncConnection, municipality_id: str, found: Sequence[Lent]
    ) -> list[DeliveryOut]:
        ids = [one.delivery.lesson_id for one in found]
        invites = await plan_repository.invites_of(connection, ids)
        came = await met(connection, ids)
        wrong = await disputed(connection, ids)
        seen = Measurements(
            await courses_of(connection, ids),
            await measured_at_places(connection, municipality_id, ids),
            came,
        )
        titles = await agreements.titles(connection, {one.delivery.agreement_id for one in found})
        now_s = self._now_s()
        return [
            DeliveryOut(
                lesson=one.delivery.lesson_id,
                agreement=one.delivery.agreement_id,
                title=titles.get(one.delivery.agreement_id, ""),
                teacher=one.teacher,
                pupils=[
                    shown(each.name, each.protected)
                    for each in invites[one.delivery.lesson_id]
                    if each.role is Role.PUPIL
                ],
                begins_at=datetime.fromtimestamp(one.begins_s, UTC),
                planned_min=one.planned_min,
                proposed=seen.proposed(one, now_s),
                outcome=one.delivery.outcome,
                minutes=one.delivery.minutes,
                cause=one.delivery.cause,
                together_min=seen.together_min(one),
                measured=seen.told(one, now_s),
                disputed=one.delivery.lesson_id in wrong,
            )
            for one in found
        ]
