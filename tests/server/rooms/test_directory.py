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
        known = LessonInfo(id=lesson, instrument="violin", teacher="Anna Lind")
        assert await directory.lesson(lesson) == known
        assert await directory.invited(lesson, made["invites"][0]["id"]) == (known, True)


async def test_what_never_was_is_not_there(tmp_path: Path) -> None:
    async with server(tmp_path) as world:
        directory = Directory(world.services.database, ())
        assert await directory.lesson("nothing") is None
        assert await directory.invited("nothing", "nothing") == (None, False)


async def test_an_invite_to_one_lesson_is_none_to_another(tmp_path: Path) -> None:
    async with server(tmp_path) as world:
        one, two = [await world.new_lesson() for _ in range(2)]
        directory = Directory(world.services.database, ())
        info, holds = await directory.invited(one["lesson"]["id"], two["invites"][0]["id"])
        assert (info is not None, holds) == (True, False)


async def test_a_withdrawn_invite_holds_no_more_from_that_moment_on(tmp_path: Path) -> None:
    async with server(tmp_path) as world:
        made = await world.new_lesson()
        directory = Directory(world.services.database, ())
        lesson, invite = made["lesson"]["id"], made["invites"][1]["id"]
        assert (await directory.invited(lesson, invite))[1]
        await world.services.lessons.revoke_invite(invite)
        assert not (await directory.invited(lesson, invite))[1]
        assert (await directory.invited(lesson, made["invites"][0]["id"]))[1]


async def test_a_closed_lesson_is_known_but_its_invites_hold_no_more(tmp_path: Path) -> None:
    async with server(tmp_path) as world:
        made = await world.new_lesson()
        await world.services.lessons.revoke_lesson(made["lesson"]["id"])
        directory = Directory(world.services.database, ())
        info, holds = await directory.invited(made["lesson"]["id"], made["invites"][0]["id"])
        assert (info is not None, holds) == (True, False)


async def test_the_ice_servers_that_were_set_are_everyones(tmp_path: Path) -> None:
    async with server(tmp_path, ice_servers=STUN) as world:
        (found,) = world.services.settings.ice_servers
        assert Directory(world.services.database, [found]).ice_servers("l", "p") == (found,)
    assert found.urls == ("stun:stun.example.org",)
