"""A municipality's own sign-in service (OpenID Connect, authorization code with PKCE, state and nonce).

It says who somebody is; which account that is, an admin has said before, or whoever was signed in to it.
No account is made by it, and none is found by an e-mail address, which services let people choose and towns
hand on.
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Callable, Mapping
from typing import Any, Final

import httpx
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from sqlalchemy.ext.asyncio import AsyncConnection

from server.accounts import repository
from server.accounts.sign_ins import SignedIn, SignIns
from server.accounts.tokens import digest, new_token
from server.db import Database
from server.errors import SignInRefusedError, TiedElsewhereError, UnboundError
from server.settings import Settings

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it looks forward to httpx's successor, which is not out
    from authlib.common.errors import AuthlibBaseError
    from authlib.integrations.httpx_client import AsyncOAuth2Client
    from authlib.oidc.core import CodeIDToken

STEP_S = 10 * 60.0
LEEWAY_S = 60
TIMEOUT_S = 10.0
# What a service may sign with; not "none", and nothing whose key is our own secret.
ALGORITHMS: Final = ("RS256", "PS256", "ES256", "EdDSA")
_REFUSED = "Your municipality's sign-in did not say who you are."


class Oidc:
    """Send people to the service and know them when they come back.

    Parameters
    ----------
    settings : Settings
        With ``oidc_issuer`` and ``oidc_client_id``.
    callback : str
        Where the service sends people back to; it has to know this address.
    database : Database
    sign_ins : SignIns
    now_s : Callable[[], float]
        Seconds since 1970.
    transport : httpx.AsyncBaseTransport, optional
        How the service is reached, if not over the network.
    """

    def __init__(
        self,
        settings: Settings,
        callback: str,
        database: Database,
        sign_ins: SignIns,
        now_s: Callable[[], float],
        *,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._settings = settings
        self._issuer = settings.oidc_issuer or ""
        self._callback = callback
        self._database = database
        self._sign_ins = sign_ins
        self._now_s = now_s
        self._transport = transport

    async def begin(self, tie: SignedIn | None = None) -> tuple[str, str]:
        """Return where to send somebody, and the step's token for their browser's cookie.

        Parameters
        ----------
        tie : SignedIn, optional
            Somebody who is signed in and wants to be known to the service: coming back ties the account.

        Raises
        ------
        SignInRefusedError
            The service does not answer.
        """
        state, nonce, verifier, step = (new_token() for _ in range(4))
        async with self._client() as client:
            about = await self._about(client)
            url, _ = client.create_authorization_url(
                about["authorization_endpoint"], state=state, nonce=nonce, code_verifier=verifier
            )
        step_of = {"state": state, "nonce": nonce, "verifier": verifier}
        if tie is not None:
            step_of |= {"account": tie.account_id, "sign_in": tie.sign_in_id}
        kept = json.dumps(step_of)
        now_s = self._now_s()
        async with self._database.write() as connection:
            await repository.add_step(connection, digest(step), "oidc", kept, now_s + STEP_S)
        return str(url), step

    async def finish(self, step: str | None, state: str, code: str, browser: str) -> str | None:
        """Sign somebody in who came back; return the cookie's token, or None for one who tied an account.

        Raises
        ------
        UnboundError
            It is known who they are, but not which account.
        TiedElsewhereError
            They are another account here already.
        SignInRefusedError
        """
        kept = await self._kept(step)
        if kept is None or kept["state"] != state:
            raise SignInRefusedError(_REFUSED)
        claims = await self._claims(code, kept)
        subject = claims.get(self._settings.oidc_claim)
        if not isinstance(subject, str) or not subject:
            raise UnboundError
        async with self._database.write() as connection:
            account_id = await repository.bound_account(connection, self._issuer, subject)
            if "account" in kept:
                await self._tie(connection, kept, subject, account_id)
                return None
            account = None if account_id is None else await repository.find_account(connection, account_id)
            if account is None or account.closed_s is not None:
                raise UnboundError
            # Of a service that does not say how it knows, no more is believed than of a password.
            told = claims.get("amr")
            way = "oidc_mfa" if isinstance(told, list) and "mfa" in told else "oidc"
            return await self._sign_ins.begin(connection, account.id, way, browser)

    async def _tie(
        self, connection: AsyncConnection, kept: Mapping[str, str], subject: str, before: str | None
    ) -> None:
        """Note that the account which asked for it is this subject; nothing is taken from another account."""
        mine, now_s = kept["account"], self._now_s()
        # Between going and coming back, the sign-in that asked may have been ended.
        if not await repository.sign_in_holds(connection, kept["sign_in"], mine, now_s):
            raise SignInRefusedError(_REFUSED)
        if before not in {None, mine}:
            raise TiedElsewhereError
        await repository.bind(connection, mine, self._issuer, subject, now_s)

    async def is_tied(self, account_id: str) -> bool:
        """Whether an account is somebody to the service."""
        async with self._database.read() as connection:
            return await repository.bound_subject(connection, account_id, self._issuer) is not None

    async def untie(self, account_id: str) -> None:
        """Let an account be nobody to the service."""
        async with self._database.write() as connection:
            await repository.bind(connection, account_id, self._issuer, None, self._now_s())

    async def _kept(self, step: str | None) -> dict[str, str] | None:
        if step is None:
            return None
        async with self._database.write() as connection:
            kept = await repository.take_step(connection, digest(step), "oidc", self._now_s())
        return None if kept is None else dict(json.loads(kept))

    async def _claims(self, code: str, kept: Mapping[str, str]) -> Mapping[str, Any]:
        """Exchange the code for an ID token and check it (OpenID Connect Core, 3.1.3.7)."""
        try:
            async with self._client() as client:
                about = await self._about(client)
                given = await client.fetch_token(
                    about["token_endpoint"], code=code, code_verifier=kept["verifier"]
                )
                published = await client.request("GET", about["jwks_uri"], withhold_token=True)
            keys = KeySet.import_key_set(published.json())
            token = jwt.decode(given["id_token"], keys, algorithms=ALGORITHMS)
            claims = CodeIDToken(
                token.claims,
                token.header,
                options={
                    "iss": {"essential": True, "value": self._issuer},
                    "aud": {"essential": True, "value": self._settings.oidc_client_id},
                },
                params={"nonce": kept["nonce"], "client_id": self._settings.oidc_client_id},
            )
            claims.validate(now=int(self._now_s()), leeway=LEEWAY_S)
        except (AuthlibBaseError, JoseError, httpx.HTTPError, ValueError, KeyError, TypeError) as error:
            raise SignInRefusedError(_REFUSED) from error
        return dict(claims)

    async def _about(self, client: AsyncOAuth2Client) -> dict[str, str]:
        """What the service says of itself (OpenID Connect Discovery, 4)."""
        url = f"{self._issuer.rstrip('/')}/.well-known/openid-configuration"
        try:
            about = (await client.request("GET", url, withhold_token=True)).json()
            if about["issuer"] != self._issuer:
                raise ValueError("another service answers")
            wanted = ("authorization_endpoint", "token_endpoint", "jwks_uri")
            return {name: str(about[name]) for name in wanted}
        except (AuthlibBaseError, httpx.HTTPError, ValueError, KeyError, TypeError) as error:
            raise SignInRefusedError("Your municipality's sign-in does not answer.") from error

    def _client(self) -> AsyncOAuth2Client:
        secret = self._settings.oidc_client_secret
        more = {} if self._transport is None else {"transport": self._transport}
        return AsyncOAuth2Client(
            client_id=self._settings.oidc_client_id,
            client_secret=None if secret is None else secret.get_secret_value(),
            token_endpoint_auth_method="none" if secret is None else "client_secret_basic",
            scope="openid",
            redirect_uri=self._callback,
            code_challenge_method="S256",
            timeout=TIMEOUT_S,
            **more,
        )
