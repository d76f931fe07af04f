from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError

from server.db import Database, upgrade
from server.lessons import repository
from server.lessons.repository import Lesson
from server.rooms import DatabaseRoomStore
from signaling.ports import StaleRoom, StoredRoom


async def database_with(folder: Path, *lessons: str) -> Database:
    database = Database(f"sqlite+aiosqlite:///{folder / 'rooms.db'}")
    await upgrade(database)
    async with database.write() as connection:
        for name in lessons:
            await repository.add_lesson(connection, Lesson(name, "Anna", "violin", 0.0, 1e10), [])
    return database


async def test_what_was_saved_is_loaded_by_another_process(tmp_path: Path) -> None:
    database = await database_with(tmp_path, "l")
    store = DatabaseRoomStore(database)
    assert await store.load("l") is None
    await store.save("l", StoredRoom("one", 1))
    await store.save("l", StoredRoom("two", 2))
    await database.close()
    again = Database(f"sqlite+aiosqlite:///{tmp_path / 'rooms.db'}")
    assert await DatabaseRoomStore(again).load("l") == StoredRoom("two", 2)
    await again.close()


@pytest.mark.parametrize("revision", [1, 2, 4])
async def test_a_room_that_is_not_the_next_is_stale_and_changes_nothing(
    tmp_path: Path, revision: int
) -> None:
    database = await database_with(tmp_path, "l")
    store = DatabaseRoomStore(database)
    await store.save("l", StoredRoom("one", 1))
    await store.save("l", StoredRoom("two", 2))
    with pytest.raises(StaleRoom):
        await store.save("l", StoredRoom("other", revision))
    assert await store.load("l") == StoredRoom("two", 2)
    await database.close()


async def test_many_rooms_are_stored_together_and_a_stale_one_hurts_nobody(tmp_path: Path) -> None:
    names = [f"l{i}" for i in range(600)]
    database = await database_with(tmp_path, *names)
    store = DatabaseRoomStore(database)
    await store.save("l7", StoredRoom("mine", 1))
    saves = [store.save(name, StoredRoom(f"of {name}", 1)) for name in names]
    results = await asyncio.gather(*saves, return_exceptions=True)
    assert [name for name, result in zip(names, results, strict=True) if result is not None] == ["l7"]
    assert isinstance(results[7], StaleRoom)
    assert await store.load("l599") == StoredRoom("of l599", 1)
    await database.close()


async def test_many_next_revisions_are_one_statement_and_each_is_judged_by_itself(tmp_path: Path) -> None:
    names = [f"l{i}" for i in range(600)]
    database = await database_with(tmp_path, *names)
    store = DatabaseRoomStore(database)
    await asyncio.gather(*(store.save(name, StoredRoom("first", 1)) for name in names))
    await store.save("l7", StoredRoom("somebody else's", 2))
    saves = [store.save(name, StoredRoom(f"second 'of' {name}", 2)) for name in names]
    results = await asyncio.gather(*saves, return_exceptions=True)
    assert [name for name, result in zip(names, results, strict=True) if result is not None] == ["l7"]
    assert await store.load("l7") == StoredRoom("somebody else's", 2)
    assert await asyncio.gather(*map(store.load, names[8:])) == [
        StoredRoom(f"second 'of' {name}", 2) for name in names[8:]
    ]
    await database.close()


async def test_of_two_next_revisions_of_one_room_in_one_commit_the_first_wins(tmp_path: Path) -> None:
    database = await database_with(tmp_path, "l")
    store = DatabaseRoomStore(database)
    await store.save("l", StoredRoom("one", 1))
    both = [store.save("l", StoredRoom(text, 2)) for text in ("two", "other")]
    results = await asyncio.gather(*both, return_exceptions=True)
    assert results[0] is None
    assert isinstance(results[1], StaleRoom)
    assert await store.load("l") == StoredRoom("two", 2)
    await database.close()


async def test_a_failed_commit_is_told_to_everyone_in_it_and_the_next_goes_on(tmp_path: Path) -> None:
    database = await database_with(tmp_path, "l")
    store = DatabaseRoomStore(database)
    both = [store.save("l", StoredRoom("one", 1)), store.save("no-such-lesson", StoredRoom("one", 1))]
    results = await asyncio.gather(*both, return_exceptions=True)
    assert all(isinstance(result, IntegrityError) for result in results)
    await store.save("l", StoredRoom("one", 1))
    assert await store.load("l") == StoredRoom("one", 1)
    await database.close()
