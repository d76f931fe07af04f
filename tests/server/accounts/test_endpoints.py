from __future__ import annotations

from pathlib import Path

import pytest

from server.accounts import links
from server.accounts.sign_ins import SignedIn
from server.roles import AccountRole
from tests.server.staff import COOKIE, PAGE, Someone, Town, town
from tests.server.world import World, server

PASSWORD = "four words in a row"


async def link_of(world: World, someone: Someone) -> str:
    async with world.services.database.write() as connection:
        url = await links.make(connection, someone.account_id, "password", "https://x", world.clock())
    return url.partition("#l=")[2]


async def with_password(world: World, made: Town, *roles: AccountRole) -> tuple[Someone, str]:
    """Somebody who has chosen a password, and their address."""
    someone = await made.someone(*(roles or (AccountRole.TEACHER,)))
    token = await link_of(world, someone)
    body = {"token": token, "password": PASSWORD}
    answer = await world.client.post("/api/links/confirm", json=body, headers=PAGE)
    assert answer.status_code == 204, answer.text
    world.client.cookies.clear()
    who = SignedIn(someone.account_id, "")
    email = (await world.services.accounts.who_am_i(who)).email
    return someone, email


async def sign_in(world: World, email: str, password: str = PASSWORD) -> int:
    world.client.cookies.clear()
    body = {"email": email, "password": password}
    return (await world.client.post("/api/session", json=body, headers=PAGE)).status_code


async def test_the_cookie_is_this_hosts_alone_and_no_scripts(tmp_path: Path) -> None:
    async with server(tmp_path) as world:
        _, email = await with_password(world, await town(world))
        body = {"email": email.upper(), "password": PASSWORD}
        answer = await world.client.post("/api/session", json=body, headers=PAGE)
        said = answer.headers["set-cookie"].lower()
        me = (await world.client.get("/api/session")).json()
    assert said.startswith(COOKIE.lower())
    assert all(flag in said for flag in ("httponly", "secure", "samesite=strict", "path=/"))
    assert "domain" not in said
    assert me["members"][0]["roles"] == ["teacher"]


async def test_a_wrong_password_and_no_account_are_answered_alike(tmp_path: Path) -> None:
    async with server(tmp_path) as world:
        _, email = await with_password(world, await town(world))
        answers = [
            await world.client.post(
                "/api/session", json={"email": one, "password": "something else"}, headers=PAGE
            )
            for one in (email, "nobody@example.org")
        ]
    assert answers[0].status_code == answers[1].status_code == 401
    assert answers[0].content == answers[1].content


async def test_an_account_under_attack_is_not_listened_to_but_its_sign_ins_hold(tmp_path: Path) -> None:
    async with server(tmp_path, rate_account_errors="2/hour") as world:
        someone, email = await with_password(world, await town(world))
        codes = [await sign_in(world, email, "wrong") for _ in range(2)]
        assert [*codes, await sign_in(world, email)] == [401, 401, 429]
        assert await sign_in(world, "other@example.org", "wrong") == 401
        fresh = await world.services.sign_ins.find(someone.token)
        assert fresh is None  # choosing a password ended what was before


@pytest.mark.parametrize(
    "headers",
    [
        {},
        PAGE | {"Origin": "https://evil.example.org"},
        PAGE | {"Sec-Fetch-Site": "cross-site"},
        PAGE | {"Sec-Fetch-Site": "same-site"},
    ],
)
async def test_what_another_site_makes_a_browser_send_is_refused(
    tmp_path: Path, headers: dict[str, str]
) -> None:
    async with server(tmp_path) as world:
        made = await town(world)
        admin = await made.someone(AccountRole.ADMIN)
        asked = {"Cookie": f"{COOKIE}={admin.token}"} | headers
        answer = await world.client.post(f"{made.path}/people", json={"name": "Bo"}, headers=asked)
        assert answer.status_code == 403
        ours = asked | PAGE | {"Origin": "https://localhost:8443", "Sec-Fetch-Site": "same-origin"}
        assert (
            await world.client.post(f"{made.path}/people", json={"name": "Bo"}, headers=ours)
        ).status_code == 201


async def test_a_link_is_read_without_being_used_and_works_once(tmp_path: Path) -> None:
    async with server(tmp_path) as world:
        made = await town(world)
        token = await link_of(world, await made.someone(AccountRole.HOST))
        for _ in range(2):
            told = await world.client.post("/api/links/read", json={"token": token}, headers=PAGE)
            assert (told.json()["purpose"], told.json()["municipality"]) == ("password", "Pajala")
        body = {"token": token, "password": PASSWORD}
        weak = await world.client.post(
            "/api/links/confirm", json=body | {"password": "klangbroklangbro"}, headers=PAGE
        )
        codes = [
            (await world.client.post("/api/links/confirm", json=body, headers=PAGE)).status_code
            for _ in range(2)
        ]
    assert (weak.status_code, codes) == (422, [204, 401])


async def test_an_old_link_and_a_replaced_one_are_worthless(tmp_path: Path) -> None:
    async with server(tmp_path) as world:
        someone = await (await town(world)).someone(AccountRole.HOST)
        first, second = await link_of(world, someone), await link_of(world, someone)
        answers = [await world.client.post("/api/links/read", json={"token": first}, headers=PAGE)]
        world.clock.at_s += links.LASTS_S["password"]
        answers.append(await world.client.post("/api/links/read", json={"token": second}, headers=PAGE))
    assert [answer.status_code for answer in answers] == [401, 401]


async def test_a_new_password_ends_every_other_sign_in(tmp_path: Path) -> None:
    async with server(tmp_path) as world:
        someone, email = await with_password(world, await town(world))
        async with world.services.database.write() as connection:
            other = await world.services.sign_ins.begin(connection, someone.account_id, "password", "")
        assert await sign_in(world, email) == 204
        body = {"old": PASSWORD, "new": "five other words in a row"}
        assert (await world.client.put("/api/session/password", json=body, headers=PAGE)).status_code == 204
        assert (await world.client.get("/api/session")).status_code == 200
        assert await world.services.sign_ins.find(other) is None
        assert await sign_in(world, email) == 401


async def test_a_password_is_changed_by_whoever_knows_it_alone(tmp_path: Path) -> None:
    async with server(tmp_path) as world:
        _, email = await with_password(world, await town(world))
        assert await sign_in(world, email) == 204
        for old in ("something else entirely", "", None):
            body = {"old": old, "new": "five other words in a row"}
            answer = await world.client.put("/api/session/password", json=body, headers=PAGE)
            assert answer.status_code in {401, 422}
        assert await sign_in(world, email, "five other words in a row") == 401
        assert await sign_in(world, email) == 204


async def test_a_passkey_nobody_made_opens_nothing(tmp_path: Path) -> None:
    async with server(tmp_path) as world:
        begun = await world.client.post("/api/passkeys/sign-in/options", headers=PAGE)
        assert begun.json()["options"]["rpId"] == "localhost"
        body = {"credential": {"id": "AAAA", "rawId": "AAAA", "type": "public-key", "response": {}}}
        for _ in range(2):
            answer = await world.client.post("/api/passkeys/sign-in", json=body, headers=PAGE)
            assert answer.status_code == 401


async def test_a_sign_in_ends_after_a_days_pause_and_after_a_week(tmp_path: Path) -> None:
    async with server(tmp_path) as world:
        made = await town(world)
        idle, busy = await made.someone(AccountRole.ADMIN), await made.someone(AccountRole.ADMIN)
        for _ in range(2):
            world.clock.at_s += 11 * 3600
            assert (await made.ask(busy, "GET", "/people")).status_code == 200
        assert (await made.ask(idle, "GET", "/people")).status_code == 401
        for _ in range(14):
            world.clock.at_s += 11 * 3600
            last = (await made.ask(busy, "GET", "/people")).status_code
    assert last == 401
