"""Pupils and staff out of a table: added, corrected where the table says otherwise, left alone else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncConnection

from server.accounts import repository as accounts
from server.bridges import repository
from server.bridges.cards_in import CardTaker
from server.bridges.fields import Fault, Kind, Reason, Row
from server.bridges.taking import Done, Outcome
from server.db.tables import person as people
from server.people import repository as staff
from server.people.repository import Membership, Person
from server.roles.names import AccountRole


class Pupils:
    """Takes in pupils of a municipality. Whose identity is protected keeps the alias they have."""

    def __init__(self, municipality_id: str, now_s: float) -> None:
        self._here = municipality_id
        self._now_s = now_s
        self._called: dict[str, str] = {}
        self._people: dict[str, Person] = {}

    async def learn(self, connection: AsyncConnection) -> None:
        """See `Taker`."""
        self._called = await repository.people_called(connection, self._here, Kind.PUPILS)
        self._people = await staff.everybody(connection, self._here)

    async def take(self, connection: AsyncConnection, rows: Sequence[Row], outcome: Outcome) -> None:
        """See `Taker`."""
        new: dict[str, Person] = {}
        for row in rows:
            outside_id, name, minor = row.values["id"], row.values["name"], row.values["minor"]
            found = self._people.get(self._called.get(outside_id, outside_id))
            if found is None:
                made = staff.new_person(self._here, name, self._now_s, minor=minor)
                new[outside_id] = self._people[made.id] = made
                self._called[outside_id] = made.id
                outcome.done[Done.ADDED] += 1
            elif found.protected or (found.name, found.minor) == (name, minor):
                outcome.done[Done.UNCHANGED] += 1
            else:
                mine = update(people).where(people.c.id == found.id)
                await connection.execute(mine.values(name=name, minor=minor))
                self._people[found.id] = replace(found, name=name, minor=minor)
                outcome.done[Done.CHANGED] += 1
        if new:
            await connection.execute(people.insert(), [asdict(one) for one in new.values()])
        ids = {outside_id: one.id for outside_id, one in new.items()}
        await repository.call_people(connection, self._here, Kind.PUPILS, ids)


class Staff:
    """Takes in staff: an account each, without a password until somebody hands them a link."""

    def __init__(self, municipality_id: str, now_s: float) -> None:
        self._here = municipality_id
        self._now_s = now_s
        self._called: dict[str, str] = {}
        self._members: dict[str, Membership] = {}
        self._read: set[str] = set()
        self._cards = CardTaker(municipality_id, now_s)

    async def learn(self, connection: AsyncConnection) -> None:
        """See `Taker`."""
        self._called = await repository.people_called(connection, self._here, Kind.STAFF)
        self._members = {one.person_id: one for one in await staff.members(connection, self._here)}
        await self._cards.learn(connection)

    async def take(self, connection: AsyncConnection, rows: Sequence[Row], outcome: Outcome) -> None:
        """See `Taker`."""
        for row in rows:
            outside_id = row.values["id"]
            if row.values["email"] in self._read:
                outcome.faults.append(Fault(row.n, "email", Reason.ADDRESS_TAKEN))
                continue
            member = self._members.get(self._called.get(outside_id, outside_id))
            # Admins are made by hand: a file with a wrong letter in it must not make one.
            if AccountRole.ADMIN in row.values["roles"] and (
                member is None or AccountRole.ADMIN not in member.roles
            ):
                outcome.faults.append(Fault(row.n, "roles", Reason.NO_ROLE))
                continue
            self._read.add(row.values["email"])
            if member is None:
                await self._add(connection, row, outcome)
                continue
            account = await accounts.find_account(connection, member.account_id)
            if account is None or account.email != row.values["email"]:
                outcome.faults.append(Fault(row.n, "email", Reason.ADDRESS_CHANGED))
                continue
            outcome.done[await self._correct(connection, member, row)] += 1

    async def _add(self, connection: AsyncConnection, row: Row, outcome: Outcome) -> None:
        email = row.values["email"]
        account = await accounts.find_account(connection, email=email)
        member = None
        if account is None:
            account = await accounts.add_account(connection, email, self._now_s)
        else:
            if account.closed_s is not None:
                await accounts.open_again(connection, account.id)
            member = await staff.membership(connection, account.id, self._here)
        if member is not None and member.person_id in self._called.values():
            outcome.faults.append(Fault(row.n, "email", Reason.ADDRESS_TAKEN))
            return
        if member is None:
            person = await staff.add_person(connection, self._here, row.values["name"], self._now_s)
            roles = row.values["roles"]
            member = await staff.join(connection, account.id, person, roles, self._now_s)
            await self._cards.take(connection, person.id, row.values)
            outcome.done[Done.ADDED] += 1
        else:  # somebody who was here before the table was: from now on they are known by its number
            outcome.done[await self._correct(connection, member, row)] += 1
        self._called[row.values["id"]] = member.person_id
        self._members.setdefault(member.person_id, member)
        ids = {row.values["id"]: member.person_id}
        await repository.call_people(connection, self._here, Kind.STAFF, ids)

    async def _correct(self, connection: AsyncConnection, member: Membership, row: Row) -> Done:
        person = await staff.find_person(connection, self._here, member.person_id)
        assert person is not None
        # Admins are made and unmade by hand.
        roles = row.values["roles"] | (member.roles & {AccountRole.ADMIN})
        renamed = person.name != row.values["name"] and not person.protected
        if renamed:
            await staff.rename(connection, person.id, row.values["name"])
        if roles != member.roles:
            await staff.set_roles(connection, member.id, roles)
            self._members[person.id] = replace(member, roles=roles)
        card = await self._cards.take(connection, person.id, row.values)
        return Done.CHANGED if renamed or card or roles != member.roles else Done.UNCHANGED
