from __future__ import annotations

from pathlib import Path

from server.rooms import Directory
from signaling.messages import LessonInfo
from tests.server.world import server

STUN = [{"urls": ["stun:stun.example.org"]}]


async def test_the_rooms_know_what_was_just_created(tmp_path: Path) -> None:
    async with server(tmp_path) as world:
        made = await world.new_lesson()
        directory = Directory(world.services.database, ())
        lesson = made["lesson"]["id"]
        assert await directory.lesson(lesson) == LessonInfo(
            id=lesson, instrument="violin", teacher="Anna Lind"
        )
        assert await directory.invite_holds(made["invites"][0]["id"])


async def test_what_never_was_is_not_there(tmp_path: Path) -> None:
    async with server(tmp_path) as world:
        directory = Directory(world.services.database, ())
        assert await directory.lesson("nothing") is None
        assert not await directory.invite_holds("nothing")


async def test_a_closed_lesson_is_known_but_its_invites_hold_no_more(tmp_path: Path) -> None:
    async with server(tmp_path) as world:
        made = await world.new_lesson()
        await world.services.lessons.revoke_lesson(made["lesson"]["id"])
        directory = Directory(world.services.database, ())
        assert await directory.lesson(made["lesson"]["id"]) is not None
        assert not await directory.invite_holds(made["invites"][0]["id"])


async def test_the_ice_servers_that_were_set_are_everyones(tmp_path: Path) -> None:
    async with server(tmp_path, ice_servers=STUN) as world:
        (found,) = world.services.settings.ice_servers
        assert Directory(world.services.database, [found]).ice_servers("l", "p") == (found,)
    assert found.urls == ("stun:stun.example.org",)
