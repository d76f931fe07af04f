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
