from __future__ import annotations

from pathlib import Path

import pytest

from signaling.invite import parse
from tests.server.world import server


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/api/lessons"),
        ("GET", "/api/lessons"),
        ("DELETE", "/api/lessons/x"),
        ("POST", "/api/lessons/x/invites"),
        ("DELETE", "/api/invites/x"),
    ],
)
@pytest.mark.parametrize("key", [None, "", "wrong", "wröng"])
async def test_only_the_host_may_do_anything_with_lessons(
    tmp_path: Path, method: str, path: str, key: str | None
) -> None:
    headers = [] if key is None else [(b"authorization", f"Bearer {key}".encode())]
    async with server(tmp_path) as world:
        answer = await world.client.request(method, path, headers=headers, json={})
    assert answer.status_code == 401
    assert answer.json()["error"]["code"] == "not_allowed"


async def test_a_pupils_invite_is_no_host_key(tmp_path: Path) -> None:
    async with server(tmp_path) as world:
        made = await world.new_lesson()
        token = parse(made["invites"][0]["url"]).token
        answer = await world.client.get("/api/lessons", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 401


async def test_whoever_guesses_keys_is_soon_not_listened_to(tmp_path: Path) -> None:
    async with server(tmp_path) as world:
        wrong = {"Authorization": "Bearer guess"}
        seen = [(await world.client.get("/api/lessons", headers=wrong)).status_code for _ in range(12)]
        assert seen == [401] * 10 + [429] * 2
        assert (await world.client.get("/api/lessons", headers=world.host)).status_code == 429
