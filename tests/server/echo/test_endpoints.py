from __future__ import annotations

from pathlib import Path

from signaling.invite import parse
from tests.server.world import server


async def test_whoever_has_an_invite_may_ask_for_an_echo_and_is_called_by_their_name(tmp_path: Path) -> None:
    async with server(tmp_path) as world:
        made = await world.new_lesson()
        token = parse(made["invites"][1]["url"]).token
        pupil = {"Authorization": f"Bearer {token}"}
        answer = await world.client.post("/api/echo", headers=pupil, json={"pause_ms": 0})
        assert answer.status_code == 201
        assert answer.json()["invites"][0]["name"] == "Bo Ek"
        await world.client.delete(f"/api/invites/{made['invites'][1]['id']}", headers=world.host)
        assert (await world.client.post("/api/echo", headers=pupil, json={})).status_code == 401


async def test_an_echo_pauses_ten_seconds_at_most(tmp_path: Path) -> None:
    async with server(tmp_path) as world:
        answer = await world.client.post("/api/echo", json={"pause_ms": 10_001}, headers=world.host)
    assert answer.status_code == 422
