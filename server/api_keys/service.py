"""Make, list, know again and revoke a municipality's API keys."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from server.accounts.tokens import digest, new_token
from server.api_keys import repository
from server.api_keys.repository import ApiKey
from server.api_keys.schemas import ApiKeyMade, ApiKeyOut, NewApiKey
from server.audit import Action, append, pseudonym_of
from server.db import Database
from server.errors import ServerError, UnknownHereError
from server.people.repository import Membership
from server.roles.policy import WHOLE_MUNICIPALITY

DAY_S = 24 * 3600.0
MAX_KEYS = 50
#: How exactly it is kept when a key was last used.
SEEN_EVERY_S = 300.0
#: A secret says what it is, so that one that was published by mistake is found by those who look for them.
PREFIX = "klb_"


class TooManyKeysError(ServerError):
    """A municipality has as many keys as it may."""

    def __init__(self) -> None:
        super().__init__("There are too many keys.", "Revoke those that nothing uses any more.")


class ApiKeys:
    """The keys of every municipality of this server.

    Parameters
    ----------
    database : Database
    now_s : Callable[[], float]
        Seconds since 1970.
    """

    def __init__(self, database: Database, now_s: Callable[[], float]) -> None:
        self._database = database
        self._now_s = now_s

    async def make(self, member: Membership, new: NewApiKey) -> ApiKeyMade:
        """Make a key that may what its scopes say, as far as its maker may it; its secret is told once.

        Raises
        ------
        TooManyKeysError
        """
        now_s, secret = self._now_s(), PREFIX + new_token()
        made = ApiKey(
            id=secrets.token_hex(8),
            municipality_id=member.municipality_id,
            name=new.name,
            scopes=new.scopes,
            roles=member.roles & WHOLE_MUNICIPALITY,
            created_s=now_s,
            expires_s=now_s + new.days * DAY_S,
            used_s=None,
        )
        async with self._database.write() as connection:
            if await repository.count(connection, member.municipality_id, now_s) >= MAX_KEYS:
                raise TooManyKeysError
            await repository.add(connection, made, digest(secret))
            await self._audit(
                connection, Action.API_KEY_MADE, member, key=made.id, scopes=" ".join(sorted(new.scopes))
            )
        return ApiKeyMade(secret=secret, **_out(made).model_dump())

    async def listing(self, municipality_id: str) -> list[ApiKeyOut]:
        """Return a municipality's keys that hold."""
        async with self._database.read() as connection:
            found = await repository.listing(connection, municipality_id, self._now_s())
        return [_out(one) for one in found]

    async def revoke(self, member: Membership, key_id: str) -> None:
        """Make a key worthless at once. Raises UnknownHereError."""
        async with self._database.write() as connection:
            if not await repository.revoke(connection, member.municipality_id, key_id, self._now_s()):
                raise UnknownHereError("key")
            await self._audit(connection, Action.API_KEY_REVOKED, member, key=key_id)

    async def find(self, secret: str) -> ApiKey | None:
        """Return whose secret this is, unless the key was revoked or has run out."""
        now_s = self._now_s()
        async with self._database.read() as connection:
            found = await repository.find(connection, digest(secret), now_s)
        if found is not None and (found.used_s is None or now_s >= found.used_s + SEEN_EVERY_S):
            async with self._database.compare_and_set() as connection:
                await repository.saw(connection, found.id, now_s)
        return found

    async def _audit(
        self, connection: AsyncConnection, action: Action, member: Membership, **details: Any
    ) -> None:
        await append(
            connection,
            action,
            at_s=self._now_s(),
            actor=await pseudonym_of(connection, member.person_id),
            municipality=member.municipality_id,
            details=details,
        )


def _out(found: ApiKey) -> ApiKeyOut:
    return ApiKeyOut(
        id=found.id,
        name=found.name,
        scopes=sorted(found.scopes),
        created_at=datetime.fromtimestamp(found.created_s, UTC),
        expires_at=datetime.fromtimestamp(found.expires_s, UTC),
        used_at=None if found.used_s is None else datetime.fromtimestamp(found.used_s, UTC),
    )
