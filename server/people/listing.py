"""Who a municipality's people are, as much of it as the one who asks needs."""

from __future__ import annotations

from server.accounts import repository as accounts
from server.db import Database
from server.people import repository
from server.people.schemas import AccountOut, GuardianOut, PersonOut
from server.roles.names import AccountRole


async def list_people(
    database: Database,
    municipality_id: str,
    *,
    with_accounts: bool,
    with_guardians: bool,
    role: AccountRole | None = None,
    issuer: str | None = None,
) -> list[PersonOut]:
    """Everybody but those whose identity is protected; addresses and guardians only if asked for.

    ``role`` leaves out who is not that here.

    ``issuer`` is the municipality's own sign-in service, if accounts are tied to one.
    """
    async with database.read() as connection:
        people = await repository.list_people(connection, municipality_id, role)
        members = {one.person_id: one for one in await repository.members(connection, municipality_id)}
        names = {one.id: one.name for one in people}
        guardians: dict[str, list[GuardianOut]] = {}
        for each in await repository.guardianships(connection, municipality_id) if with_guardians else ():
            guardians.setdefault(each.pupil_id, []).append(
                GuardianOut(
                    person=each.guardian_id,
                    name=names.get(each.guardian_id, ""),
                    confirmed=each.confirmed_s is not None,
                )
            )
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
    return [
        PersonOut(
            id=one.id,
            name=one.name,
            minor=one.minor,
            roles=sorted(members[one.id].roles) if one.id in members else [],
            account=found.get(one.id),
            guardians=guardians.get(one.id, []),
        )
        for one in people
    ]
