"""Whoever guesses is soon not listened to: counted per network address and per account."""

from __future__ import annotations

from fastapi import HTTPException, Request

from server.accounts.tokens import digest
from server.audit.accounts import audit_refusal
from server.rates import Rates
from server.state import Services


class Guesses:
    """One attempt to sign in, from an address and perhaps at an account.

    Both counts are needed: one address tries many accounts, many addresses try one. An account that is under
    attack still opens by passkey, by the municipality's own sign-in and by a mailed link.
    """

    def __init__(self, request: Request, account: str | None = None) -> None:
        self._rates: Rates = request.app.state.rates
        self._host = request.client.host if request.client else None
        # Its hash: what was typed may be a person's address, and stays in no memory longer than need be.
        self._account = None if account is None else digest(account)

    async def refuse_guesser(self) -> None:
        """Raise 429 for an address or account that had too many wrong ones."""
        spent = await self._rates.is_spent("sign_in_errors", self._host)
        if self._account is not None and not spent:
            spent = await self._rates.is_spent("account_errors", self._account)
        if spent:
            raise _wait()

    async def wrong(
        self, services: Services, way: str, *, email: str | None = None, account_id: str | None = None
    ) -> None:
        """Count a wrong one, and note it in the audit log: as whose, if there is such an account.

        A guesser must not be able to fill the log, so of many only the first few are noted.
        """
        await self._rates.take("sign_in_errors", self._host)
        if self._account is not None:
            await self._rates.take("account_errors", self._account)
        # Of those that name no account, each network address has its few.
        whose = self._host if self._account is None else self._account
        if await self._rates.take("refusal_rows", whose) and await self._rates.take(
            "all_refusal_rows", "all"
        ):
            async with services.database.write() as connection:
                await audit_refusal(connection, services.now_s(), way, email=email, account_id=account_id)

    async def refuse_mailer(self) -> None:
        """Count a mail asked for; raise 429 for an address or account that asks for too many."""
        enough = not await self._rates.take("mails", self._host)
        if self._account is not None and not enough:
            enough = not await self._rates.take("mails", self._account)
        if enough:
            raise _wait()


def _wait() -> HTTPException:
    return HTTPException(429, "Too many attempts. Wait a few minutes.", {"Retry-After": "300"})
