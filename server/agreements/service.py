"""Draft, approve and end agreements, and let the teachers of one party be teachers at another."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncConnection

from server.agreements import repository
from server.agreements.errors import AgreementChangedError, AgreementStateError, PartiesError
from server.agreements.schemas import (
    AgreementList,
    AgreementOut,
    Neighbour,
    Neighbours,
    NewOffer,
    TeacherOut,
    VersionOut,
)
from server.agreements.standing import Agreement, State
from server.agreements.terms import Terms
from server.audit import Action, append, pseudonym_of
from server.db import Database
from server.errors import UnknownHereError
from server.municipalities import repository as municipalities
from server.people import repository as people
from server.people.repository import Membership
from server.privacy.protection import shown
from server.roles.names import AccountRole


class Agreements:
    """The agreements of every municipality of this server.

    Parameters
    ----------
    database : Database
    now_s : Callable[[], float]
        Seconds since 1970.
    """

    def __init__(self, database: Database, now_s: Callable[[], float]) -> None:
        self._database = database
        self._now_s = now_s

    async def neighbours(self, municipality_id: str) -> Neighbours:
        """Tell with whom one could agree."""
        async with self._database.read() as connection:
            every = await municipalities.listing(connection)
        others = [
            Neighbour(id=one.id, name=one.name, kind=one.kind) for one in every if one.id != municipality_id
        ]
        return Neighbours(municipalities=others)

    async def listing(self, municipality_id: str) -> AgreementList:
        """Return a municipality's agreements."""
        async with self._database.read() as connection:
            found = await repository.listing(connection, municipality_id)
            named = {party.municipality for one in found for party in one.newest.terms.parties}
            names = await repository.names(connection, sorted(named))
            others = await repository.providers(connection, sorted(named))
            lent = await repository.offered_by(connection, [one.id for one in found])
        return AgreementList(agreements=[self._written(one, names, others, lent[one.id]) for one in found])

    async def one(self, municipality_id: str, agreement_id: str) -> AgreementOut:
        """Return one agreement. Raises UnknownHereError."""
        async with self._database.read() as connection:
            return await self._out(connection, await known(connection, municipality_id, agreement_id))

    async def draft(self, member: Membership, terms: Terms) -> AgreementOut:
        """Store a first version. Raises PartiesError."""
        async with self._database.write() as connection:
            return await self.draft_in(connection, member, terms)

    async def draft_in(self, connection: AsyncConnection, member: Membership, terms: Terms) -> AgreementOut:
        """Do the same within what else is written. Raises PartiesError."""
        await self._check_parties(connection, member.municipality_id, terms)
        made = await repository.add(connection, terms, by=member.municipality_id, now_s=self._now_s())
        await self._audit(connection, Action.AGREEMENT_PROPOSED, member, made, 1)
        return await self._out(connection, await known(connection, member.municipality_id, made))

    async def amend(self, member: Membership, agreement_id: str, terms: Terms) -> AgreementOut:
        """Propose a new version; until every side has approved it, what was agreed before holds.

        Raises
        ------
        UnknownHereError
        PartiesError
            The parties, or the currency, are other than they were: that is another agreement.
        AgreementStateError
        """
        async with self._database.write() as connection:
            found = await known(connection, member.municipality_id, agreement_id)
            before = found.newest.terms
            if {one.municipality for one in terms.parties} != {one.municipality for one in before.parties}:
                raise PartiesError
            if terms.currency != before.currency or terms.zone != before.zone:
                raise PartiesError
            if found.ended_on is not None:
                raise AgreementStateError
            number = found.newest.number + 1
            await repository.add_version(
                connection, found.id, number, terms, by=member.municipality_id, now_s=self._now_s()
            )
            await self._audit(connection, Action.AGREEMENT_PROPOSED, member, found.id, number)
            return await self._out(connection, await known(connection, member.municipality_id, found.id))

    async def approve(self, member: Membership, agreement_id: str, version: int) -> AgreementOut:
        """Approve the newest version for one's own side; once more changes nothing.

        Raises
        ------
        UnknownHereError
        AgreementChangedError
            There is a newer version than the one that was read.
        """
        async with self._database.write() as connection:
            found = await known(connection, member.municipality_id, agreement_id)
            if found.newest.number != version:
                raise AgreementChangedError
            if member.municipality_id not in found.newest.approved_by:
                await repository.approve(
                    connection, found.id, version, by=member.municipality_id, now_s=self._now_s()
                )
                await self._audit(connection, Action.AGREEMENT_APPROVED, member, found.id, version)
            return await self._out(connection, await known(connection, member.municipality_id, found.id))

    async def end(self, member: Membership, agreement_id: str, last_day: date) -> AgreementOut:
        """End an agreement with its notice.

        Raises
        ------
        UnknownHereError
        AgreementStateError
            It is a draft, ended already, or the day is too early for the notice.
        """
        async with self._database.write() as connection:
            found = await known(connection, member.municipality_id, agreement_id)
            today = self.today(found.newest.terms)
            version = found.version_on(today)
            if version is None or found.ended_on is not None:
                raise AgreementStateError
            if last_day < today + timedelta(days=version.terms.notice_days):
                raise AgreementStateError
            await repository.end(connection, found.id, last_day)
            await self._audit(connection, Action.AGREEMENT_ENDED, member, found.id, version.number)
            return await self._out(connection, await known(connection, member.municipality_id, found.id))

    async def offer(self, member: Membership, agreement_id: str, new: NewOffer) -> AgreementOut:
        """Offer a teacher of one's own to another party.

        Raises
        ------
        UnknownHereError
        AgreementStateError
            One does not give by this agreement, it is not agreed, or the teacher's identity is protected.
        """
        async with self._database.write() as connection:
            found = await known(connection, member.municipality_id, agreement_id)
            terms = self._counting(found)
            mine, theirs = terms.party(member.municipality_id), terms.party(new.municipality)
            if mine is None or not mine.gives or theirs is None or theirs == mine:
                raise AgreementStateError
            staff = await people.members(connection, member.municipality_id)
            if not any(one.person_id == new.person and AccountRole.TEACHER in one.roles for one in staff):
                raise UnknownHereError("teacher")
            teacher = await people.find_person(connection, member.municipality_id, new.person)
            if teacher is None or teacher.protected:  # whose name goes to no other municipality
                raise AgreementStateError
            every = await repository.offered(connection, found.id)
            if not any(
                (one.person_id, one.municipality_id) == (new.person, new.municipality) for one in every
            ):
                await repository.offer(connection, found.id, new.person, new.municipality, self._now_s())
            return await self._out(connection, found)

    async def welcome(self, member: Membership, agreement_id: str, person_id: str) -> AgreementOut:
        """Make an offered teacher a teacher here: they plan and give lessons as one's own do.

        Raises
        ------
        UnknownHereError
            Nobody of this id was offered here.
        AgreementStateError
            They are a teacher of this municipality's own, or the agreement is not agreed.
        """
        async with self._database.write() as connection:
            found = await known(connection, member.municipality_id, agreement_id)
            self._counting(found)
            here = member.municipality_id
            every = await repository.offered(connection, found.id)
            wanted = [one for one in every if (one.person_id, one.municipality_id) == (person_id, here)]
            if not wanted:
                raise UnknownHereError("teacher")
            if wanted[0].guest_id is None:
                guest = await self._guest(connection, wanted[0], here)
                await repository.welcome(connection, found.id, person_id, here, guest)
                await self._audit(connection, Action.TEACHER_WELCOMED, member, found.id, 0)
            return await self._out(connection, found)

    def today(self, terms: Terms) -> date:
        """Return the day it is where an agreement holds."""
        return datetime.fromtimestamp(self._now_s(), ZoneInfo(terms.zone)).date()

    # -- parts -----------------------------------------------------------------------------------

    async def _guest(self, connection: AsyncConnection, offered: repository.Offered, here: str) -> str:
        """Who an offered teacher is here: somebody they are already, or a new person of their name."""
        staff = await people.members(connection, offered.home)
        home = next((one for one in staff if one.person_id == offered.person_id), None)
        if home is None:
            raise UnknownHereError("teacher")  # they have left meanwhile
        mine = await people.membership(connection, home.account_id, here)
        if mine is not None:
            guest = await repository.is_guest(connection, mine.person_id)
            if AccountRole.TEACHER in mine.roles and not guest:
                raise AgreementStateError  # employed here as well: their lessons here are no guest's
            await people.set_roles(connection, mine.id, mine.roles | {AccountRole.TEACHER})
            return mine.person_id
        now_s = self._now_s()
        person = await people.add_person(connection, here, offered.name, now_s)
        await people.join(connection, home.account_id, person, {AccountRole.TEACHER}, now_s)
        return person.id

    def _counting(self, found: Agreement) -> Terms:
        today = self.today(found.newest.terms)
        version = found.version_on(today)
        if version is None or found.state_on(today) is State.ENDED:
            raise AgreementStateError
        return version.terms

    async def _check_parties(self, connection: AsyncConnection, mine: str, terms: Terms) -> None:
        named = [one.municipality for one in terms.parties]
        if mine not in named or len(await repository.names(connection, named)) < len(named):
            raise PartiesError

    async def _audit(
        self, connection: AsyncConnection, action: Action, member: Membership, agreement: str, version: int
    ) -> None:
        await append(
            connection,
            action,
            at_s=self._now_s(),
            actor=await pseudonym_of(connection, member.person_id),
            municipality=member.municipality_id,
            details={"agreement": agreement, "version": version},
        )

    async def _out(self, connection: AsyncConnection, found: Agreement) -> AgreementOut:
        ids = [one.municipality for one in found.newest.terms.parties]
        names = await repository.names(connection, ids)
        others = await repository.providers(connection, ids)
        return self._written(found, names, others, await repository.offered(connection, found.id))

    def _written(
        self, found: Agreement, names: dict[str, str], others: set[str], lent: list[repository.Offered]
    ) -> AgreementOut:
        today = self.today(found.newest.terms)
        counts = found.version_on(today)
        ids = [one.municipality for one in found.newest.terms.parties]
        return AgreementOut(
            id=found.id,
            state=found.state_on(today),
            notices=found.notices_on(today),
            counts=None if counts is None else counts.number,
            ended_on=found.ended_on,
            names={one: names[one] for one in ids if one in names},
            providers=[one for one in ids if one in others],
            versions=[
                VersionOut(
                    version=one.number,
                    terms=one.terms,
                    proposed_by=one.proposed_by,
                    proposed_at=datetime.fromtimestamp(one.proposed_s, UTC),
                    approved_by=sorted(one.approved_by),
                    agreed=one.agreed,
                )
                for one in found.versions
            ],
            teachers=[
                TeacherOut(
                    person=one.person_id,
                    name=shown(one.name, one.protected),
                    home=one.home,
                    municipality=one.municipality_id,
                    guest=one.guest_id,
                )
                for one in lent
            ],
        )


async def known(connection: AsyncConnection, municipality_id: str, agreement_id: str) -> Agreement:
    """Find one of a municipality's agreements.

    Raises
    ------
    UnknownHereError
        It is no party of such a one.
    """
    found = await repository.find(connection, municipality_id, agreement_id)
    if found is None:
        raise UnknownHereError("agreement")
    return found
