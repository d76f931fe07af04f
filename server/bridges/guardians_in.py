"""Guardians out of a table: named for their pupils, each with an account; it counts once confirmed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncConnection

from server.accounts import repository as accounts
from server.bridges import repository
from server.bridges.fields import Fault, Kind, Reason, Row
from server.bridges.taking import Done, Outcome
from server.people import repository as people
from server.people.repository import Membership, Person
from server.roles.names import AccountRole


class Guardians:
    """Takes in whose guardian who is. They are known by their address; one row is one pupil of theirs.

    Nobody is written to: whoever asks for a link is handed one, and confirms with it.
    """

    def __init__(self, municipality_id: str, now_s: float, *, dry_run: bool) -> None:
        # One guardian's rows may be far apart. What a dry run takes back would be missing at the next of
        # them, so it writes nothing in the first place.
        self._dry_run = dry_run
        self._here = municipality_id
        self._now_s = now_s
        self._called: dict[str, str] = {}
        self._people: dict[str, Person] = {}
        self._members: dict[str, Membership] = {}
        self._named: set[tuple[str, str]] = set()
        self._read: dict[str, str] = {}

    async def learn(self, connection: AsyncConnection) -> None:
        """See `Taker`."""
        self._called = await repository.people_called(connection, self._here, Kind.PUPILS)
        self._people = await people.everybody(connection, self._here)
        emails = await accounts.emails_in(connection, self._here)
        members = await people.members(connection, self._here)
        self._members = {emails[one.account_id]: one for one in members}
        named = await people.guardianships(connection, self._here)
        self._named = {(one.guardian_id, one.pupil_id) for one in named}

    async def take(self, connection: AsyncConnection, rows: Sequence[Row], outcome: Outcome) -> None:
        """See `Taker`."""
        for row in rows:
            email, name = row.values["email"], row.values["name"]
            pupil = self._people.get(self._called.get(row.values["pupil"], row.values["pupil"]))
            member = self._members.get(email)
            if pupil is None or (member is not None and member.person_id == pupil.id):
                outcome.faults.append(Fault(row.n, "pupil", Reason.UNKNOWN_PUPIL))
            elif self._read.setdefault(email, name) != name:
                outcome.faults.append(Fault(row.n, "name", Reason.NAME_DIFFERS))
            else:
                outcome.done[await self._name(connection, email, name, pupil)] += 1

    async def _name(self, connection: AsyncConnection, email: str, name: str, pupil: Person) -> Done:
        if email not in self._members:
            await self._let_in(connection, email, name)
        corrected = await self._correct(connection, email, name)
        pair = self._members[email].person_id, pupil.id
        if pair in self._named:
            return Done.CHANGED if corrected else Done.UNCHANGED
        self._named.add(pair)
        if not self._dry_run:
            await people.add_guardian(connection, *pair, self._now_s)
        return Done.ADDED

    async def _let_in(self, connection: AsyncConnection, email: str, name: str) -> None:
        person = people.new_person(self._here, name, self._now_s)
        held = frozenset({AccountRole.GUARDIAN})
        self._people[person.id] = person
        if self._dry_run:
            self._members[email] = Membership("", "", self._here, person.id, held)
            return
        account = await accounts.find_account(connection, email=email)
        if account is None:
            account = await accounts.add_account(connection, email, self._now_s)
        elif account.closed_s is not None:
            await accounts.open_again(connection, account.id)
        await people.store_person(connection, person)
        self._members[email] = await people.join(connection, account.id, person, held, self._now_s)

    async def _correct(self, connection: AsyncConnection, email: str, name: str) -> bool:
        """Give somebody the role and the name of the table; staff and whoever is protected keep theirs."""
        member = self._members[email]
        named = AccountRole.GUARDIAN not in member.roles
        if named:
            member = replace(member, roles=member.roles | {AccountRole.GUARDIAN})
            self._members[email] = member
            if not self._dry_run:
                await people.set_roles(connection, member.id, member.roles)
        person = self._people[member.person_id]
        renamed = member.roles == {AccountRole.GUARDIAN} and not person.protected and person.name != name
        if renamed:
            self._people[person.id] = replace(person, name=name)
            if not self._dry_run:
                await people.rename(connection, person.id, name)
        return named or renamed
