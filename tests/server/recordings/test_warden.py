from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio
from sqlalchemy import select

from server.db.tables import audit
from server.privacy.permission import Purpose
from signaling.client import RoomClient
from signaling.messages import EndpointKind
from signaling.recording_messages import Recording, SetRecording
from tests.server.privacy.town import CAST, held, plan, settle_in
from tests.server.world import World, server

RECORDING = Purpose.RECORDING


@pytest_asyncio.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with server(tmp_path) as running:
        await settle_in(running.services.database)
        yield running


async def permit(world: World, *people: str) -> None:
    giver = {CAST.pupil: CAST.parent}
    for each in people:
        by = giver.get(each, each)
        await world.services.privacy.permissions.give(each, RECORDING, given_by=by, actor="host")


async def next_state(client: RoomClient) -> Recording:
    async for message in client:
        if isinstance(message, Recording) and message.state != "asking":
            return message
    raise AssertionError("the room said nothing of recording")


async def test_a_lesson_is_recorded_when_teacher_and_guardian_have_permitted_it(world: World) -> None:
    await permit(world, CAST.teacher, CAST.pupil)
    invites = await plan(world.services.database, CAST.pupil)
    async with held(world, invites, EndpointKind.COMPANION) as (teacher, pupil):
        teacher.send(SetRecording(running=True))
        assert (await next_state(pupil)).state == "running"
    await world.services.privacy.recordings.close()
    async with world.services.database.read() as connection:
        rows = (await connection.execute(select(audit.c.subject).where(audit.c.action == "recorded"))).all()
    assert len(rows) == 2


async def test_without_the_guardians_word_nothing_is_and_the_teacher_is_told_whose(world: World) -> None:
    await permit(world, CAST.teacher)
    invites = await plan(world.services.database, CAST.pupil)
    async with held(world, invites, EndpointKind.COMPANION) as (teacher, _):
        teacher.send(SetRecording(running=True))
        told = await next_state(teacher)
        assert (told.state, told.reason) == ("off", "lacking")
        assert [each.name for each in told.lacking] == ["Bo Ek"]


async def test_what_is_withdrawn_during_the_lesson_ends_it(world: World) -> None:
    await permit(world, CAST.teacher, CAST.pupil)
    invites = await plan(world.services.database, CAST.pupil)
    async with held(world, invites, EndpointKind.COMPANION) as (teacher, pupil):
        teacher.send(SetRecording(running=True))
        assert (await next_state(pupil)).state == "running"
        permissions = world.services.privacy.permissions
        await permissions.withdraw(CAST.pupil, RECORDING, by=CAST.pupil, actor="host")
        told = await next_state(pupil)
        assert (told.state, told.reason) == ("off", "withdrawn")


async def test_what_runs_out_is_noticed_too(world: World) -> None:
    until_s = world.clock() + 60.0
    await permit(world, CAST.teacher)
    permissions = world.services.privacy.permissions
    await permissions.give(CAST.pupil, RECORDING, given_by=CAST.parent, actor="host", until_s=until_s)
    invites = await plan(world.services.database, CAST.pupil)
    async with held(world, invites, EndpointKind.COMPANION) as (teacher, pupil):
        teacher.send(SetRecording(running=True))
        assert (await next_state(pupil)).state == "running"
        world.clock.at_s = until_s
        await world.services.privacy.relied.check()
        assert (await next_state(pupil)).reason == "withdrawn"


async def test_somebody_invited_without_being_a_municipalitys_is_not_recorded(world: World) -> None:
    lacking = await world.services.privacy.warden.lacking("no-lesson", ["somebody"])
    assert lacking == {"somebody"}
