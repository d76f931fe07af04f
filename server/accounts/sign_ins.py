"""Sign-ins: each browser somebody is signed in with, listed, and over at once when revoked."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from server.accounts import repository
from server.accounts.repository import SEEN_EVERY_S, SignIn
from server.accounts.schemas import SignInOut
from server.accounts.tokens import digest, new_token
from server.audit.accounts import audit_sign_in
from server.audit.actions import Action
from server.db import Database
from server.errors import SignInRefusedError, UnknownHereError

# A working day's pause ends it, a week ends it anyway (ASVS 5.0, 7.3).
IDLE_S = 12 * 3600.0
LASTS_S = 7 * 24 * 3600.0
KEPT_S = 30 * 24 * 3600.0


@dataclass(frozen=True)
class SignedIn:
    """Who asks: an account, through one of its sign-ins; by what, and when they last showed who they are."""

    account_id: str
    sign_in_id: str
    way: str = ""
    confirmed_s: float = 0.0


class SignIns:
    """Begin, know again, list and end sign-ins.

    Parameters
    ----------
    database : Database
    now_s : Callable[[], float]
        Seconds since 1970.
    """

    def __init__(self, database: Database, now_s: Callable[[], float]) -> None:
        self._database = database
        self._now_s = now_s

    async def begin(self, connection: AsyncConnection, account_id: str, way: str, browser: str) -> str:
        """Sign an account in; return the token for the browser's cookie, which is kept nowhere here."""
        now_s, token = self._now_s(), new_token()
        await repository.forget_old(connection, now_s, now_s - KEPT_S)
        made = SignIn(
            secrets.token_hex(8), account_id, digest(token), way, browser[:80], now_s, now_s, now_s + LASTS_S
        )
        await repository.add_sign_in(connection, made)
        await audit_sign_in(connection, Action.SIGNED_IN, account_id, now_s, way=way)
        return token

    async def find(self, token: str) -> SignedIn | None:
        """Return who carries this token, unless the sign-in is over."""
        now_s = self._now_s()
        async with self._database.read() as connection:
            found = await repository.find_sign_in(connection, digest(token))
        if found is None or now_s >= found.expires_s or now_s >= found.seen_s + IDLE_S:
            return None
        if now_s >= found.seen_s + SEEN_EVERY_S:
            async with self._database.compare_and_set() as connection:
                await repository.saw(connection, found.id, now_s)
        shown_s = found.created_s if found.confirmed_s is None else found.confirmed_s
        return SignedIn(found.account_id, found.id, found.way, shown_s)

    async def confirm(self, connection: AsyncConnection, who: SignedIn, way: str) -> str:
        """Note that somebody has shown once more who they are; return the token that holds from now on.

        A passkey makes the sign-in one by passkey; a password takes nothing from what it was.

        Raises
        ------
        SignInRefusedError
            The sign-in is over.
        """
        now_s, token = self._now_s(), new_token()
        kept = way if way == "passkey" else who.way
        if not await repository.confirm_sign_in(connection, who.sign_in_id, digest(token), kept, now_s):
            raise SignInRefusedError("This sign-in is over.")
        await audit_sign_in(connection, Action.CONFIRMED, who.account_id, now_s, way=way)
        return token

    async def listing(self, account_id: str, *, mine: str | None = None) -> list[SignInOut]:
        """Return an account's sign-ins, the last seen first; ``mine`` is the one that asks."""
        now_s = self._now_s()
        async with self._database.read() as connection:
            found = await repository.list_sign_ins(connection, account_id, now_s - IDLE_S)
        return [
            SignInOut(
                id=one.id,
                way=one.way,
                browser=one.browser,
                created_at=datetime.fromtimestamp(one.created_s, UTC),
                seen_at=datetime.fromtimestamp(one.seen_s, UTC),
                this_one=one.id == mine,
            )
            for one in found
            if now_s < one.expires_s
        ]

    async def revoke(self, account_id: str, *, only: str | None = None, but: str | None = None) -> None:
        """End one of an account's sign-ins, all, or all but one.

        Raises
        ------
        UnknownHereError
            ``only`` is no sign-in of this account, or over already.
        """
        async with self._database.write() as connection:
            ended = await repository.revoke_sign_ins(
                connection, account_id, self._now_s(), only=only, but=but
            )
            if ended:
                now_s = self._now_s()
                await audit_sign_in(connection, Action.SIGN_IN_ENDED, account_id, now_s, ended=ended)
        if only is not None and ended == 0:
            raise UnknownHereError("sign-in")
