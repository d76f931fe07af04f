from __future__ import annotations

from pathlib import Path

from server.lessons.service import Lessons
from signaling.client import RoomClient
from signaling.local import connector
from signaling.messages import EndpointKind, ErrorCode
from tests.server.world import World, server


def teacher_of(world: World, made: dict[str, list[dict[str, str]]]) -> RoomClient:
    way = connector(world.services.rooms)
    return RoomClient(made["invites"][0]["url"], kind=EndpointKind.PAGE, connect=way)


async def test_whoever_came_by_a_revoked_invite_goes_at_once(tmp_path: Path) -> None:
    async with server(tmp_path) as world:
        made = await world.new_lesson()
        async with teacher_of(world, made) as teacher:
            await anext(aiter(teacher))
            await world.client.delete(f"/api/invites/{made['invites'][0]['id']}", headers=world.host)
            assert [message async for message in teacher]
            assert teacher.bye is not None
            assert teacher.bye.code is ErrorCode.INVITE_REVOKED


async def test_a_lesson_revoked_by_another_process_ends_here(tmp_path: Path) -> None:
    async with server(tmp_path) as world:
        made = await world.new_lesson()
        services = world.services
        async with teacher_of(world, made) as teacher:
            await anext(aiter(teacher))
            other = Lessons(services.database, services.token_key, services.site, world.clock)
            await other.revoke_lesson(made["lesson"]["id"])
            await services.revocations.check()
            assert [message async for message in teacher]
            assert teacher.bye is not None
            assert teacher.bye.code is ErrorCode.INVITE_REVOKED


async def test_a_revoked_invite_opens_nothing_after_a_restart(tmp_path: Path) -> None:
    async with server(tmp_path) as world:
        made = await world.new_lesson()
        await world.client.delete(f"/api/lessons/{made['lesson']['id']}", headers=world.host)
    async with server(tmp_path) as world, teacher_of(world, made) as teacher:
        assert [message async for message in teacher]
        assert teacher.bye is not None
        assert teacher.bye.code is ErrorCode.INVITE_REVOKED
