from __future__ import annotations

from pathlib import Path

from signaling.invite import parse
from tests.server.world import server


def bearer(url: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {parse(url).token}"}


async def test_whoever_holds_an_invite_learns_whom_they_will_meet(tmp_path: Path) -> None:
    async with server(tmp_path) as world:
        made = await world.new_lesson()
        answer = await world.client.get("/api/invite", headers=bearer(made["invites"][1]["url"]))
    assert answer.json() == {"teacher": "Anna Lind", "instrument": "violin"}


async def test_a_revoked_invite_and_the_host_key_tell_nothing(tmp_path: Path) -> None:
    async with server(tmp_path) as world:
        made = await world.new_lesson()
        invite = made["invites"][1]
        await world.client.delete(f"/api/invites/{invite['id']}", headers=world.host)
        answers = [
            await world.client.get("/api/invite", headers=headers)
            for headers in (bearer(invite["url"]), world.host, {})
        ]
    assert [answer.status_code for answer in answers] == [401, 401, 401]
    assert [answer.json()["error"]["code"] for answer in answers] == [
        "invite_revoked",
        "not_allowed",
        "not_allowed",
    ]


async def test_a_link_whose_time_is_over_says_so(tmp_path: Path) -> None:
    async with server(tmp_path) as world:
        made = await world.new_lesson()
        world.clock.at_s += 400 * 24 * 3600
        answer = await world.client.get("/api/invite", headers=bearer(made["invites"][1]["url"]))
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "token_expired")


async def test_a_link_into_a_closed_lesson_opens_nothing(tmp_path: Path) -> None:
    async with server(tmp_path) as world:
        made = await world.new_lesson()
        await world.client.delete(f"/api/lessons/{made['lesson']['id']}", headers=world.host)
        answer = await world.client.get("/api/invite", headers=bearer(made["invites"][1]["url"]))
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "invite_revoked")


async def test_a_whole_class_with_old_links_does_not_shut_its_school_out(tmp_path: Path) -> None:
    async with server(tmp_path) as world:
        made = await world.new_lesson()
        old, good = (bearer(invite["url"]) for invite in made["invites"])
        await world.client.delete(f"/api/invites/{made['invites'][0]['id']}", headers=world.host)
        for _ in range(12):
            assert (await world.client.get("/api/invite", headers=old)).status_code == 401
        assert (await world.client.get("/api/invite", headers=good)).status_code == 200
