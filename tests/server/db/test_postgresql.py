"""All that SQLite does, on a real PostgreSQL."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, func, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from server.db import Database, upgrade
from server.db.migrate import alembic_config
from server.db.tables import invite, metadata, secret
from server.errors import DatabaseUnavailableError
from server.lessons import repository
from server.lessons.repository import Lesson
from server.rooms import DatabaseRoomStore
from signaling.ports import StaleRoom, StoredRoom
from tests.server.world import server


def differences(connection: Connection) -> list[object]:
    return list(
        compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), metadata)
    )


async def test_two_nodes_that_start_together_make_the_tables_once(empty_postgres: str) -> None:
    one, other = Database(empty_postgres), Database(empty_postgres)
    await asyncio.gather(upgrade(one), upgrade(other))
    async with one.read() as connection:
        assert await connection.run_sync(differences) == []
    await one.close()
    await other.close()


async def test_an_earlier_database_is_upgraded_with_whoever_learns_in_its_series(empty_postgres: str) -> None:
    database = Database(empty_postgres)

    def earlier(connection: Connection) -> None:
        config = alembic_config()
        config.attributes["connection"] = connection
        command.upgrade(config, "0016")

    async with database.write() as connection:
        await connection.run_sync(earlier)
        for row in (
            "municipality (id, name, created_s) VALUES ('m', 'Pajala', 0)",
            "person (id, municipality_id, name, created_s) VALUES ('p', 'm', 'Bo Ek', 0)",
            "series (id, municipality_id, zone, every_weeks, last_day, instrument, created_s) "
            "VALUES ('s', 'm', 'Europe/Stockholm', 1, '2027-05-01', 'oboe', 0)",
            "series_pupil (series_id, person_id) VALUES ('s', 'p')",
        ):
            await connection.execute(text(f"INSERT INTO {row}"))
    await upgrade(database)
    async with database.read() as connection:
        assert await connection.run_sync(differences) == []
        learn = (await connection.execute(text("SELECT * FROM series_learner"))).all()
        kinds = (await connection.execute(text("SELECT kind FROM municipality"))).scalars().all()
    await database.close()
    assert (learn, kinds) == ([("s", "p", 0, None)], ["municipality"])


async def test_whoever_writes_after_reading_takes_turns_with_all_other_processes(empty_postgres: str) -> None:
    both = [Database(empty_postgres), Database(empty_postgres)]
    await upgrade(both[0])

    async def add(database: Database) -> None:
        async with database.write() as connection:
            count = (await connection.execute(select(func.count()).select_from(secret))).scalar_one()
            await connection.execute(secret.insert().values(name=f"{count}", value=b"x", created_s=0.0))

    await asyncio.gather(*(add(both[number % 2]) for number in range(40)))
    async with both[0].read() as connection:
        names = {row.name for row in await connection.execute(select(secret.c.name))}
    assert names == {f"{number}" for number in range(40)}
    for database in both:
        await database.close()


async def test_a_reader_sees_one_moment_and_changes_nothing(empty_postgres: str) -> None:
    database = Database(empty_postgres)
    await upgrade(database)
    async with database.read() as connection:
        count = select(func.count()).select_from(secret)
        before = (await connection.execute(count)).scalar_one()
        async with database.write() as writing:
            await writing.execute(secret.insert().values(name="new", value=b"x", created_s=0.0))
        assert (await connection.execute(count)).scalar_one() == before
        with pytest.raises(DBAPIError):
            await connection.execute(secret.delete())
    await database.close()


async def test_an_invite_without_a_lesson_cannot_be_stored(empty_postgres: str) -> None:
    database = Database(empty_postgres)
    await upgrade(database)
    row = {"id": "i", "lesson_id": "none", "participant": "p", "role": "pupil", "name": "Bo"}
    with pytest.raises(IntegrityError):
        async with database.write() as connection:
            await connection.execute(invite.insert().values(**row, created_s=0.0, expires_s=1.0))
    await database.close()


async def test_of_two_nodes_that_store_the_same_revision_one_wins_and_none_waits_for_ever(
    empty_postgres: str,
) -> None:
    databases = [Database(empty_postgres), Database(empty_postgres)]
    await upgrade(databases[0])
    names = [f"l{number}" for number in range(40)]
    async with databases[0].write() as connection:
        for name in names:
            await repository.add_lesson(connection, Lesson(name, "Anna", "violin", 0.0, 1e10), [])
    stores = [DatabaseRoomStore(database) for database in databases]
    for revision in range(1, 6):
        saves = [
            store.save(name, StoredRoom(f"{which}", revision))
            for name in names
            for which, store in enumerate(stores if revision % 2 else stores[::-1])
        ]
        results = await asyncio.gather(*saves, return_exceptions=True)
        assert sum(result is None for result in results) == len(names)
        assert all(result is None or isinstance(result, StaleRoom) for result in results)
    assert await stores[0].revisions([*names, "none"]) == dict.fromkeys(names, 5)
    for database in databases:
        await database.close()


async def test_the_whole_server_works_on_it(tmp_path: Path, empty_postgres: str) -> None:
    async with server(tmp_path, database_url=empty_postgres) as world:
        made = await world.new_lesson()
        listed = (await world.client.get("/api/lessons", headers=world.host)).json()["lessons"]
        assert listed == [made]
        answer = await world.client.delete(f"/api/lessons/{made['lesson']['id']}", headers=world.host)
        assert answer.status_code == 204
        assert (await world.client.get("/readyz")).json() == {"status": "ready"}


async def test_a_server_that_is_not_there_is_named() -> None:
    database = Database("postgresql+psycopg://klangbro@127.0.0.1:1/klangbro")
    with pytest.raises(DatabaseUnavailableError, match="database server") as caught:
        await upgrade(database)
    assert "KLANGBRO_DATABASE_URL" in caught.value.remedy
    await database.close()
