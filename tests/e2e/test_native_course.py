"""A lesson under an agreement that is played without a page: how it went is known all the same."""

from __future__ import annotations

import pytest

from server.delivered.course import courses_of
from server.offline import on_services
from signaling.messages import Role
from tests.e2e.harness.border_states import make_border, native_lesson
from tests.e2e.harness.native import joined
from tests.e2e.harness.server import Server


@pytest.mark.wide
async def test_two_native_ends_tell_how_their_lesson_went(server: Server) -> None:
    await make_border(server)
    lesson, invites = await native_lesson(server)
    plain = ("--device", "tone:440", "--output", "null")
    async with (
        joined(invites[Role.TEACHER], "--admit", *plain) as teacher,
        joined(invites[Role.PUPIL], *plain) as pupil,
    ):
        await teacher.hears()
        await teacher.until(lambda said: said["elapsed_s"] > 12)
        for end in (pupil, teacher):
            await end.leave()
    async with on_services(server.data_dir) as services, services.database.read() as connection:
        told = {one.role: one for one in (await courses_of(connection, [lesson]))[lesson]}
    assert set(told) == {Role.TEACHER, Role.PUPIL}
    for one in told.values():
        assert one.together_s > 3
        assert one.late_ms is not None and one.missing_pct is not None
        assert (one.apart_s, one.away_s, one.microphone) == (0, 0, None)
