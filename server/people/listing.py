"""Who a municipality's people are, as much of it as the one who asks needs."""

from __future__ import annotations

from server.accounts import repository as accounts
from server.cards.schemas import CardOut
from server.cards.service import cards_seen
from server.db import Database
from server.errors import UnknownHereError
from server.people import repository
from server.people.repository import Person
from server.people.schemas import AccountOut, GuardianOut, Part, PeopleList, PeopleNext, PersonOut
from server.roles.names import AccountRole

LISTED = 100


async def list_people(
    database: Database,
    municipality_id: str,
    *,
    with_accounts: bool,
    with_guardians: bool,
    with_cards: bool = False,
    role: AccountRole | None = None,
    part: Part | None = None,
    named: str = "",
    after: str | None = None,
    issuer: str | None = None,
) -> PeopleList:
    """List everybody but those whose identity is protected; addresses, guardians and cards only if asked for.

    ``role`` leaves out who is not that here. Of a ``part`` of them there comes a page, of those whose names
    have ``named`` in them, after somebody. ``issuer`` is the municipality's own sign-in service, if
    accounts are tied to one.

    Raises
    ------
    UnknownHereError
        Nobody is ``after`` any more.
    """
    more = None
    async with database.read() as connection:
        everybody = await repository.list_people(connection, municipality_id, role)
        members = {one.person_id: one for one in await repository.members(connection, municipality_id)}
        names = {one.id: one.name for one in everybody}
        people = everybody
        if part is not None:
            people, more = _page(everybody, set(members), part, named=named, after=after)
        guardians: dict[str, list[GuardianOut]] = {}
        for each in await repository.guardianships(connection, municipality_id) if with_guardians else ():
            guardians.setdefault(each.pupil_id, []).append(
                GuardianOut(
                    person=each.guardian_id,
                    name=names.get(each.guardian_id, ""),
                    confirmed=each.confirmed_s is not None,
                )
            )
        cards: dict[str, CardOut] = await cards_seen(connection, municipality_id) if with_cards else {}
        found: dict[str, AccountOut] = {}
        if with_accounts:
            emails = await accounts.emails_in(connection, municipality_id)
            tied = await accounts.bound_subjects(connection, municipality_id, issuer) if issuer else {}
            found = {
                one.person_id: AccountOut(
                    id=one.account_id, email=emails[one.account_id], identity=tied.get(one.account_id)
                )
                for one in members.values()
            }
    listed = [
        PersonOut(
            id=one.id,
            name=one.name,
            minor=one.minor,
            roles=sorted(members[one.id].roles) if one.id in members else [],
            account=found.get(one.id),
            guardians=guardians.get(one.id, []),
            card=cards.get(one.id),
        )
        for one in people
    ]
    return PeopleList(people=listed, next=more)


def _page(
    everybody: list[Person], members: set[str], part: Part, *, named: str, after: str | None
) -> tuple[list[Person], PeopleNext | None]:
    """A page of those with an account, or without; by name, as they are in order."""
    begin = 0
    if after is not None:
        begin = next((at for at, one in enumerate(everybody, 1) if one.id == after), 0)
        if begin == 0:
            raise UnknownHereError("person")
    wanted = named.casefold()
    found = [
        one
        for one in everybody[begin:]
        if (one.id in members) is (part is Part.ACCOUNT) and wanted in one.name.casefold()
    ]
    page = found[:LISTED]
    return page, PeopleNext(after=page[-1].id) if found[LISTED:] else None
