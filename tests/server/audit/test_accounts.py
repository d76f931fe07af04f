from __future__ import annotations

import json
from pathlib import Path

from sqlalchemy import select

from server.audit import verify
from server.audit.pseudonyms import known_pseudonym
from server.db.tables import audit
from server.roles import AccountRole
from tests.server.staff import PAGE, town
from tests.server.world import World, server


async def refusals(world: World) -> list[tuple[str, str | None, str]]:
    async with world.services.database.read() as connection:
        assert (await verify(connection)).holds
        rows = await connection.execute(select(audit).where(audit.c.action == "sign_in_refused"))
        return [(str(row.subject), row.municipality, json.loads(row.details)["way"]) for row in rows]


async def guess(world: World, email: str) -> int:
    given = {"email": email, "password": "wrong horse battery"}
    return (await world.client.post("/api/session", json=given, headers=PAGE)).status_code


async def test_a_refused_sign_in_is_noted_as_its_accounts_and_says_nothing_that_was_typed(
    tmp_path: Path,
) -> None:
    async with server(tmp_path) as world:
        made = await town(world)
        teacher = await made.someone(AccountRole.TEACHER, name="Anna Lind")
        assert await guess(world, "anna.lind@example.org") == 401
        assert await guess(world, "nobody.here@example.org") == 401
        async with world.services.database.read() as connection:
            hers = await known_pseudonym(connection, teacher.person_id)
            text = str((await connection.execute(select(audit))).all())
        assert await refusals(world) == [(hers, made.id, "password"), ("nobody", None, "password")]
        assert "nobody.here" not in text
        assert "anna" not in text.lower()


async def test_a_worthless_link_is_noted_as_nobodys(tmp_path: Path) -> None:
    async with server(tmp_path) as world:
        answer = await world.client.post("/api/links/read", json={"token": "x" * 43}, headers=PAGE)
        assert answer.status_code == 401
        assert await refusals(world) == [("nobody", None, "link")]


async def test_a_guesser_cannot_fill_the_log(tmp_path: Path) -> None:
    async with server(tmp_path, rate_sign_in_errors="1000/minute", rate_account_errors="1000/hour") as world:
        await (await town(world)).someone(AccountRole.TEACHER, name="Anna Lind")
        for _ in range(12):
            assert await guess(world, "anna.lind@example.org") == 401
        assert len(await refusals(world)) == 5
