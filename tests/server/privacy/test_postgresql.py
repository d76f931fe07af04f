"""Erasure and the chain on a real PostgreSQL, whose own write-ahead log alone is left out of the scan."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from benchmarks.signaling.parts import PostgresServer
from server.audit import Action, append, verify
from server.db import Database, upgrade
from tests.server.privacy.town import CAST, bytes_with, held, plan, play, settle_in
from tests.server.world import server

WORDS = ("Kanarif", "canary-7f3a")


async def checkpoint(database: Database) -> None:
    engine = database.engine.execution_options(isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        await connection.execute(text("CHECKPOINT"))


def tables_with(postgres: PostgresServer) -> list[str]:
    return [name for name in bytes_with(postgres.folder, *WORDS) if "/pg_wal/" not in f"/{name}"]


async def test_nothing_of_an_erased_pupil_is_left_in_any_table(
    tmp_path: Path,
    postgres: PostgresServer,
    empty_postgres: str,
) -> None:
    async with server(tmp_path, database_url=empty_postgres) as world:
        services = world.services
        await settle_in(services.database, pupil="Kanarifågel")
        async with held(world, await plan(services.database, CAST.pupil)) as (teacher, pupil):
            await play(world, teacher, pupil, "canary-7f3a")
        await services.rooms.settled()
        await checkpoint(services.database)
        assert tables_with(postgres) != []
        await services.privacy.erasure.erase(CAST.pupil, actor="host")
        await checkpoint(services.database)
        assert tables_with(postgres) == []
        async with services.database.read() as connection:
            assert (await verify(connection)).holds


async def test_two_nodes_write_one_chain(empty_postgres: str) -> None:
    nodes = [Database(empty_postgres), Database(empty_postgres)]
    await upgrade(nodes[0])

    async def write(node: Database) -> None:
        async with node.write() as connection:
            await append(connection, Action.ADMITTED, at_s=1.5, actor="host")

    await asyncio.gather(*(write(nodes[number % 2]) for number in range(40)))
    async with nodes[0].read() as connection:
        found = await verify(connection)
    assert (found.holds, found.rows) == (True, 40)
    with pytest.raises(DBAPIError, match="append-only"):
        async with nodes[0].write() as connection:
            await connection.execute(text("UPDATE audit SET actor = 'x'"))
    for node in nodes:
        await node.close()
