from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest

from rtc.flac import read_flac
from server.demonstrations.service import UNUSED_S
from server.lessons.repository import Invite
from server.privacy.permission import Purpose
from server.reading.schemas import NewReading
from signaling.client import RoomClient
from signaling.paper_messages import Demonstration, Note, WriteNote
from tests.server.demonstrations.sound import header, tone, wav
from tests.server.privacy.town import CAST, held, plan, settle_in
from tests.server.world import World, server

PATH = "/api/lesson/demonstrations"
SOUND = wav(tone(440.0, 1.5))


@dataclass
class School:
    """A teacher and a pupil in a lesson."""

    world: World
    invites: list[Invite]
    teacher: RoomClient
    pupil: RoomClient

    async def ask(self, who: int, method: str, path: str = PATH, **what: Any) -> httpx.Response:
        token = self.world.services.lessons.token(self.invites[who])
        return await self.bearing(token, method, path, **what)

    async def bearing(self, token: str, method: str, path: str, **what: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {token}"}
        return await self.world.client.request(method, path, headers=headers, **what)

    async def permit(self, *purposes: Purpose) -> None:
        for each in purposes:
            await self.world.services.privacy.permissions.give(
                CAST.teacher, each, given_by=CAST.teacher, actor="test"
            )

    async def withdraw(self) -> None:
        await self.world.services.privacy.permissions.withdraw(
            CAST.teacher, Purpose.CLIPS, by=CAST.teacher, actor="test"
        )

    async def put(self) -> str:
        """Play something for a line of homework; its file."""
        stored = (await self.ask(0, "POST", content=SOUND)).json()
        played = Demonstration(**stored, participant=self.invites[0].participant, text="slow")
        note = Note(id="n", list="homework", text="Slow scales", demonstration=played)
        self.teacher.send(WriteNote(note=note))
        await self.teacher.drained()
        file: str = stored["id"]
        return file

    async def link(self) -> str:
        """Give the pupil a reading link; its token."""
        new = NewReading(participant=self.invites[1].participant)
        made = await self.world.services.readings.make(self.invites[1].lesson_id, new)
        return made.url.split("#r=")[1]

    @property
    def files(self) -> list[str]:
        folder = self.world.services.settings.data_dir
        return sorted(
            path.parts[len(folder.parts)]
            for name in ("demonstrations", "readings")
            for path in (folder / name).rglob("*")
            if path.is_file()
        )


@asynccontextmanager
async def school(folder: Path, *purposes: Purpose) -> AsyncIterator[School]:
    async with server(folder) as world:
        await settle_in(world.services.database)
        invites = await plan(world.services.database, CAST.pupil)
        async with held(world, invites) as (teacher, pupil):
            made = School(world, invites, teacher, pupil)
            await made.permit(*purposes)
            yield made


BOTH = (Purpose.RECORDING, Purpose.CLIPS)


async def test_what_the_teacher_played_is_heard_in_the_lesson_and_by_the_reading_link(tmp_path: Path) -> None:
    async with school(tmp_path, *BOTH) as one:
        assert (await one.ask(0, "GET")).json() == {"permitted": True}
        file = await one.put()
        token = await one.link()
        answers = [
            await one.ask(0, "GET", f"{PATH}/{file}"),
            await one.ask(1, "GET", f"{PATH}/{file}"),
            await one.bearing(token, "GET", f"/api/reading/demonstrations/{file}"),
        ]
        shown = (await one.bearing(token, "GET", "/api/reading")).json()
        as_score = await one.bearing(token, "GET", f"/api/reading/scores/{file}")
    (note,) = (view["note"] for view in shown["notes"])
    assert (note["demonstration"]["id"], note["demonstration"]["text"]) == (file, "slow")
    assert note["demonstration"]["seconds"] == pytest.approx(1.5)
    assert as_score.status_code == 404
    for answer in answers:
        assert (answer.status_code, answer.headers["content-type"]) == (200, "audio/flac")
        (tmp_path / "heard.flac").write_bytes(answer.content)
        heard = np.concatenate(list(read_flac(tmp_path / "heard.flac")))
        assert np.abs(heard - tone(440.0, 1.5)).max() < 2**-21


@pytest.mark.parametrize("purposes", [(), (Purpose.RECORDING,), (Purpose.CLIPS,)])
async def test_nothing_is_taken_in_unless_recording_and_clips_are_permitted(
    tmp_path: Path, purposes: tuple[Purpose, ...]
) -> None:
    async with school(tmp_path, *purposes) as one:
        assert (await one.ask(0, "GET")).json() == {"permitted": False}
        refused = await one.ask(0, "POST", content=SOUND)
        assert (refused.status_code, one.files) == (403, [])
    assert "permitted" in refused.json()["error"]["text"]


async def test_a_pupil_plays_nothing_for_the_homework(tmp_path: Path) -> None:
    async with school(tmp_path, *BOTH) as one:
        assert (await one.ask(1, "POST", content=SOUND)).status_code == 403
        assert (await one.ask(1, "GET")).status_code == 403
        assert one.files == []


async def test_what_is_withdrawn_is_not_heard_any_more_and_deleted_wherever_it_lay(
    tmp_path: Path,
) -> None:
    async with school(tmp_path, *BOTH) as one:
        file, token = await one.put(), await one.link()
        assert one.files == ["demonstrations", "readings"]
        await one.withdraw()
        assert (await one.ask(1, "GET", f"{PATH}/{file}")).status_code == 404
        read = f"/api/reading/demonstrations/{file}"
        assert (await one.bearing(token, "GET", read)).status_code == 404
        await one.world.services.demonstrations.sweep()
        await one.world.services.readings.sweep()
        assert one.files == []
        await one.permit(Purpose.CLIPS)
        assert (await one.bearing(token, "GET", read)).status_code == 404


async def test_erasing_the_teacher_takes_the_playing_and_leaves_the_words(tmp_path: Path) -> None:
    async with school(tmp_path, *BOTH) as one:
        await one.put()
        token = await one.link()
        for each in (one.teacher, one.pupil):
            await each.leave()
        assert one.files == ["demonstrations", "readings"]
        await one.world.services.privacy.erasure.erase(CAST.teacher, actor="test")
        assert one.files == []
        shown = (await one.bearing(token, "GET", "/api/reading")).json()
    assert [(view["note"]["text"], view["note"]["demonstration"]) for view in shown["notes"]] == [
        ("Slow scales", None)
    ]


async def test_what_no_line_has_goes_after_a_while_and_the_rest_with_the_lesson(tmp_path: Path) -> None:
    async with school(tmp_path, *BOTH) as one:
        demonstrations = one.world.services.demonstrations
        await one.ask(0, "POST", content=SOUND)
        used = await one.put()
        folder = one.world.services.settings.data_dir / "demonstrations" / "lesson"
        now_s = one.world.services.now_s()
        for at_s, left in ((now_s - UNUSED_S + 60, 2), (now_s - UNUSED_S - 60, 1)):
            for path in folder.iterdir():
                os.utime(path, (at_s, at_s))
            await demonstrations.sweep()
            assert len(list(folder.iterdir())) == left
        assert [path.name for path in folder.iterdir()] == [used]
        await one.world.services.lessons.revoke_lesson("lesson")
        await demonstrations.sweep()
        assert one.files == []


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"<script>", 415),
        (SOUND[:-3], 415),
        (header(48_000, rate_hz=44_100) + bytes(144_000), 415),
        (header(61 * 48_000) + bytes(61 * 144_000), 413),
    ],
)
async def test_what_is_no_sound_of_a_page_or_longer_than_a_minute_is_told_in_words(
    tmp_path: Path, content: bytes, status: int
) -> None:
    async with school(tmp_path, *BOTH) as one:
        refused = await one.ask(0, "POST", content=content)
        assert (refused.status_code, one.files) == (status, [])
    assert refused.json()["error"]["remedy"]
