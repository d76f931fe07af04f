from __future__ import annotations

import json
from pathlib import Path

from server import announce
from tests.server.world import build_pages, server


async def test_the_first_start_has_a_lesson_and_the_second_has_none(tmp_path: Path) -> None:
    async with server(tmp_path) as world:
        assert await announce.first_lesson(world.services) is not None
        assert await announce.first_lesson(world.services) is None


async def test_text_and_json_give_the_same_addresses_and_invites(tmp_path: Path) -> None:
    build_pages(tmp_path)
    async with server(tmp_path) as world:
        lesson = await announce.first_lesson(world.services)
        said = json.loads(announce.start_json(world.services, lesson))
        text = announce.start_text(world.services, lesson)
    assert said["pages_built"]
    for url in (said["new_lesson"], *(each["url"] for each in said["addresses"] + said["invites"])):
        assert url in text


async def test_an_address_without_a_microphone_is_said_to_have_none(tmp_path: Path) -> None:
    async with server(tmp_path, tls=False, host="192.0.2.7", port=8080) as world:
        assert "no microphone" in announce.start_text(world.services, None)


async def test_pages_that_are_not_built_are_told_with_the_command_that_builds_them(tmp_path: Path) -> None:
    async with server(tmp_path) as world:
        assert "make setup" in announce.start_text(world.services, None)
        assert not json.loads(announce.start_json(world.services, None))["pages_built"]


async def test_a_later_start_says_how_to_see_the_lessons(tmp_path: Path) -> None:
    async with server(tmp_path) as world:
        text = announce.start_text(world.services, None)
    assert f"klangbro admin lesson list --data-dir {tmp_path / 'data'}" in text
