"""Passkeys (WebAuthn): nothing to type, nothing to phish, nothing secret kept here.

A challenge is kept as a half-done step, under the hash of a token in the browser's cookie: it is good once,
for a few minutes, in that browser.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from server.accounts import repository, strength
from server.accounts.schemas import PasskeyOut
from server.accounts.sign_ins import SignedIn, SignIns
from server.accounts.tokens import digest, new_token
from server.db import Database
from server.db.tables import passkey as passkeys
from server.errors import SignInRefusedError, UnknownHereError

STEP_S = 5 * 60.0
MAX_PASSKEYS = 20
_REFUSED = "This passkey does not open an account here."


@dataclass(frozen=True)
class Place:
    """Where the page is: what a passkey is bound to."""

    host: str
    origin: str


class Passkeys:
    """Make, use, list and remove passkeys.

    Parameters
    ----------
    database : Database
    sign_ins : SignIns
    now_s : Callable[[], float]
        Seconds since 1970.
    """

    def __init__(self, database: Database, sign_ins: SignIns, now_s: Callable[[], float]) -> None:
        self._database = database
        self._sign_ins = sign_ins
        self._now_s = now_s

    async def options_to_add(self, who: SignedIn, place: Place) -> tuple[dict[str, Any], str]:
        """Return what the browser needs to make one, and the step's token for its cookie."""
        async with self._database.read() as connection:
            account = await repository.find_account(connection, who.account_id)
            known = await _ids(connection, who.account_id)
            await strength.check_may_add_passkey(connection, who, self._now_s())
        if account is None:
            raise SignInRefusedError
        from server.accounts import ceremonies  # noqa: PLC0415 - see there

        options = ceremonies.asked_to_add(place, account.email, account.id, known)
        return options, await self._begin("add", options["challenge"])

    async def add(
        self, who: SignedIn, place: Place, step: str | None, credential: dict[str, Any], browser: str
    ) -> str:
        """Keep a passkey that the browser made; return the cookie's new token. Raises SignInRefusedError."""
        from server.accounts import ceremonies  # noqa: PLC0415 - see there

        verified = ceremonies.added(place, await self._challenge("add", step), credential)
        made = {
            "id": verified.id,
            "account_id": who.account_id,
            "public_key": verified.public_key,
            "sign_count": verified.sign_count,
            "browser": browser[:80],
            "created_s": self._now_s(),
            "used_s": None,
        }
        async with self._database.write() as connection:
            await strength.check_may_add_passkey(connection, who, self._now_s())
            if len(await _ids(connection, who.account_id)) >= MAX_PASSKEYS:
                raise SignInRefusedError("This account has as many passkeys as it may.")
            if (await connection.execute(select(passkeys.c.id).where(passkeys.c.id == made["id"]))).first():
                raise SignInRefusedError("This passkey is kept already.")
            await connection.execute(passkeys.insert().values(made))
            # The device has just asked for its owner: this sign-in is as sure as one that begins with it.
            return await self._sign_ins.confirm(connection, who, "passkey")

    async def options_to_use(self, place: Place) -> tuple[dict[str, Any], str]:
        """Return what the browser needs to offer the ones it has, and the step's token for its cookie."""
        from server.accounts import ceremonies  # noqa: PLC0415 - see there

        options = ceremonies.asked_to_use(place)
        return options, await self._begin("use", options["challenge"])

    async def use(self, place: Place, step: str | None, credential: dict[str, Any], browser: str) -> str:
        """Sign in with a passkey; return the cookie's token. Raises SignInRefusedError."""
        challenge = await self._challenge("use", step)
        async with self._database.write() as connection:
            account_id = await self._whose(connection, place, challenge, credential)
            return await self._sign_ins.begin(connection, account_id, "passkey", browser)

    async def confirm(self, who: SignedIn, place: Place, step: str | None, credential: dict[str, Any]) -> str:
        """Show by one's passkey that it is oneself; return the new token. Raises SignInRefusedError."""
        challenge = await self._challenge("use", step)
        async with self._database.write() as connection:
            if await self._whose(connection, place, challenge, credential) != who.account_id:
                raise SignInRefusedError("This passkey is another account's.")
            return await self._sign_ins.confirm(connection, who, "passkey")

    async def _whose(
        self, connection: AsyncConnection, place: Place, challenge: str, credential: dict[str, Any]
    ) -> str:
        """Return the account that the answer to a challenge opens, and count its use."""
        from server.accounts import ceremonies  # noqa: PLC0415 - see there

        wanted = str(credential.get("id", ""))[:1400]
        query = select(passkeys).where(passkeys.c.id == wanted)
        kept = (await connection.execute(query)).mappings().first()
        if kept is None:
            raise SignInRefusedError(_REFUSED)
        account = await repository.find_account(connection, kept["account_id"])
        if account is None or account.closed_s is not None:
            raise SignInRefusedError(_REFUSED)
        known = ceremonies.Made(wanted, kept["public_key"], kept["sign_count"])
        count = ceremonies.used(place, challenge, credential, known)
        if count is None:
            raise SignInRefusedError(_REFUSED)
        used = {"sign_count": count, "used_s": self._now_s()}
        await connection.execute(update(passkeys).where(passkeys.c.id == wanted).values(used))
        return account.id

    async def listing(self, account_id: str) -> list[PasskeyOut]:
        """Return an account's passkeys, the oldest first."""
        query = select(passkeys).where(passkeys.c.account_id == account_id)
        async with self._database.read() as connection:
            rows = (await connection.execute(query.order_by(passkeys.c.created_s))).mappings().all()
        return [
            PasskeyOut(
                id=row["id"],
                browser=row["browser"],
                created_at=datetime.fromtimestamp(row["created_s"], UTC),
                used_at=None if row["used_s"] is None else datetime.fromtimestamp(row["used_s"], UTC),
            )
            for row in rows
        ]

    async def remove(self, account_id: str, passkey_id: str) -> None:
        """Forget a passkey. Raises UnknownHereError."""
        mine = (passkeys.c.id == passkey_id) & (passkeys.c.account_id == account_id)
        async with self._database.write() as connection:
            if (await connection.execute(delete(passkeys).where(mine))).rowcount == 0:
                raise UnknownHereError("passkey")

    async def _begin(self, what: str, challenge: str) -> str:
        step, now_s = new_token(), self._now_s()
        async with self._database.write() as connection:
            await repository.forget_old(connection, now_s, now_s - STEP_S * 1000)
            await repository.add_step(connection, digest(step), f"passkey-{what}", challenge, now_s + STEP_S)
        return step

    async def _challenge(self, what: str, step: str | None) -> str:
        # Without a step there is nothing to compare: a challenge nobody knows fits no answer.
        if step is None:
            return secrets.token_urlsafe(32)
        async with self._database.write() as connection:
            kept = await repository.take_step(connection, digest(step), f"passkey-{what}", self._now_s())
        if kept is None:
            raise SignInRefusedError("This took too long.")
        return kept


async def _ids(connection: AsyncConnection, account_id: str) -> list[str]:
    query = select(passkeys.c.id).where(passkeys.c.account_id == account_id)
    return list((await connection.execute(query)).scalars())
