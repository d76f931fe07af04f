from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from server.db.purge import purge
from server.lessons import repository
from server.privacy.errors import PersonUnknownError
from server.privacy.protection import HIDDEN
from server.roles.names import AccountRole
from signaling.messages import Role
from signaling.tokens import verify
from tests.server.privacy.town import CAST, bytes_with, held, names_of, plan, play, settle_in
from tests.server.staff import town
from tests.server.world import World, server

NAME = "Kanarifågel Äxö"
TURN: dict[str, Any] = {"turn_urls": "turn:relay.example.org", "turn_secret": "x" * 32}


async def protect(world: World, alias: str = "Blå Räv") -> int:
    return await world.services.privacy.protect(CAST.pupil, alias, actor="host")


async def test_of_a_protected_person_the_name_is_kept_nowhere_and_old_invites_are_void(
    tmp_path: Path,
) -> None:
    async with server(tmp_path, **TURN) as world:
        services = world.services
        await settle_in(services.database, pupil=NAME)
        invites = await plan(services.database, CAST.pupil)
        async with held(world, invites) as (teacher, pupil):
            await play(world, teacher, pupil, NAME)
        await services.rooms.settled()
        (score,) = (path.name for path in (services.settings.data_dir / "scores" / "lesson").iterdir())
        assert await protect(world) == 1
        async with services.database.read() as connection:
            old = await repository.find_invite(connection, invites[1].id)
        assert old is not None
        assert (old.name, old.protected, old.revoked_s) == ("Blå Räv", True, world.clock.at_s)
        assert (await names_of(services.database))[CAST.pupil] == "Blå Räv"
        await purge(services.database)
        assert bytes_with(services.settings.data_dir, "Kanarif", "Äxö") == ["scores/lesson/" + score]


async def test_a_lesson_planned_with_a_protected_pupil_is_relay_only_under_the_alias(tmp_path: Path) -> None:
    async with server(tmp_path, **TURN) as world:
        here = await town(world)
        teacher = await here.someone(AccountRole.TEACHER)
        admin = await here.someone(AccountRole.ADMIN)
        pupil = await here.pupil(NAME)
        asked = await here.ask(admin, "POST", f"/people/{pupil.id}/protection", json={"alias": "Räv"})
        assert (asked.status_code, asked.json()) == (200, {"void_invites": 0})
        planned = await here.lesson(teacher, pupil=pupil.id, pupil_name=None)
        async with world.services.database.read() as connection:
            invite = next(
                one for one in await repository.list_invites(connection, planned.id) if one.role is Role.PUPIL
            )
        claims = verify(world.services.token_key, world.services.lessons.token(invite), world.clock.at_s)
        assert (claims.name, claims.relay_only) == ("Räv", True)
        for path in (f"/lessons?from_s={world.clock.at_s - 9}&to_s={world.clock.at_s + 9}", "/people"):
            said = await here.ask(teacher, "GET", path)
            assert said.status_code == 200
            assert "Räv" not in said.text
            assert NAME not in said.text
        listed = await here.ask(teacher, "GET", f"/lessons/{planned.id}/invites")
        assert [one["name"] for one in listed.json()["invites"] if one["role"] == "pupil"] == [HIDDEN]
        everything = (await world.client.get("/api/lessons", headers=world.host)).json()["lessons"]
        assert [one["name"] for one in everything[0]["invites"] if one["protected"]] == [HIDDEN]


async def test_nobody_unknown_is_protected(tmp_path: Path) -> None:
    async with server(tmp_path) as world:
        with pytest.raises(PersonUnknownError):
            await protect(world)
