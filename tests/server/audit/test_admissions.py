from __future__ import annotations

from pathlib import Path

from sqlalchemy import select

from server.audit import pseudonym_of
from server.audit.admissions import Admissions
from server.db.tables import audit
from signaling.messages import Admission
from tests.server.privacy.town import CAST, held, plan, settle_in
from tests.server.world import World, server


async def rows(world: World) -> list[tuple[str, str, str | None]]:
    async with world.services.database.read() as connection:
        found = await connection.execute(
            select(audit.c.action, audit.c.actor, audit.c.subject).order_by(audit.c.n)
        )
        return [(row.action, row.actor, row.subject) for row in found]


async def test_who_let_whom_in_is_written_over_pseudonyms(tmp_path: Path) -> None:
    async with server(tmp_path) as world:
        services = world.services
        await settle_in(services.database)
        async with held(world, await plan(services.database, CAST.pupil)):
            await services.privacy.admissions.flush()
        async with services.database.write() as connection:
            teacher = await pseudonym_of(connection, CAST.teacher)
            pupil = await pseudonym_of(connection, CAST.pupil)
        assert await rows(world) == [("admitted", teacher, pupil)]


async def test_somebody_who_is_no_person_of_a_municipality_is_known_by_their_invite(tmp_path: Path) -> None:
    async with server(tmp_path) as world:
        made = await world.new_lesson()
        log = Admissions(world.services.database, world.clock)
        log.decided(made["lesson"]["id"], "somebody", Admission.REFUSED, ("teacher",))
        log.decided(made["lesson"]["id"], "other", Admission.REMOVED, ("one", "two"))
        await log.flush()
        assert await rows(world) == [
            ("refused", "guest:teacher", "guest:somebody"),
            ("removed", "teachers", "guest:other"),
        ]


async def test_what_could_not_be_written_is_written_later_in_its_order(tmp_path: Path) -> None:
    async with server(tmp_path) as world:
        log = Admissions(world.services.database, world.clock)
        for number in range(600):
            log.decided("lesson", f"p{number}", Admission.ADMITTED, ("teacher",))
        await log.flush()
        assert [row[2] for row in await rows(world)] == [f"guest:p{number}" for number in range(600)]
