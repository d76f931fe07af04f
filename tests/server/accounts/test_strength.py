"""How sure the server is who asks: the last minutes for what is sensitive, passkeys for who sees much."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from server.accounts.strength import DAY_S, FRESH_S
from server.roles import AccountRole
from tests.server.accounts.test_endpoints import PASSWORD, sign_in, with_password
from tests.server.staff import COOKIE, PAGE, Someone, Town, town
from tests.server.world import World, server

GUARDED = (AccountRole.ADMIN, AccountRole.COORDINATOR, AccountRole.TECHNICIAN)
ELSE = "five other words in a row"
POLICY = "/sign-in-policy"


def sensitive(made: Town, admin: Someone, other: Someone, pupil: str) -> list[tuple[str, str, Any]]:
    """Everything that asks for the last minutes, as an admin asks it."""
    account, person = f"{made.path}/accounts/{other.account_id}", f"{made.path}/people/{pupil}"
    subject = {"subject": "s-1"}
    return [
        ("PUT", "/api/session/password", {"new": ELSE}),
        ("DELETE", "/api/session/sign-ins", None),
        ("DELETE", "/api/session/sign-ins/none", None),
        ("POST", "/api/passkeys/options", None),
        ("DELETE", "/api/passkeys/none", None),
        ("POST", "/api/oidc/tie", None),
        ("DELETE", "/api/oidc/tie", None),
        ("POST", f"{made.path}/accounts", {"name": "B", "email": "b@example.org", "roles": ["admin"]}),
        ("PUT", f"{account}/roles", {"roles": ["admin"]}),
        ("POST", f"{account}/link", {}),
        ("PUT", f"{account}/identity", subject),
        ("DELETE", account, None),
        ("POST", f"{person}/export", None),
        ("POST", f"{person}/protection", {"alias": "Kim"}),
        ("POST", f"{person}/erasure", {}),
        ("POST", f"{made.path}/api-keys", {"name": "School", "scopes": ["read_people"]}),
        ("PUT", f"{made.path}{POLICY}", {"grace_days": 0}),
    ]


async def asked(world: World, who: Someone, method: str, path: str, body: Any = None) -> tuple[int, str]:
    """What was answered: the status, and the code of a refusal."""
    given = {} if body is None else {"json": body}
    answer = await world.client.request(method, path, headers=who.headers, **given)
    return answer.status_code, answer.json()["error"]["code"] if answer.status_code >= 400 else ""


async def test_what_is_sensitive_asks_who_it_is_once_more_after_ten_minutes(tmp_path: Path) -> None:
    async with server(tmp_path) as world:
        made = await town(world)
        admin, other = await made.someone(AccountRole.ADMIN), await made.someone(AccountRole.TEACHER)
        pupil = (await made.pupil()).id
        world.clock.at_s += FRESH_S + 1
        for method, path, body in sensitive(made, admin, other, pupil):
            assert await asked(world, admin, method, path, body) == (403, "confirm_first"), (method, path)
        # What is not, goes on.
        assert (await made.ask(admin, "GET", "/people")).status_code == 200


async def test_within_ten_minutes_of_signing_in_nobody_is_asked_again(tmp_path: Path) -> None:
    async with server(tmp_path) as world:
        made = await town(world)
        admin, other = await made.someone(AccountRole.ADMIN), await made.someone(AccountRole.TEACHER)
        world.clock.at_s += FRESH_S
        roles = f"{made.path}/accounts/{other.account_id}/roles"
        assert (await asked(world, admin, "PUT", roles, {"roles": ["host"]}))[0] == 204


async def test_the_password_confirms_and_the_token_before_it_is_worthless(tmp_path: Path) -> None:
    async with server(tmp_path) as world:
        _, email = await with_password(world, await town(world))
        assert await sign_in(world, email) == 204
        before = world.client.cookies[COOKIE]
        world.clock.at_s += FRESH_S + 1
        assert (await world.client.delete("/api/session/sign-ins", headers=PAGE)).status_code == 403
        wrong = await world.client.post(
            "/api/session/confirmation", json={"password": "something else"}, headers=PAGE
        )
        assert wrong.status_code == 401
        assert (await world.client.delete("/api/session/sign-ins", headers=PAGE)).status_code == 403
        right = await world.client.post(
            "/api/session/confirmation", json={"password": PASSWORD}, headers=PAGE
        )
        assert right.status_code == 204
        assert world.client.cookies[COOKIE] != before
        assert (await world.client.delete("/api/session/sign-ins", headers=PAGE)).status_code == 204
        assert await world.services.sign_ins.find(before) is None


async def test_guessing_at_a_confirmation_is_counted_as_guessing_at_a_sign_in(tmp_path: Path) -> None:
    async with server(tmp_path, rate_account_errors="2/hour") as world:
        _, email = await with_password(world, await town(world))
        assert await sign_in(world, email) == 204
        path, wrong, right = "/api/session/confirmation", {"password": "no"}, {"password": PASSWORD}
        codes = [
            (await world.client.post(path, json=one, headers=PAGE)).status_code
            for one in (wrong, wrong, right)
        ]
    assert codes == [401, 401, 429]


async def by(world: World, someone: Someone, way: str) -> Someone:
    """The same person, signed in by something else."""
    async with world.services.database.write() as connection:
        token = await world.services.sign_ins.begin(connection, someone.account_id, way, "")
    return Someone(someone.membership, someone.person, token)


async def asking_town(world: World, days: int = 14) -> tuple[Town, Someone]:
    """A municipality that asks for passkeys, and the admin who said so."""
    made = await town(world)
    admin = await by(world, await made.someone(AccountRole.ADMIN), "passkey")
    assert (await made.ask(admin, "PUT", POLICY, json={"grace_days": days})).status_code == 200
    return made, admin


@pytest.mark.parametrize("role", GUARDED)
async def test_after_the_grace_a_password_opens_nothing_of_those_who_see_much(
    tmp_path: Path, role: AccountRole
) -> None:
    async with server(tmp_path) as world:
        made, _ = await asking_town(world)
        someone = await made.someone(role)
        world.clock.at_s += 14 * DAY_S - 1
        signed_in = {
            way: await by(world, someone, way)
            for way in ("password", "link", "oidc", "handed", "passkey", "oidc_mfa")
        }
        places = f"{made.path}/places"
        before = {way: await asked(world, one, "GET", places) for way, one in signed_in.items()}
        assert set(before.values()) == {(200, "")}
        world.clock.at_s += 1
        after = {way: await asked(world, one, "GET", places) for way, one in signed_in.items()}
        sure = {way for way, answer in after.items() if answer == (200, "")}
        assert sure == {"passkey", "oidc_mfa"}
        assert {answer for way, answer in after.items() if way not in sure} == {(403, "passkey_first")}


async def test_a_teacher_goes_on_by_password_where_colleagues_need_a_passkey(tmp_path: Path) -> None:
    async with server(tmp_path) as world:
        made, _ = await asking_town(world, days=0)
        both = await made.someone(AccountRole.TEACHER, AccountRole.ADMIN)
        assert (await made.ask(both, "GET", "/lessons?from=0&to=86400")).status_code != 403
        me = (await world.client.get("/api/session", headers=both.headers)).json()
        (member,) = me["members"]
        assert (member["roles"], member["kept_back"]) == (["teacher"], ["admin"])
        assert await asked(world, both, "GET", f"{made.path}/doctor") == (403, "passkey_first")


async def test_a_first_passkey_is_not_made_by_a_password_once_one_is_asked_for(tmp_path: Path) -> None:
    async with server(tmp_path) as world:
        made, _ = await asking_town(world, days=0)
        someone = await made.someone(AccountRole.COORDINATOR)
        answers = {
            way: (await asked(world, await by(world, someone, way), "POST", "/api/passkeys/options"))
            for way in ("password", "link", "handed")
        }
        teacher = await made.someone(AccountRole.TEACHER)
        by_choice = await asked(world, teacher, "POST", "/api/passkeys/options")
    refused = (403, "recovery_first")
    assert answers == {"password": refused, "link": refused, "handed": (200, "")}
    assert by_choice == (200, "")


async def test_only_somebody_with_a_passkey_asks_others_for_one(tmp_path: Path) -> None:
    async with server(tmp_path) as world:
        made = await town(world)
        admin = await made.someone(AccountRole.ADMIN)
        path = f"{made.path}{POLICY}"
        assert await asked(world, admin, "PUT", path, {"grace_days": 14}) == (403, "passkey_first")
        assert await asked(world, admin, "PUT", path, {"grace_days": 91}) == (422, "invalid")
        assert await asked(world, admin, "PUT", path, {"grace_days": None}) == (200, "")
        assert (await made.ask(admin, "GET", POLICY)).json() == {"passkeys_from": None}


async def test_one_municipality_asks_for_itself_alone(tmp_path: Path) -> None:
    async with server(tmp_path) as world:
        await asking_town(world, days=0)
        other = await town(world, "Kiruna")
        admin = await other.someone(AccountRole.ADMIN)
        assert (await other.ask(admin, "GET", "/people")).status_code == 200


async def test_an_admins_link_leads_to_a_passkey_and_a_mailed_one_does_not(tmp_path: Path) -> None:
    async with server(tmp_path) as world:
        made, admin = await asking_town(world, days=0)
        _, email = await with_password(world, made, AccountRole.TECHNICIAN)
        mailed = await world.services.accounts.sign_in_link(email)
        assert await _after(world, mailed) == 403
        assert await _after(world, await _handed(made, admin, email)) == 200


async def _after(world: World, link: str | None) -> int:
    """What is said to somebody who follows a link and wants to make a passkey."""
    assert link is not None
    body = {"token": link.partition("#l=")[2], "password": ELSE}
    world.client.cookies.clear()
    assert (await world.client.post("/api/links/confirm", json=body, headers=PAGE)).status_code == 204
    return (await world.client.post("/api/passkeys/options", headers=PAGE)).status_code


async def _handed(made: Town, admin: Someone, email: str) -> str:
    listed = (await made.ask(admin, "GET", "/people")).json()["people"]
    (account,) = [
        one["account"]["id"] for one in listed if one["account"] and one["account"]["email"] == email
    ]
    answer = await made.ask(admin, "POST", f"/accounts/{account}/link", json={})
    return str(answer.json()["url"])
