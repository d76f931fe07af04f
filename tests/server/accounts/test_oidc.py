"""A sign-in service of our own making: what it says is believed only where everything fits."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from server.accounts.oidc import Oidc
from server.app import create_app
from server.roles import AccountRole
from tests.server.staff import PAGE, Someone, Town, town
from tests.server.world import World, server

ISSUER = "https://sign-in.example.org"
KEY = RSAKey.generate_key(2048, {"kid": "one"})
SETTINGS: dict[str, Any] = {"oidc_issuer": ISSUER, "oidc_client_id": "klangbro", "oidc_claim": "employee"}


@dataclass
class Provider:
    """Issues one code for whoever came, and an ID token whose claims a test may spoil."""

    world: World
    spoilt: dict[str, Any] = field(default_factory=dict)
    asked: dict[str, str] = field(default_factory=dict)
    key: RSAKey = field(default_factory=lambda: KEY)

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/.well-known/openid-configuration", self.about),
                Route("/keys", self.keys),
                Route("/token", self.token, methods=["POST"]),
            ]
        )

    async def about(self, _request: Request) -> Response:
        ways = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "keys"}
        return JSONResponse({"issuer": ISSUER} | {name: f"{ISSUER}/{path}" for name, path in ways.items()})

    async def keys(self, _request: Request) -> Response:
        return JSONResponse({"keys": [KEY.as_dict(private=False)]})

    async def token(self, request: Request) -> Response:
        given = parse_qs((await request.body()).decode())
        challenge = urlsafe_b64encode(sha256(given["code_verifier"][0].encode()).digest()).rstrip(b"=")
        if given["code"] != ["good"] or challenge.decode() != self.asked["code_challenge"]:
            return JSONResponse({"error": "invalid_grant"}, 400)
        now_s = int(self.world.clock())
        claims = {
            "iss": ISSUER,
            "aud": "klangbro",
            "sub": "pairwise",
            "employee": "4711",
            "email": "eva@example.org",
            "iat": now_s,
            "exp": now_s + 300,
            "nonce": self.asked["nonce"],
        } | self.spoilt
        token = jwt.encode({"alg": "RS256", "kid": "one"}, claims, self.key)
        return JSONResponse({"access_token": "a", "token_type": "Bearer", "id_token": token})


@dataclass
class Scene:
    world: World
    provider: Provider
    town: Town
    eva: Someone

    async def come_back(self, tie: Someone | None = None, /, **changes: str) -> httpx.Response:
        """Go to the service (to be tied to an account, or to sign in) and come back with what it gave."""
        path, headers = ("/api/oidc/begin", PAGE) if tie is None else ("/api/oidc/tie", tie.headers)
        begun = await self.world.client.post(path, headers=headers)
        assert begun.status_code == 200, begun.text
        asked = {key: values[0] for key, values in parse_qs(urlsplit(begun.json()["url"]).query).items()}
        self.provider.asked = asked
        assert (asked["response_type"], asked["code_challenge_method"]) == ("code", "S256")
        assert asked["redirect_uri"] == "https://localhost:8443/api/oidc/callback"
        answer = {"state": asked["state"], "code": "good"} | changes
        return await self.world.client.get("/api/oidc/callback", params=answer)

    async def bind(self, subject: str | None) -> httpx.Response:
        path = f"/accounts/{self.eva.account_id}/identity"
        answer = await self.town.ask(self.eva, "PUT", path, json={"subject": subject})
        self.world.client.cookies.clear()
        return answer


@asynccontextmanager
async def scene(folder: Path) -> AsyncIterator[Scene]:
    async with server(folder, **SETTINGS) as plain:
        provider = Provider(plain)
        services = plain.services
        oidc = Oidc(
            services.settings,
            "https://localhost:8443/api/oidc/callback",
            services.database,
            services.sign_ins,
            services.now_s,
            transport=httpx.ASGITransport(app=provider.app()),
        )
        app = create_app(services.settings, services=replace(services, oidc=oidc))
        transport = httpx.ASGITransport(app=app)
        async with (
            app.router.lifespan_context(app),
            httpx.AsyncClient(transport=transport, base_url="https://localhost:8443") as client,
        ):
            world = World(services, client, plain.clock)
            made = await town(world)
            yield Scene(world, provider, made, await made.someone(AccountRole.ADMIN))


async def test_whom_an_admin_has_tied_to_the_service_is_signed_in_by_it(tmp_path: Path) -> None:
    async with scene(tmp_path) as at:
        assert (await at.bind("4711")).status_code == 204
        answer = await at.come_back()
        assert (answer.status_code, answer.headers["location"]) == (303, "/today")
        assert (await at.world.client.get("/api/session")).json()["sign_in"]
        listed = (await at.world.client.get("/api/session/sign-ins")).json()["sign_ins"]
        assert [one["way"] for one in listed if one["this_one"]] == ["oidc"]


@pytest.mark.parametrize(
    ("amr", "way"),
    [(["pwd", "mfa"], "oidc_mfa"), (["pwd"], "oidc"), (None, "oidc")],
)
async def test_two_factors_are_believed_where_the_service_says_so(
    tmp_path: Path, amr: object, way: str
) -> None:
    async with scene(tmp_path) as at:
        assert (await at.bind("4711")).status_code == 204
        at.provider.spoilt = {} if amr is None else {"amr": amr}
        await at.come_back()
        listed = (await at.world.client.get("/api/session/sign-ins")).json()["sign_ins"]
        assert [one["way"] for one in listed if one["this_one"]] == [way]


async def test_nobody_is_found_by_their_address_and_no_account_is_made(tmp_path: Path) -> None:
    async with scene(tmp_path) as at:
        answer = await at.come_back()
        assert answer.headers["location"] == "/sign-in?problem=unbound"
        assert (await at.world.client.get("/api/session")).status_code == 401
        await at.bind("4711")
        await at.bind(None)
        assert (await at.come_back()).headers["location"] == "/sign-in?problem=unbound"


@pytest.mark.parametrize(
    "spoilt",
    [
        {"nonce": "another"},
        {"iss": "https://evil.example.org"},
        {"aud": "somebody-else"},
        {"exp": 1},
        {"nonce": None},
    ],
)
async def test_a_token_that_does_not_fit_signs_nobody_in(tmp_path: Path, spoilt: dict[str, Any]) -> None:
    async with scene(tmp_path) as at:
        await at.bind("4711")
        at.provider.spoilt = spoilt
        assert (await at.come_back()).headers["location"] == "/sign-in?problem=elsewhere"


async def test_a_token_signed_by_another_key_signs_nobody_in(tmp_path: Path) -> None:
    async with scene(tmp_path) as at:
        await at.bind("4711")
        at.provider.key = RSAKey.generate_key(2048, {"kid": "one"})
        assert (await at.come_back()).headers["location"] == "/sign-in?problem=elsewhere"


@pytest.mark.parametrize("changes", [{"state": "forged"}, {"code": "bad"}, {"state": ""}])
async def test_another_state_or_code_signs_nobody_in(tmp_path: Path, changes: dict[str, str]) -> None:
    async with scene(tmp_path) as at:
        await at.bind("4711")
        assert (await at.come_back(**changes)).headers["location"] == "/sign-in?problem=elsewhere"


async def test_a_browser_that_did_not_ask_is_not_signed_in(tmp_path: Path) -> None:
    async with scene(tmp_path) as at:
        await at.bind("4711")
        await at.world.client.post("/api/oidc/begin", headers=PAGE)
        at.world.client.cookies.clear()
        answer = await at.world.client.get("/api/oidc/callback", params={"state": "x", "code": "good"})
        assert answer.headers["location"] == "/sign-in?problem=elsewhere"


async def tied(at: Scene, whose: Someone) -> bool:
    answer = await at.world.client.get("/api/oidc/tie", headers=whose.headers)
    return bool(answer.json()["tied"])


async def test_whoever_is_signed_in_ties_their_own_account_and_unties_it(tmp_path: Path) -> None:
    async with scene(tmp_path) as at:
        assert not await tied(at, at.eva)
        assert (await at.come_back(at.eva)).headers["location"] == "/account"
        assert await tied(at, at.eva)
        assert (await at.come_back()).headers["location"] == "/today"
        at.world.client.cookies.clear()
        gone = await at.world.client.delete("/api/oidc/tie", headers=at.eva.headers)
        assert (gone.status_code, await tied(at, at.eva)) == (204, False)
        assert (await at.come_back()).headers["location"] == "/sign-in?problem=unbound"


async def test_a_tie_is_never_taken_from_another_account(tmp_path: Path) -> None:
    async with scene(tmp_path) as at:
        other = await at.town.someone(AccountRole.TEACHER)
        await at.bind("4711")
        assert (await at.come_back(other)).headers["location"] == "/account?problem=tied"
        assert (await tied(at, at.eva), await tied(at, other)) == (True, False)


async def test_an_account_is_not_tied_by_a_sign_in_that_has_ended_meanwhile(tmp_path: Path) -> None:
    async with scene(tmp_path) as at:
        begun = await at.world.client.post("/api/oidc/tie", headers=at.eva.headers)
        asked = {key: values[0] for key, values in parse_qs(urlsplit(begun.json()["url"]).query).items()}
        at.provider.asked = asked
        await at.world.services.sign_ins.revoke(at.eva.account_id)
        answer = {"state": asked["state"], "code": "good"}
        landed = await at.world.client.get("/api/oidc/callback", params=answer)
        assert landed.headers["location"] == "/sign-in?problem=elsewhere"
        other = await at.town.someone(AccountRole.ADMIN)
        listed = (await at.town.ask(other, "GET", "/people")).json()["people"]
        assert all(one["account"] is None or one["account"]["identity"] is None for one in listed)
