from __future__ import annotations

import json
import stat
import zipfile
from pathlib import Path
from typing import Any

import pytest

from server.privacy.errors import PersonUnknownError
from server.privacy.permission import Purpose
from tests.server.privacy.town import CAST, held, plan, play, settle_in
from tests.server.world import World, server


async def exported(world: World, who: str, target: Path) -> tuple[dict[str, Any], list[str]]:
    size = await world.services.privacy.export_to(who, target, actor="host")
    with zipfile.ZipFile(target) as packed:
        assert size > len(packed.namelist())
        return json.loads(packed.read("person.json")), packed.namelist()


async def test_a_pupils_copy_has_all_that_is_kept_of_them(tmp_path: Path) -> None:
    async with server(tmp_path) as world:
        services = world.services
        await settle_in(services.database, pupil="Bo Ek")
        async with held(world, await plan(services.database, CAST.pupil)) as (teacher, pupil):
            await play(world, teacher, pupil, "scales")
            await services.privacy.permissions.give(
                CAST.pupil, Purpose.CLIPS, given_by=CAST.parent, actor="host"
            )
            said, names = await exported(world, CAST.pupil, tmp_path / "bo.zip")
        assert stat.S_IMODE((tmp_path / "bo.zip").stat().st_mode) == 0o600
        assert [row["name"] for row in said["person"]] == ["Bo Ek"]
        assert [row["purpose"] for row in said["permission"]] == ["clips"]
        assert [row["guardian_id"] for row in said["guardian"]] == [CAST.parent]
        assert {row["name"] for row in said["invite"]} == {"Bo Ek"}
        (lesson,) = said["lesson"]
        assert [line["text"] for line in lesson["room"]["chat"]] == ["chat scales", "of scales"]
        assert {view["note"]["text"] for view in lesson["room"]["notes"]} == {
            "note scales",
            "homework for scales",
        }
        assert [each["action"] for each in said["audit"]] == ["admitted", "permission_given"]
        assert len([name for name in names if name.startswith("files/scores/lesson/")]) == 1
        assert said["pseudonym_key"] == [{"person_id": CAST.pupil}]  # that there is one, not which
        again, _ = await exported(world, CAST.pupil, tmp_path / "again.zip")
        assert [each["action"] for each in again["audit"]][-1] == "exported"


async def test_a_teachers_copy_has_what_they_wrote_and_not_what_the_pupil_did(tmp_path: Path) -> None:
    async with server(tmp_path) as world:
        services = world.services
        await settle_in(services.database)
        async with held(world, await plan(services.database, CAST.pupil)) as (teacher, pupil):
            await play(world, teacher, pupil, "scales")
            said, names = await exported(world, CAST.teacher, tmp_path / "anna.zip")
        (lesson,) = said["lesson"]
        assert [line["text"] for line in lesson["room"]["chat"]] == ["of scales"]
        assert [view["note"]["text"] for view in lesson["room"]["notes"]] == ["homework for scales"]
        assert names == ["person.json"]


async def test_nothing_is_overwritten_and_nobody_unknown_exported(tmp_path: Path) -> None:
    async with server(tmp_path) as world:
        with pytest.raises(PersonUnknownError):
            await world.services.privacy.export_to("nobody", tmp_path / "x", actor="host")
        await settle_in(world.services.database)
        (tmp_path / "x").write_text("mine")
        with pytest.raises(FileExistsError):
            await world.services.privacy.export_to(CAST.pupil, tmp_path / "x", actor="host")
        assert (tmp_path / "x").read_text() == "mine"
