"""How sure the server is who asks: by what they signed in, how long ago they showed it, and what that opens.

A municipality may ask for passkeys. From the day it names, roles that reach many people's data count only in
a sign-in that is sure; the same account's other roles go on counting. A sign-in by the municipality's own
service is sure where that service says that it asked for more than one factor (`amr`, RFC 8176), and else no
more than a password (ASVS 5.0, 6.8.4).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from server.accounts.sign_ins import SignedIn
from server.audit import Action, append, pseudonym_of
from server.db import Database
from server.municipalities import repository as municipalities
from server.people import repository as people
from server.people.repository import Membership
from server.problems import CodedError
from server.roles.names import AccountRole

#: How long what somebody showed opens what is sensitive (ASVS 5.0, 7.5).
FRESH_S = 10 * 60.0
DAY_S = 24 * 3600.0
#: Whose roles reach many people's data.
GUARDED = frozenset({AccountRole.ADMIN, AccountRole.COORDINATOR, AccountRole.TECHNICIAN})
SURE_WAYS = frozenset({"passkey", "oidc_mfa"})
#: By these a first passkey can be made where one is asked for: "handed" is an admin's one-use link.
RECOVERING_WAYS = SURE_WAYS | {"handed"}


@dataclass(frozen=True)
class Held:
    """What somebody is in a municipality; ``kept_back`` are the roles that a passkey would open."""

    membership: Membership
    kept_back: frozenset[AccountRole] = frozenset()

    @property
    def all_roles(self) -> frozenset[AccountRole]:
        return self.membership.roles | self.kept_back


async def held(connection: AsyncConnection, who: SignedIn, municipality_id: str, now_s: float) -> Held | None:
    """Return what counts of somebody's roles in a municipality; None: they are nobody there."""
    found = await people.membership(connection, who.account_id, municipality_id)
    return None if found is None else await counting(connection, who, found, now_s)


async def counting(connection: AsyncConnection, who: SignedIn, found: Membership, now_s: float) -> Held:
    """Keep back the roles that this sign-in is not sure enough for."""
    guarded = found.roles & GUARDED
    if not guarded or who.way in SURE_WAYS:
        return Held(found)
    town = await municipalities.find(connection, found.municipality_id)
    if town is None or town.passkeys_from_s is None or now_s < town.passkeys_from_s:
        return Held(found)
    return Held(replace(found, roles=found.roles - guarded), guarded)


async def check_may_add_passkey(connection: AsyncConnection, who: SignedIn, now_s: float) -> None:
    """Raise CodedError where a password alone must not make the passkey that would make it sure."""
    if who.way in RECOVERING_WAYS:
        return
    for one in await people.memberships_of(connection, who.account_id):
        if (await counting(connection, who, one, now_s)).kept_back:
            raise CodedError(
                403, "recovery_first", "An admin's link opens this account for a new passkey. Ask for one."
            )


def check_fresh(who: SignedIn, now_s: float, within_s: float = FRESH_S) -> None:
    """Raise CodedError for somebody who showed who they are too long ago."""
    if now_s - who.confirmed_s > within_s:
        raise CodedError(403, "confirm_first", "Show once more that it is you.")


def passkey_first() -> CodedError:
    """What is said to somebody whose role counts once they have shown a passkey."""
    return CodedError(403, "passkey_first", "Your municipality asks for a passkey here.")


class Policy:
    """From when municipalities ask their staff for passkeys.

    Parameters
    ----------
    database : Database
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def read(self, municipality_id: str) -> datetime | None:
        """Return from when, or None where a password is enough."""
        async with self._database.read() as connection:
            town = await municipalities.find(connection, municipality_id)
        from_s = None if town is None else town.passkeys_from_s
        return None if from_s is None else datetime.fromtimestamp(from_s, UTC)

    async def set(
        self, asker: Membership, who: SignedIn, grace_days: int | None, now_s: float
    ) -> datetime | None:
        """Ask for passkeys after a grace, or with None no more.

        Raises
        ------
        CodedError
            Whoever asks it of others has not shown a passkey: they would lock themselves out.
        """
        if grace_days is not None and who.way not in SURE_WAYS:
            raise passkey_first()
        from_s = None if grace_days is None else now_s + grace_days * DAY_S
        async with self._database.write() as connection:
            await municipalities.ask_for_passkeys(connection, asker.municipality_id, from_s)
            pseudonym = await pseudonym_of(connection, asker.person_id)
            await append(
                connection,
                Action.PASSKEYS_ASKED,
                at_s=now_s,
                actor=pseudonym,
                subject=asker.municipality_id,
                municipality=asker.municipality_id,
                details={"grace_days": -1 if grace_days is None else grace_days},
            )
        return None if from_s is None else datetime.fromtimestamp(from_s, UTC)


def guarded_roles(roles: Iterable[AccountRole]) -> bool:
    """Whether a municipality's wish for passkeys concerns somebody with these roles."""
    return bool(GUARDED & frozenset(roles))
